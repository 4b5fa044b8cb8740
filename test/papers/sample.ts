/**
 * Writes every paper in Kazakh and Russian, as a page, as a PDF by Chromium and for Word, into dist/papers: to be looked
 * at. `lab-...` are those of a short day in the lab, by its router; the rest are of a sample school that has a whole
 * October and every register.
 *
 *   npm run papers:sample
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'
import type { PaperKind } from '../../src/documents/paper-kind.ts'
import { type PaperFormat, writePaper } from '../../src/documents/write.ts'
import { browserProgram, browserWords } from '../browser-program.ts'
import { sampleAnswers, samplePapers } from './all.ts'
import { labPapers } from './lab-day.ts'

const folder = fileURLToPath(new URL('../../dist/papers', import.meta.url))

async function bytesOf(kind: PaperKind, language: 'kk' | 'ru', format: PaperFormat): Promise<Buffer> {
  const written = await writePaper(kind, { answers: sampleAnswers(kind), language, format })
  if ('wrong' in written) throw new Error(`${kind.name}: ${written.wrong.field}: ${written.wrong.message}`)
  const pieces: Uint8Array[] = []
  for await (const piece of written.pieces) pieces.push(piece)
  return Buffer.concat(pieces)
}

mkdirSync(folder, { recursive: true })
const browser = await chromium.launch({ executablePath: browserProgram, args: [...browserWords] })
const page = await browser.newPage()
let written = 0

async function keep(name: string, html: Buffer, docx: Buffer): Promise<void> {
  const path = join(folder, name)
  writeFileSync(`${path}.html`, html)
  writeFileSync(`${path}.docx`, docx)
  await page.setContent(html.toString('utf8'))
  await page.pdf({ path: `${path}.pdf`, preferCSSPageSize: true })
  written += 3
  console.log(`${name}: html, pdf, docx`)
}

for (const kind of samplePapers())
  for (const language of ['kk', 'ru'] as const)
    await keep(`${kind.name}-${language}`, await bytesOf(kind, language, 'html'), await bytesOf(kind, language, 'docx'))
for (const { name, language, html, docx } of await labPapers()) await keep(`lab-${name}-${language}`, html, docx)
await browser.close()
console.log(`papers: ${written} written`)
