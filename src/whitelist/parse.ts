/** The document to a `Whitelist`, or to all that is wrong with it. */

import { reportOverlaps } from './overlap.ts'
import type { Problem } from './problems.ts'
import { type Node, readYaml } from './read.ts'
import { collect, linesOf, quote, type Report, UNPRINTABLE } from './report.ts'
import { type PlacedSite, readSite, type SiteContext } from './site.ts'
import type { Whitelist } from './whitelist.ts'

/** In bytes of UTF-8. */
export const DOCUMENT_LIMIT = 4 * 1024 * 1024

export interface ParseOptions {
  /** UCI section names of the rooms that exist. */
  readonly rooms: readonly string[]
}

export interface Parsed {
  /** Undefined where there is an error among the problems. */
  readonly whitelist: Whitelist | undefined
  /** In the order of the text. */
  readonly problems: Problem[]
}

/** Reads a white list. Never throws, whatever the text. */
export function parse(text: string, options: ParseOptions): Parsed {
  const collected = collect()
  const { report } = collected
  const lines = linesOf(text)
  if (text.length > DOCUMENT_LIMIT || Buffer.byteLength(text) > DOCUMENT_LIMIT) {
    report('too-large', 0, `The list is too long: at most ${DOCUMENT_LIMIT / 1024 / 1024} MiB can be read.`)
    return { whitelist: undefined, problems: collected.problems(lines) }
  }
  reportUnprintable(text, report)
  const context = { rooms: new Set(options.rooms), report, line: (offset: number) => lines.place(offset).line }
  const sites = readSites(readYaml(text, report), context)
  reportOverlaps(sites, report)
  const whitelist = collected.failed() ? undefined : { sites: sites.map(({ site }) => site) }
  return { whitelist, problems: collected.problems(lines) }
}

function reportUnprintable(text: string, report: Report): void {
  for (const { index } of text.matchAll(UNPRINTABLE)) {
    const code = text.charCodeAt(index).toString(16).toUpperCase().padStart(4, '0')
    report('yaml-syntax', index, `There is a character here that cannot be seen (U+${code}): delete it.`)
  }
}

function readSites(root: Node, context: SiteContext): PlacedSite[] {
  const { report } = context
  if (root.kind === 'broken') return []
  if (root.kind !== 'map') {
    report('missing-key', root.offset, 'The list begins with a line sites: and the entries stand below it.')
    return []
  }
  for (const { key, offset } of root.entries) {
    if (key !== 'sites') report('unknown-key', offset, `The key ${quote(key)} is not known; possible is sites.`)
  }
  const sites = root.entries.find(({ key }) => key === 'sites')
  if (!sites) {
    report('missing-key', root.offset, 'There is no line sites: with the entries below it.')
    return []
  }
  // No entry at all is a list as well: one that opens nothing.
  if (sites.value.kind === 'empty' || sites.value.kind === 'broken') return []
  if (sites.value.kind !== 'list') {
    report(
      'yaml-syntax',
      sites.value.offset,
      'sites: takes a list, each entry with a dash, as in - domain: bilimland.kz',
    )
    return []
  }
  return sites.value.items.map((item) => readSite(item, context)).filter((site) => site !== undefined)
}
