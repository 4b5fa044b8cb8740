/** Reads a text or a table that a teacher has as candidates for the list: each with its line, or with why the line gives none. */
import { message } from '../messages/message.ts'
import { withoutUnseen } from '../whitelist/pasted.ts'
import type { SiteValues } from '../whitelist/site-input.ts'
import {
  type Candidate,
  emptyLists,
  type ImportRoom,
  type Lists,
  label,
  nameOf,
  placeOf,
  shown,
  take,
  titled,
  type Unread,
} from './candidates.ts'
import { findMentions, isAddress, mentionsInSteps } from './cells.ts'
import { type ColumnKind, findHead } from './columns.ts'
import { type Cell, findDelimiter, type Row, readRows, sampleOf } from './rows.ts'
import { type Rule, readRule } from './rules.ts'
import { isOurYaml, readYaml } from './yaml.ts'

export interface Reading {
  readonly form: 'yaml' | 'rules' | 'table' | 'text'
  readonly candidates: readonly Candidate[]
  readonly unread: readonly Unread[]
  /** Candidates that the file they are from shuts: a list of sites to block. */
  readonly blocking: number
}

export interface ReadOptions {
  readonly rooms: readonly ImportRoom[]
  /** The day in the router's zone. */
  readonly today?: string
}

/** Steps between two pauses: some milliseconds of work. */
const TURN = 200

/** Yields again and again, so that others have their turn; ends early where there are more than `most` sites. */
export function* readText(given: string, options: ReadOptions, most: number): Generator<void, Reading> {
  if (isOurYaml(given)) return yield* fromYaml(given, options)
  const text = withoutUnseen(given)
  const rules = sampleOf(text).map(readRule)
  const isRules = 2 * rules.filter((rule) => rule?.kind === 'names').length >= rules.length
  const delimiter = isRules ? undefined : findDelimiter(text)
  const rows = readRows(text, delimiter)
  yield
  const lists = emptyLists()
  let blocking = 0
  let steps = 0
  for (const count of delimiter === undefined ? fromLines(lists, rows, most) : fromTable(lists, rows, options)) {
    blocking += count
    if (lists.candidates.length + lists.unread.length > most) break
    steps += 1
    if (steps % TURN === 0) yield
  }
  return { form: delimiter !== undefined ? 'table' : isRules ? 'rules' : 'text', ...lists, blocking }
}

/** After some words, each site that was taken, or line that gives none: how many sites it shuts. */
type Steps = Generator<number, void>

function* fromYaml(text: string, { rooms, today }: ReadOptions): Generator<void, Reading> {
  const lists = emptyLists()
  const options = { rooms: rooms.map(({ id }) => id), ...(today !== undefined && { today }) }
  for (const { line, values, problems } of yield* readYaml(text, options)) {
    const written = shown(values?.domain ?? values?.address ?? '')
    const error = problems.find(({ severity }) => severity === 'error')
    if (error !== undefined) lists.unread.push({ line: error.line, column: error.column, written, problem: error })
    else if (values !== undefined) {
      const { line: _, ...own } = values
      const [warning] = problems
      const name = nameOf(own)
      lists.candidates.push({ line, column: 1, written, values: own, name, ...(warning && { problem: warning }) })
    }
  }
  return { form: 'yaml', ...lists, blocking: 0 }
}

function* fromLines(lists: Lists, rows: readonly Row[], most: number): Steps {
  const rules = rows.map(({ cells: [cell] }) => readRule(cell?.text ?? ''))
  const isMixed = rules.some((rule) => rule?.kind === 'names' && !rule.blocks)
  for (const [index, { cells }] of rows.entries()) {
    const [cell] = cells
    const rule = rules[index]
    if (cell === undefined || rule?.kind === 'idle') continue
    if (rule?.kind === 'names' && !(rule.blocks && isMixed)) yield* takeNames(lists, cell, rule)
    else if (rule === undefined) yield* takeLine(lists, cell, most)
    else {
      const why = message(rule.kind === 'names' ? 'bulk-blocks' : 'bulk-no-whole-site')
      lists.unread.push({ ...placeOf(cell), why })
      yield 0
    }
  }
}

