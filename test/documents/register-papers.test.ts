/** Tests the registers' papers with hostile texts; registers.test.ts holds their words. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Language, Paper } from '../../src/documents/model.ts'
import { isWrong, type PaperKind } from '../../src/documents/paper-kind.ts'
import { registerKinds } from '../../src/documents/register-kinds.ts'
import type { RegisterSources } from '../../src/documents/register-sources.ts'
import { sampleRegisters, socialReportKind } from '../papers/registers.ts'
import { makeSchool } from '../papers/school.ts'
import { checkDocx, checkHtml, evil } from './fit.ts'
import { docxOf, htmlOf, textOf } from './golden.ts'

const test = suite('papers of hostile registers')

const { sources } = makeSchool({ from: '2026-10-12', until: '2026-10-12', pcs: 1 })
const registers = sampleRegisters(sources)
const kindsOf = (from: RegisterSources): PaperKind[] => [...registerKinds(from), socialReportKind(from)]

async function write(kind: PaperKind, language: Language): Promise<Paper> {
  const paper = await kind.write({}, language, () => {})
  if (isWrong(paper)) throw new Error(`${kind.name}: ${paper.field}: ${paper.message}`)
  return paper
}

/** Every text of a value but its keys, days, times and words of ours. */
function spoil<T>(value: T): T {
  if (typeof value === 'string') return (/^(?:[\d:.TZ+-]+|[a-z-]+)$/.test(value) ? value : evil) as T
  if (Array.isArray(value)) return value.map(spoil) as T
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, spoil(inner)])) as T
}

for (const kind of kindsOf(spoil(registers)))
  test(`${kind.name} of hostile texts`, async () => {
    const html = await htmlOf(await write(kind, 'kk'))
    checkHtml(html)
    assert.match(textOf(html), '<script>alert(1)</script>')
    checkDocx(await docxOf(await write(kind, 'ru')))
  })

test.run()
