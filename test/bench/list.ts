/** Measures compiling a list to all files, beside the YAML library alone reading the same text. */
import { parseDocument } from 'yaml'
import { gatePages } from '../../src/block-page/gate-pages.ts'
import { compileAll } from '../../src/firewall/compile.ts'
import { makePlan } from '../../src/firewall/plan.ts'
import { readImport } from '../../src/list-import/import.ts'
import { parse } from '../../src/whitelist/parse.ts'
import { facts } from '../firewall/sample.ts'
import { atMost, type Figure, time } from './bench.ts'

export function listOf(domains: number, from = 0): string {
  const entries = Array.from(
    { length: domains },
    (_, at) => `  - domain: site-${from + at}.school.test\n    title: Site ${from + at}\n`,
  )
  return `sites:\n${entries.join('')}`
}

/** Nothing but names, the shortest list of so many: a hundred thousand with titles are longer than a list may be. */
export function namesOf(domains: number, from = 0): string {
  const entries = Array.from({ length: domains }, (_, at) => `  - domain: s${from + at}.school.test\n`)
  return `sites:\n${entries.join('')}`
}

/** What the daemon does for the preview of a paste: a sheet of new sites beside a draft of as many others. */
function previewOf(domains: number): Figure {
  const { whitelist } = parse(listOf(domains, domains))
  if (whitelist === undefined) throw new Error('the draft has problems')
  const lines = Array.from({ length: domains }, (_, at) => `https://www.site-${at}.school.test/a;Site ${at};Physics\n`)
  const sheet = Buffer.from(lines.join(''))
  const preview = time(
    () => {
      const found = readImport(sheet, whitelist, { rooms: [] })
      if ('fault' in found || found.counts.new !== domains) throw new Error('the sheet is read otherwise')
    },
    5,
    1,
  )
  const text = listOf(domains)
  return {
    name: `preview of ${domains} pasted lines beside ${domains} sites`,
    value: `${preview.toFixed(1)} ms`,
    ratio: preview / time(() => parse(text), 5, 1),
    beside: 'reading a list of as many',
    aims: [atMost(preview, 2000, 'ms')],
  }
}

export async function bench(): Promise<Figure[]> {
  const sample = facts()
  const rooms = sample.rooms.map(({ id }) => id)
  const lists = [100, 1000, 10_000].map((domains): Figure => {
    const text = listOf(domains)
    const ours = time(() => {
      const { whitelist } = parse(text, { rooms })
      if (whitelist === undefined) throw new Error('the list has problems')
      compileAll(makePlan(sample, whitelist), ({ school }) => gatePages(school))
    }, 5)
    const library = time(() => parseDocument(text), domains > 1000 ? 3 : 5, 1)
    return {
      name: `list of ${domains} domains: read, checked and compiled`,
      value: `${ours.toFixed(1)} ms`,
      ratio: ours / library,
      beside: 'the YAML library reading it',
    }
  })
  return [...lists, previewOf(10_000)]
}