function* takeNames(lists: Lists, cell: Cell, rule: Rule & { readonly kind: 'names' }): Steps {
  let from = 0
  for (const name of rule.names) {
    const at = cell.text.indexOf(name, from)
    if (at >= 0) from = at + name.length
    take(lists, cell, { text: name, offset: Math.max(0, at) }, ofRule(rule))
    yield rule.blocks ? 1 : 0
  }
}

const ofRule = (rule: Rule): SiteValues => (rule.kind === 'names' && rule.exact ? { subdomains: false } : {})

/** `BilimLand - https://bilimland.kz`, and the other way round. */
const CALLED = /^\s*(?<before>\S.{1,80}?)\s+[-–—:]\s+\S+\s*$|^\s*\S+\s+[-–—]\s+(?<behind>\S.{1,80}?)\s*$/u

function* takeLine(lists: Lists, cell: Cell, most: number): Steps {
  // What stands behind the sign is a remark, as in hosts and Pi-hole's lists.
  const remark = cell.text.search(/\s#\s/)
  const words = mentionsInSteps(remark < 0 ? cell.text : cell.text.slice(0, remark), most)
  let step = words.next()
  for (; step.done !== true; step = words.next()) yield 0
  const mentions = step.value
  if (mentions.length === 0) lists.unread.push({ ...placeOf(cell), why: message('bulk-no-site') })
  const { before, behind } = (mentions.length === 1 && CALLED.exec(cell.text)?.groups) || {}
  if (mentions.length === 0) yield 0
  for (const mention of mentions) {
    take(lists, cell, mention, titled(mention.title ?? before ?? behind))
    yield 0
  }
}

function* fromTable(lists: Lists, rows: readonly Row[], { rooms }: ReadOptions): Steps {
  const head = findHead(rows, ({ cells }) => cells.some(({ text }) => findMentions(text).length > 0))
  for (const row of rows.slice(head === undefined ? 0 : head.row + 1)) {
    const cells = row.cells.filter((_, index) => head === undefined || head.kinds.get(index) === 'site')
    const all = cells.flatMap((cell) => findMentions(cell.text).map((mention) => ({ cell, mention })))
    const named = all.filter(({ mention }) => !isAddress(mention.text))
    // As in a sentence: an address beside a name is where the name lies.
    const found = named.length > 0 ? named : all
    const [first] = row.cells
    // A row of a column that is empty for once is no mistake, but a row with something else in it is one.
    if (found.length === 0 && first !== undefined && readRule(first.text)?.kind !== 'idle') {
      const whole = { ...first, text: row.cells.map(({ text }) => text).join(' ') }
      lists.unread.push({ ...placeOf(whole), why: message('bulk-no-site') })
    }
    const more = head === undefined ? guessed(row, found.length) : ofColumns(row, head.kinds, rooms)
    yield 0
    for (const { cell, mention } of found) {
      take(lists, cell, mention, { ...more, ...titled(mention.title ?? more.title) }, rooms)
      yield 0
    }
  }
}

/** Of a table without a head: beside a single site the first text is what it is called. */
function guessed({ cells }: Row, sites: number): SiteValues {
  if (sites !== 1) return {}
  return titled(cells.find(({ text }) => /\p{L}{2}/u.test(text) && findMentions(text).length === 0)?.text)
}

/** Each site of a row has all of them: a cell with more rooms or ports is none of a school's. */
const WORDS = 100

function ofColumns({ cells }: Row, kinds: ReadonlyMap<number, ColumnKind>, rooms: readonly ImportRoom[]): SiteValues {
  const values = new Map([...kinds].map(([index, kind]) => [kind, cells[index]?.text ?? ''] as const))
  const words = (kind: ColumnKind) => (values.get(kind) ?? '').split(/[\s,;]+/, WORDS).filter((word) => word !== '')
  const subject = label(values.get('subject'))
  const named = (values.get('rooms') ?? '')
    .split(/[,;\n]+/, WORDS)
    .map((word) => word.trim())
    .filter((word) => word !== '')
  const idOf = (word: string) =>
    rooms.find(({ id, name }) => [id, name].some((known) => known.toLowerCase() === word.toLowerCase()))?.id ?? word
  return {
    ...titled(values.get('title')),
    ...(subject !== '' && { subject }),
    ...(named.length > 0 && { rooms: named.map(idOf) }),
    ...(words('ports').length > 0 && { ports: words('ports') }),
  }
}
