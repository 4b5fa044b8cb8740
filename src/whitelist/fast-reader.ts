/**
 * Reads an entry written in the plainest YAML, which nearly all are: one key a line, with a word, a quoted text without
 * escapes, a list of words in brackets, or a list of words with dashes below. It is ten times as fast as a whole YAML
 * reader and gives up on everything else, so it never has a meaning of its own; tests hold the two together.
 */

import type { Piece } from './split-entries.ts'
import type { Entry, Node } from './tree.ts'

const FIRST = /^( *- +)[a-z]/
const KEY = /^([a-z_]+):(?: +|$)/
const COMMENT = /^ *(?: #|$)/
const QUOTED = /^(?:"([^"\\]*)"|'([^']*)')/
const WORD = /[\p{L}\p{N}_][\p{L}\p{N}_./-]*/gu
const BRACKETS = /^\[ *(?:[\p{L}\p{N}_][\p{L}\p{N}_./-]* *(?:, *[\p{L}\p{N}_][\p{L}\p{N}_./-]* *)*)?\]/u
const PLAIN_START = /^[\p{L}\p{N}_]/u
const KEYS_LIMIT = 16
/** Characters of a list in brackets. An expression needs memory for each item of a list, and throws at half a million. */
const BRACKETS_LIMIT = 64 * 1024
const OTHER_SPACE = /[^\S ]/

interface OpenList {
  readonly entry: { readonly key: string; readonly offset: number }
  readonly items: Node[]
  /** Columns before the dash; -1 before the first item. */
  margin: number
  offset: number
}

/** The entry as a map with offsets into `text`; undefined where it takes a real YAML reader. */
export function readPlain(text: string, { start, end }: Piece): Node | undefined {
  const entries: Entry[] = []
  let list: OpenList | undefined
  let margin = 0
  let next = start
  const close = (): void => {
    if (list) entries.push({ ...list.entry, value: listNode(list) })
    list = undefined
  }
  for (let at = start; at < end; at = next + 1) {
    next = text.indexOf('\n', at)
    if (next < 0 || next > end) next = end
    const line = text.slice(at, text.startsWith('\r\n', next - 1) ? next - 1 : next)
    if (OTHER_SPACE.test(line)) return undefined
    const indent = at === start ? (FIRST.exec(line)?.[1]?.length ?? -1) : countSpaces(line)
    if (indent < 0) return undefined
    if (indent === line.length || line[indent] === '#') continue
    if (at === start) margin = indent
    if (list && line[indent] === '-') {
      if (!addItem(list, line, indent, at, margin)) return undefined
      continue
    }
    const key = indent === margin ? KEY.exec(line.slice(indent)) : null
    if (!key?.[1] || entries.length >= KEYS_LIMIT) return undefined
    close()
    const entry = { key: key[1], offset: at + indent }
    const skip = indent + key[0].length
    if (isRest(line, skip)) list = { entry, items: [], margin: -1, offset: entry.offset }
    else {
      const value = readValue(line.slice(skip), at + skip)
      if (!value) return undefined
      entries.push({ ...entry, value })
    }
  }
  close()
  const seen = new Set(entries.map(({ key }) => key))
  return seen.size === entries.length ? { kind: 'map', offset: start + margin, entries } : undefined
}

function listNode({ items, offset }: OpenList): Node {
  return items.length > 0 ? { kind: 'list', offset, items } : { kind: 'empty', offset }
}

function countSpaces(line: string): number {
  let count = 0
  while (line[count] === ' ') count++
  return count
}

/** Whether nothing but a comment follows. */
function isRest(line: string, at: number): boolean {
  return at >= line.length || line[at] === '#'
}

function addItem(list: OpenList, line: string, indent: number, at: number, margin: number): boolean {
  if (indent < margin || (list.margin >= 0 && indent !== list.margin)) return false
  const skip = countSpaces(line.slice(indent + 1)) + indent + 1
  if (skip === indent + 1) return false
  const value = readValue(line.slice(skip), at + skip)
  if (!value) return false
  if (list.margin < 0) list.offset = at + indent
  list.margin = indent
  list.items.push(value)
  return true
}

function readValue(rest: string, offset: number): Node | undefined {
  const quoted = QUOTED.exec(rest)
  if (quoted) {
    if (!COMMENT.test(rest.slice(quoted[0].length))) return undefined
    return { kind: 'text', offset, text: quoted[1] ?? quoted[2] ?? '' }
  }
  const brackets = rest.length > BRACKETS_LIMIT ? null : BRACKETS.exec(rest)
  if (brackets) {
    if (!COMMENT.test(rest.slice(brackets[0].length))) return undefined
    const items = [...brackets[0].matchAll(WORD)].map(({ 0: word, index }): Node => {
      return { kind: 'text', offset: offset + index, text: word }
    })
    return { kind: 'list', offset, items }
  }
  if (!PLAIN_START.test(rest)) return undefined
  const comment = rest.indexOf(' #')
  let length = comment < 0 ? rest.length : comment
  while (rest[length - 1] === ' ') length--
  const text = rest.slice(0, length)
  return /:(?: |$)/.test(text) ? undefined : { kind: 'text', offset, text }
}
