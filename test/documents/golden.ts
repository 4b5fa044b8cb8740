/** Compares papers with test/golden/documents, byte for byte. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as assert from 'uvu/assert'
import { writeDocx } from '../../src/documents/docx.ts'
import { writeHtml } from '../../src/documents/html.ts'
import type { Paper } from '../../src/documents/model.ts'

const folder = fileURLToPath(new URL('../golden/documents/', import.meta.url))

export function compare(name: string, text: string): void {
  const path = folder + name
  if (process.env.UPDATE_GOLDEN === '1') {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
  }
  assert.is(text, existsSync(path) ? readFileSync(path, 'utf8') : '', `${name}: UPDATE_GOLDEN=1 writes it`)
}

export async function htmlOf(paper: Paper): Promise<string> {
  let text = ''
  for await (const piece of writeHtml(paper)) text += piece
  return text
}

export async function docxOf(paper: Paper): Promise<Uint8Array> {
  const pieces: Uint8Array[] = []
  for await (const piece of writeDocx(paper)) pieces.push(piece)
  return Buffer.concat(pieces)
}

/** What a reader sees, without style and tags. */
export function textOf(html: string): string {
  const body = html.replace(/<style>[\s\S]*?<\/style>/g, '').replace(/<[^>]*>/g, ' ')
  const entities: Record<string, string> = { '&lt;': '<', '&gt;': '>', '&amp;': '&', '&quot;': '"', '&#39;': "'" }
  return body.replace(/&(?:lt|gt|amp|quot|#39);/g, (found) => entities[found] ?? '').replace(/\s+/g, ' ')
}
