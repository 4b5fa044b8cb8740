/** Reads the document as a tree of texts, lists and maps, each with its place, entry by entry. */

import type { ErrorCode, Pair, ParsedNode } from 'yaml'
import { nameIn } from './domain.ts'
import { readPlain } from './fast-reader.ts'
import { findTooDeep } from './nesting.ts'
import { quote, type Report, type Said, said } from './report.ts'
import { outline, type Piece } from './split-entries.ts'
import type { Entry, Node } from './tree.ts'
import { yamlLibrary } from './yaml-library.ts'

/**
 * What the YAML library may be given at once, in UTF-16 units. Its time and memory grow faster than the text for some
 * texts, and at 64 KiB of nested dashes it takes the whole process down; at this size nothing it does is slow.
 */
export const PIECE_LIMIT = 16 * 1024
/** Nothing of a list lies deeper than a text in a map in a list in a site in `sites`. */
const DEPTH_LIMIT = 8

/** The entries below `sites:`, read one at a time, so that only one lies in memory as a tree. */
export function* readEntries(text: string, report: Report): Generator<Node> {
  const { hasSites, entries, strays } = outline(text)
  if ((!hasSites || strays.length > 0) && text.length <= PIECE_LIMIT) {
    yield* readWhole(text, report)
    return
  }
  if (!hasSites) missingSites(0, report)
  else
    for (const stray of strays)
      report('yaml-syntax', stray, 'This line belongs to no entry: see how far it is from the edge.')
  for (const piece of entries) yield readPlain(text, piece) ?? readPiece(text, piece, report)
}

function missingSites(offset: number, report: Report): void {
  report('missing-key', offset, 'There is no line sites: with the entries below it, each begun by a dash.')
}

/** The entries by one run of the YAML library over the whole text. */
export function readWhole(text: string, report: Report): readonly Node[] {
  const root = readYaml(text, { start: 0, end: text.length }, report)
  if (root.kind === 'broken') return []
  const map = root.kind === 'map' ? root.entries : []
  for (const { key, offset } of map) {
    if (key !== 'sites')
      report('unknown-key', offset, {
        text: `The key ${quote(key)} is not known; possible is sites.`,
        values: { value: key },
      })
  }
  const sites = map.find(({ key }) => key === 'sites')?.value
  if (!sites) missingSites(root.offset, report)
  else if (sites.kind === 'list') return sites.items
  // No entry at all is a list as well: one that opens nothing.
  else if (sites.kind !== 'empty' && sites.kind !== 'broken') {
    report(
      'yaml-syntax',
      sites.offset,
      'sites: takes entries below it, each begun by a dash, as in - domain: bilimland.kz',
    )
  }
  return []
}

/** An entry by the YAML library. */
export function readPiece(text: string, piece: Piece, report: Report): Node {
  if (piece.end - piece.start > PIECE_LIMIT) {
    report('too-large', piece.start, 'This entry is too long to be read.')
    return { kind: 'broken', offset: piece.start }
  }
  const list = readYaml(text, piece, report)
  const item = list.kind === 'list' && list.items.length === 1 ? list.items[0] : undefined
  if (item) return item
  if (list.kind !== 'broken') report('yaml-syntax', piece.start, 'This is not written as an entry.')
  return { kind: 'broken', offset: piece.start }
}

/**
 * Reads with YAML's failsafe schema: every scalar is the text that stands there, so `no`, `1.10` and `0x7f` stay what
 * they are. Aliases and tags are refused: the document has no use for them, and a few of them can swell without limit.
 */
function readYaml(text: string, { start, end }: Piece, report: Report): Node {
  const place: Report = (code, offset, message) => report(code, start + Math.min(offset, end - start), message)
  // The library's own check of unique keys compares each key with all before it; ours is below. Its log level `silent`
  // would hide a second document.
  const deep = findTooDeep(text.slice(start, end))
  if (deep !== undefined) {
    place('yaml-syntax', deep, 'This is nested too deeply.')
    return { kind: 'broken', offset: start + deep }
  }
  const options = { schema: 'failsafe', uniqueKeys: false, prettyErrors: false, logLevel: 'error' } as const
  const document = yamlLibrary().parseDocument(text.slice(start, end), options)
  for (const { code, pos, message } of [...document.errors, ...document.warnings]) {
    const advice = nameAdvice(valueAt(text, start + pos[0])) ?? OWN_WORDS[code]
    place('yaml-syntax', pos[0], advice ?? (/[.!?]$/.test(message) ? message : `${message}.`))
  }
  return toNode(document.contents, { report: place, start, depth: 0, empty: 0 })
}

