/** YAML text to a plain tree of texts, lists and maps, each with its place. */

import type { Pair, ParsedNode } from 'yaml'
import { isAlias, isMap, isScalar, isSeq, parseDocument } from 'yaml'
import { quote, type Report } from './report.ts'

/** Offsets are 0-based, in UTF-16 units. `broken` is what has been reported already. */
export type Node =
  | { readonly kind: 'text'; readonly offset: number; readonly text: string }
  | { readonly kind: 'list'; readonly offset: number; readonly items: readonly Node[] }
  | { readonly kind: 'map'; readonly offset: number; readonly entries: readonly Entry[] }
  | { readonly kind: 'empty' | 'broken'; readonly offset: number }

export interface Entry {
  readonly key: string
  readonly offset: number
  readonly value: Node
}

/** Nothing of a list lies deeper than a text in a list in a site in `sites`. */
const DEPTH_LIMIT = 8

/**
 * Reads with YAML's failsafe schema: every scalar is the text that stands there, so `no`, `1.10` and `0x7f` stay what
 * they are. Aliases and tags are refused: the document has no use for them, and a few of them can swell without limit.
 */
export function readYaml(text: string, report: Report): Node {
  // The library's own check of unique keys compares each key with all before it; ours is below.
  const document = parseDocument(text, {
    schema: 'failsafe',
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'error',
  })
  for (const { pos, message } of [...document.errors, ...document.warnings]) {
    report('yaml-syntax', Math.min(pos[0], text.length), sentence(message))
  }
  return document.contents ? toNode(document.contents, report, 0) : { kind: 'empty', offset: 0 }
}

function sentence(message: string): string {
  return /[.!?]$/.test(message) ? message : `${message}.`
}

function toNode(node: ParsedNode | null, report: Report, depth: number, empty = 0): Node {
  const offset = node ? node.range[0] : empty
  const refuse = (message: string): Node => {
    report('yaml-syntax', offset, message)
    return { kind: 'broken', offset }
  }
  if (isAlias(node)) return refuse(`An alias (*) is not possible here: write the value itself.`)
  if (depth > DEPTH_LIMIT) return refuse('This is nested too deeply.')
  if (isSeq<ParsedNode>(node)) {
    return { kind: 'list', offset, items: node.items.map((item) => toNode(item, report, depth + 1, offset)) }
  }
  if (isMap<ParsedNode, ParsedNode | null>(node)) {
    return { kind: 'map', offset, entries: toEntries(node.items, report, depth, offset) }
  }
  if (!isScalar(node)) return { kind: 'empty', offset }
  const text = typeof node.value === 'string' ? node.value : ''
  if (text === '' && node.type === 'PLAIN') return { kind: 'empty', offset }
  return { kind: 'text', offset, text }
}

function toEntries(
  pairs: readonly Pair<ParsedNode, ParsedNode | null>[],
  report: Report,
  depth: number,
  parent: number,
): Entry[] {
  const entries: Entry[] = []
  const seen = new Set<string>()
  for (const { key, value } of pairs) {
    const offset = key?.range[0] ?? parent
    if (!isScalar(key) || typeof key.value !== 'string') {
      report('yaml-syntax', offset, 'A key must be a plain word.')
    } else if (seen.has(key.value)) {
      report('yaml-syntax', offset, `The key ${quote(key.value)} stands twice here.`)
    } else {
      seen.add(key.value)
      entries.push({ key: key.value, offset, value: toNode(value, report, depth + 1, offset) })
    }
  }
  return entries
}
