/** Parses the document to a `Whitelist`, or to all its mistakes. */

import { reportOverlaps } from './overlap.ts'
import { portText } from './ports.ts'
import type { Problem } from './problems.ts'
import { readEntries } from './read.ts'
import { collect, linesOf, type Report, UNPRINTABLE } from './report.ts'
import { type PlacedSite, readSite } from './site.ts'
import type { Whitelist } from './whitelist.ts'

/** In bytes of UTF-8. */
export const DOCUMENT_LIMIT = 4 * 1024 * 1024

export interface ParseOptions {
  /** UCI section names of the rooms that exist; absent: any name is taken for a room. */
  readonly rooms?: readonly string[]
  /** The day in the router's zone, `2026-12-01`; absent: nothing is said of entries that have run out. */
  readonly today?: string
}

export interface Parsed {
  /** Undefined where there is an error among the problems. */
  readonly whitelist: Whitelist | undefined
  /** In the order of the text. */
  readonly problems: Problem[]
}

/** Reads a white list. Never throws, whatever the text. */
export function parse(text: string, options: ParseOptions = {}): Parsed {
  const work = parseInSteps(text, options)
  for (;;) {
    const step = work.next()
    if (step.done === true) return step.value
  }
}

/** As `parse`, for whoever has other things to do meanwhile: `breathe` lets them be done, again and again. */
export async function parseInTurns(text: string, options: ParseOptions, breathe: () => Promise<void>): Promise<Parsed> {
  const work = parseInSteps(text, options)
  for (;;) {
    const step = work.next()
    if (step.done === true) return step.value
    await breathe()
  }
}

/** UTF-16 units of entries that are read in one step: some milliseconds of work. */
const STEP_LENGTH = 16 * 1024

function* parseInSteps(text: string, options: ParseOptions): Generator<void, Parsed> {
  const collected = collect()
  const { report } = collected
  const lines = linesOf(text)
  if (text.length > DOCUMENT_LIMIT || Buffer.byteLength(text) > DOCUMENT_LIMIT) {
    report('too-large', 0, `The list is too long: at most ${DOCUMENT_LIMIT / 1024 / 1024} MiB can be read.`)
    return { whitelist: undefined, problems: collected.problems(lines) }
  }
  if (reportEncoding(text, report)) return { whitelist: undefined, problems: collected.problems(lines) }
  reportUnprintable(text, report)
  const context = {
    rooms: options.rooms && new Set(options.rooms),
    today: options.today,
    report,
    line: (offset: number) => lines.place(offset).line,
  }
  const sites: PlacedSite[] = []
  let paused = 0
  for (const entry of readEntries(text, report)) {
    if (entry.offset - paused > STEP_LENGTH) {
      paused = entry.offset
      yield
    }
    // Nobody reads more errors than this, and a hostile text could make us find them for minutes.
    if (collected.full()) break
    const site = readSite(entry, context)
    if (site) sites.push(site)
  }
  yield* reportOverlaps(sites, report)
  reportRanges(sites, report)
  const whitelist = collected.failed() ? undefined : { sites: sites.map(({ site }) => site) }
  return { whitelist, problems: collected.problems(lines) }
}

/** Different port ranges in a list: each is a rule of its own in the kernel. */
const RANGES_LIMIT = 64

function reportRanges(sites: readonly PlacedSite[], report: Report): void {
  const ranges = new Set<string>()
  for (const { site, offset } of sites) {
    for (const port of site.ports) if (port.last !== undefined) ranges.add(portText(port))
    if (ranges.size <= RANGES_LIMIT) continue
    report('too-large', offset, `A list has at most ${RANGES_LIMIT} different port ranges.`)
    return
  }
}

/** A text that was read in another encoding than its own: one error says so, and all else would be noise. */
function reportEncoding(text: string, report: Report): boolean {
  const isWide = (text.slice(0, 4096).match(/\0/g)?.length ?? 0) > Math.min(text.length, 4096) / 8
  const at = text.search(isWide ? /\0/ : /\ufffd/)
  if (at < 0) return false
  const seems = isWide ? 'utf-16' : 'windows-1251 or kz-1048'
  const way = `aqtizim check FILE --from ${isWide ? 'utf-16' : 'windows-1251'}`
  report('encoding', at, `This is not UTF-8, it seems to be ${seems}: save it as UTF-8; ${way} shows what it says.`)
  return true
}

function reportUnprintable(text: string, report: Report): void {
  for (const { index } of text.matchAll(UNPRINTABLE)) {
    const code = text.charCodeAt(index).toString(16).toUpperCase().padStart(4, '0')
    report('yaml-syntax', index, `There is a character here that cannot be seen (U+${code}): delete it.`)
  }
}
