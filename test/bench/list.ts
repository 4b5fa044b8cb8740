/** From the list's text to all files of all engines, beside the YAML library alone reading the same text. */
import { parseDocument } from 'yaml'
import { gatePages } from '../../src/block-page/page.ts'
import { compileAll } from '../../src/firewall/apply.ts'
import { makePlan } from '../../src/firewall/plan.ts'
import { parse } from '../../src/whitelist/parse.ts'
import { facts } from '../firewall/sample.ts'
import { type Figure, time } from './bench.ts'

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

export async function bench(): Promise<Figure[]> {
  const sample = facts()
  const rooms = sample.rooms.map(({ id }) => id)
  return [100, 1000, 10_000].map((domains): Figure => {
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
}
