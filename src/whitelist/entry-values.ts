/** Reads values of an entry: a text, a list, a choice, each with its place; mistakes are reported. */

import type { ProblemCode } from './problems.ts'
import { quote, type Report, said, UNPRINTABLE } from './report.ts'
import type { Node } from './tree.ts'

/** A name, network, room or port with the place where it was written. */
export interface Placed<T> {
  readonly value: T
  readonly offset: number
}

/** An entry's values by their keys. */
export type Values = ReadonlyMap<string, Node>

/** In characters. */
export const TITLE_LIMIT = 200

export function readLabel(key: 'title' | 'subject', values: Values, report: Report): string | undefined {
  const node = values.get(key)
  if (!node || node.kind === 'broken') return undefined
  if (node.kind !== 'text') {
    report(
      'yaml-syntax',
      node.offset,
      `${key}: takes one text; put it in "quotes" if it has a colon or a bracket in it.`,
    )
    return undefined
  }
  const length = [...node.text].length
  if (length > TITLE_LIMIT) {
    report('too-large', node.offset, `This ${key} has ${length} characters; at most ${TITLE_LIMIT} are possible.`)
  } else if (node.text.search(UNPRINTABLE) >= 0 || /[\r\n\t\x85]/.test(node.text)) {
    report('yaml-syntax', node.offset, `The ${key} ${quote(node.text)} has a character in it that cannot be shown.`)
  }
  return node.text
}

/** A key that takes `true` or `false`; absent or wrong: undefined. */
export function readFlag(key: string, values: Values, report: Report): boolean | undefined {
  const word = readWord(key, values, ['true', 'false'], report)
  return word === undefined ? undefined : word === 'true'
}

/** A key that takes one of a few words; absent or wrong: undefined. */
export function readWord<Word extends string>(
  key: string,
  values: Values,
  words: readonly Word[],
  report: Report,
): Word | undefined {
  const node = values.get(key)
  if (!node || node.kind === 'broken') return undefined
  const found = node.kind === 'text' ? words.find((word) => word === node.text) : undefined
  if (found === undefined) report('yaml-syntax', node.offset, `${key}: takes ${words.join(' or ')}.`)
  return found
}

export function readOne(
  node: Node | undefined,
  key: string,
  code: ProblemCode,
  report: Report,
): Placed<string> | undefined {
  if (!node || node.kind === 'broken') return undefined
  if (node.kind === 'text') return { value: node.text, offset: node.offset }
  const what = node.kind === 'empty' ? 'is empty' : `takes one ${key}; begin a new entry for each`
  report(code, node.offset, `${key}: ${what}.`)
  return undefined
}

/** The texts of a list; undefined where the key is absent or no list. `other` takes an item that is a map, if it can. */
export function readList(
  key: string,
  values: Values,
  code: ProblemCode,
  report: Report,
  other: (item: Node & { readonly kind: 'map' }) => boolean = () => false,
): Placed<string>[] | undefined {
  const node = values.get(key)
  if (!node || node.kind === 'broken') return undefined
  if (node.kind === 'empty') return []
  if (node.kind !== 'list') {
    const hint = node.kind === 'text' && /^[\w.,/ -]{1,40}$/.test(node.text) ? `, as in ${key}: [${node.text}]` : ''
    report(code, node.offset, `${key}: takes a list in square brackets${hint}.`)
    return undefined
  }
  const texts: Placed<string>[] = []
  for (const item of node.items) {
    if (item.kind === 'text') texts.push({ value: item.text, offset: item.offset })
    else if (item.kind !== 'broken' && !(item.kind === 'map' && other(item)))
      report(code, item.offset, `An item of ${key}: is not a single word${hintFor(key)}.`)
  }
  return texts
}

const hintFor = (key: string) => (key === 'needs' ? ', or {domain: NAME, subdomains: false}' : '')

/** Keeps the first of equal values and warns of the others. */
export function withoutTwins<T>(
  items: readonly Placed<T>[],
  identity: (value: T) => string,
  report: Report,
): Placed<T>[] {
  const seen = new Set<string>()
  return items.filter(({ value, offset }) => {
    const text = identity(value)
    if (seen.has(text))
      report('duplicate', offset, said(text, ' stands twice in this list.', { what: 'twice' }), 'warning')
    else return seen.add(text)
    return false
  })
}