/** In place of messages of the library that are meant for programmers. */
const OWN_WORDS: Partial<Record<ErrorCode, string>> = {
  MULTIPLE_DOCS: 'A line --- begins a second document here; a list is one document.',
  TAG_RESOLVE_FAILED: 'A tag (!) is not possible here: put the value in "quotes".',
}

interface Position {
  readonly report: Report
  /** Offset of the piece in the document; `report` takes offsets in the piece. */
  readonly start: number
  readonly depth: number
  /** Where to place a value that is not there: at its key. An item that is not there has a place behind its dash. */
  readonly empty: number | undefined
}

function toNode(node: ParsedNode | null, position: Position): Node {
  const { isAlias, isMap, isScalar, isSeq } = yamlLibrary()
  const { report, start, depth, empty } = position
  const at = node ? node.range[0] : (empty ?? 0)
  const offset = start + at
  const refuse = (message: string | Said): Node => {
    report('yaml-syntax', at, message)
    return { kind: 'broken', offset }
  }
  if (isAlias(node)) return refuse(aliasAdvice(node.source))
  if (depth > DEPTH_LIMIT) return refuse('This is nested too deeply.')
  if (isSeq<ParsedNode>(node)) {
    const below = { ...position, depth: depth + 1, empty: undefined }
    return { kind: 'list', offset, items: node.items.map((item) => toNode(item, below)) }
  }
  if (isMap<ParsedNode, ParsedNode | null>(node)) {
    return { kind: 'map', offset, entries: toEntries(node.items, { ...position, empty: at }) }
  }
  const text = isScalar(node) && typeof node.value === 'string' ? node.value : ''
  if (!isScalar(node) || (text === '' && node.type === 'PLAIN')) return { kind: 'empty', offset: start + (empty ?? at) }
  return { kind: 'text', offset, text }
}

/** `*.bilimland.kz` is a pattern to people, and an alias to YAML. */
const aliasAdvice = (source: string): string | Said =>
  nameAdvice(`*${source}`) ?? 'An alias (*) is not possible here: write the value itself.'

/** The value, or the item of a list, that stands in the line of an offset, from its first sign to its last. */
function valueAt(text: string, offset: number): string {
  const from = text.lastIndexOf('\n', offset - 1) + 1
  const end = text.indexOf('\n', from)
  const line = text.slice(from, end < 0 ? undefined : end)
  const value = line.replace(/^\s*(?:-\s+)*(?:[a-z_]+:\s+|-\s*)?/, '').trim()
  // In brackets the item that the offset is at.
  return /^[[{]/.test(value) ? (/^[^,[\]{}]*/.exec(line.slice(offset - from))?.[0].trim() ?? '') : value
}

/** What begins with a sign that YAML has for itself, as lines of block lists do: `||daryn.kz^`, `@@||daryn.kz^`, `%daryn.kz`. */
function nameAdvice(value: string): Said | undefined {
  const name = /^["'[{]/.test(value) ? undefined : nameIn(value)
  if (name === undefined) return undefined
  const below = /^\*?\./.test(value) ? ', which has everything below it' : ''
  return said(value, ` is no name: write ${name}${below}.`, { write: name })
}

function toEntries(pairs: readonly Pair<ParsedNode, ParsedNode | null>[], position: Position): Entry[] {
  const { report, start, depth, empty } = position
  const { isScalar } = yamlLibrary()
  const entries: Entry[] = []
  const seen = new Set<string>()
  for (const { key, value } of pairs) {
    const at = key?.range[0] ?? empty ?? 0
    if (!isScalar(key) || typeof key.value !== 'string') {
      report('yaml-syntax', at, 'A key must be a plain word.')
    } else if (seen.has(key.value)) {
      report('yaml-syntax', at, `The key ${quote(key.value)} stands twice here.`)
    } else {
      seen.add(key.value)
      const below = { ...position, depth: depth + 1, empty: at }
      entries.push({ key: key.value, offset: start + at, value: toNode(value, below) })
    }
  }
  return entries
}
