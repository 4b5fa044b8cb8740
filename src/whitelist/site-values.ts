/** Reads entries of the document as they are written, in parts for pages. */

import { readPlain } from './fast-reader.ts'
import { PIECE_LIMIT, readPiece, readWhole } from './read.ts'
import { linesOf } from './report.ts'
import type { SiteValues } from './site-input.ts'
import { outline, type Piece } from './split-entries.ts'
import type { Node } from './tree.ts'

/** `line`: where its entry begins in the document, 1-based. */
export interface PlacedValues extends SiteValues {
  readonly line: number
}

const textKeys = [
  ...['domain', 'address', 'title', 'subject', 'open', 'from', 'until', 'resolver', 'safe_search', 'group'],
]
const listKeys = ['except', 'rooms', 'ports']
const flags: Readonly<Record<string, (text: string) => boolean>> = {
  subdomains: (text) => text !== 'false',
  inside: (text) => text === 'true',
  whole_suffix: (text) => text === 'true',
}
const silent = () => {}

/** Undefined where the entry names no site. What is not of the right shape is left out. */
export function valuesOf(node: Node): SiteValues | undefined {
  if (node.kind !== 'map') return undefined
  const values: Record<string, string | boolean | readonly string[]> = {}
  for (const { key, value } of node.entries) {
    if (textKeys.includes(key) && value.kind === 'text') values[key] = value.text
    else if (listKeys.includes(key) && value.kind === 'list') values[key] = textsOf(value.items)
    else if (key === 'needs' && value.kind === 'list') Object.assign(values, needsOf(value.items))
    else if (value.kind === 'text') {
      const flag = Object.hasOwn(flags, key) ? flags[key] : undefined
      if (flag !== undefined) values[key] = flag(value.text)
    }
  }
  return values.domain === undefined && values.address === undefined ? undefined : values
}

const textsOf = (items: readonly Node[]): string[] => items.flatMap((item) => (item.kind === 'text' ? [item.text] : []))

/** A map without `subdomains: false` means the name with all below it. */
function needsOf(items: readonly Node[]): Pick<SiteValues, 'needs' | 'needs_exact'> {
  const needs: string[] = []
  const exact: string[] = []
  for (const item of items) {
    if (item.kind === 'text') needs.push(item.text)
    if (item.kind !== 'map') continue
    const own = new Map(item.entries.map(({ key, value }) => [key, value.kind === 'text' ? value.text : undefined]))
    const name = own.get('domain')
    if (name !== undefined) (own.get('subdomains') === 'false' ? exact : needs).push(name)
  }
  return { needs, ...(exact.length > 0 && { needs_exact: exact }) }
}

/** The entries that begin from `from` on and before `to` (offsets in the text). */
export function sitesIn(text: string, from: number, to: number): PlacedValues[] {
  const lines = linesOf(text)
  return nodesIn(text, from, to).flatMap((node) => {
    const values = valuesOf(node)
    return values === undefined ? [] : [{ ...values, line: lines.place(node.offset).line }]
  })
}

function nodesIn(text: string, from: number, to: number): readonly Node[] {
  const { hasSites, entries, strays } = outline(text)
  if ((!hasSites || strays.length > 0) && text.length <= PIECE_LIMIT)
    return readWhole(text, silent).filter(({ offset }) => offset >= from && offset < to)
  const pieces = entries.filter(({ start }) => start >= from && start < to)
  return pieces.map((piece) => readEntry(text, piece))
}

const readEntry = (text: string, piece: Piece): Node => readPlain(text, piece) ?? readPiece(text, piece, silent)

/** The last entry that is wanted; entries are read from the end until it is found. */
export function lastSite(text: string, isWanted: (site: SiteValues) => boolean): PlacedValues | undefined {
  const { hasSites, entries, strays } = outline(text)
  if (!hasSites || strays.length > 0) return sitesIn(text, 0, text.length).findLast(isWanted)
  for (const piece of [...entries].reverse()) {
    const node = readEntry(text, piece)
    const values = valuesOf(node)
    if (values !== undefined && isWanted(values)) return { ...values, line: linesOf(text).place(node.offset).line }
  }
  return undefined
}

/** Where a part that begins at `from` ends: before an entry if one begins near enough, else at a whole character. */
export function endOfPart(text: string, from: number, size: number): number {
  if (text.length - from <= size) return text.length
  const last = outline(text).entries.findLast(({ start }) => start > from && start <= from + size)
  if (last !== undefined) return last.start
  const end = from + size
  return /[\ud800-\udbff]/.test(text[end - 1] ?? '') ? end - 1 : end
}
