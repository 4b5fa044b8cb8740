/**
 * Reads the scan's results of the external system, a table with a head. A table of another shape changes nothing; it
 * comes back as problems with row and column. No problem ever quotes a cell: cells are about children.
 */
import Papa from 'papaparse'
import { type Message, message } from '../messages/message.ts'
import { decodeBytes, type Encoding } from './cyrillic.ts'
import { cleanLine } from './register-words.ts'
import { normaliseAccount, type ScanResult, type Social } from './social.ts'

export interface ScanProblem {
  readonly severity: 'error' | 'warning'
  /** 1-based, as a spreadsheet counts; the head is row 1. */
  readonly row: number
  readonly column: number
  readonly code: 'empty' | 'head' | 'syntax' | 'columns' | 'account' | 'category' | 'count' | 'no-consent' | 'too-large'
  readonly message: Message
}

export interface ReadScan {
  /** Undefined where the table has an error. */
  readonly results: readonly ScanResult[] | undefined
  readonly problems: readonly ScanProblem[]
  readonly encoding: Encoding
  readonly rows: number
  /** Rows about accounts for which no consent stands: they are not kept. */
  readonly leftOut: number
}

export const scanLimits = { bytes: 512 * 1024, rows: 20_000, problems: 100 } as const

/** Names of columns, in lower case without blanks; the first of a list that a head has counts. */
const heads = {
  account: [
    ...['account', 'аккаунт', 'профиль', 'profile', 'парақша', 'страница', 'vk', 'вк', 'ссылка', 'url', 'сілтеме'],
    ...['ник', 'nickname', 'id', 'логин', 'login'],
  ],
  category: ['category', 'категория', 'санат', 'риск', 'risk', 'тәуекел', 'тематика', 'тақырып', 'тип', 'түрі'],
  count: ['count', 'количество', 'саны', 'кол-во', 'число', 'совпадений', 'совпадения'],
  note: ['note', 'примечание', 'ескерту', 'комментарий', 'түсініктеме'],
} as const
type Column = keyof typeof heads

const plainHead = (cell: string) =>
  cleanLine(cell, 100)
    .toLowerCase()
    .replace(/\s+/g, '')
    .replace(/[.:*]+$/, '')

function findColumns(head: readonly string[]): Partial<Record<Column, number>> {
  const plain = head.map(plainHead)
  const found: Partial<Record<Column, number>> = {}
  for (const column of Object.keys(heads) as Column[]) {
    const at = heads[column].map((name) => plain.indexOf(name)).find((place) => place >= 0)
    if (at !== undefined) found[column] = at
  }
  return found
}

class Problems {
  readonly list: ScanProblem[] = []
  failed = false

  add(severity: ScanProblem['severity'], row: number, column: number, code: ScanProblem['code'], says: Message) {
    this.failed ||= severity === 'error'
    if (this.list.length < scanLimits.problems) this.list.push({ severity, row, column, code, message: says })
  }
}

/** How many cells most rows would have by each separator: papaparse's own guess takes a comma in a title for one. */
function guessSeparator(text: string): string {
  const end = text.search(/[\r\n]/)
  const head = end < 0 ? text : text.slice(0, end)
  const counts = [';', '\t', ',', '|'].map((each) => ({ each, count: head.split(each).length }))
  return counts.sort((a, b) => b.count - a.count)[0]?.each ?? ';'
}

interface Table {
  /** Row of the head. */
  readonly first: number
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

/** papaparse counts rows from 0, and says which one a quote went wrong in. */
function readTable(text: string, problems: Problems): Table | undefined {
  // Excel's first line may say which separator it uses.
  const hint = /^sep=(.)\r?\n/.exec(text)
  const body = hint === null ? text : text.slice(hint[0].length)
  const first = hint === null ? 1 : 2
  const parsed = Papa.parse<string[]>(body, { delimiter: hint?.[1] ?? guessSeparator(body), skipEmptyLines: false })
  for (const { row, message: reason } of parsed.errors.slice(0, 10))
    problems.add('error', (row ?? 0) + first, 1, 'syntax', message('table-row-unreadable', { reason }))
  const isEmpty = (row: readonly string[]) => row.every((cell) => cell.trim() === '')
  const rows = [...parsed.data]
  while (rows.length > 0 && isEmpty(rows.at(-1) ?? [])) rows.pop()
  const [head, ...rest] = rows
  if (head === undefined || rest.length === 0) {
    problems.add('error', first, 1, 'empty', message('table-empty'))
    return undefined
  }
  if (rest.length > scanLimits.rows) {
    problems.add(
      'error',
      scanLimits.rows + 2,
      1,
      'too-large',
      message('table-rows-too-many', { most: scanLimits.rows }),
    )
    return undefined
  }
  return { first, head, rows: rest }
}

function readCount(cell: string | undefined): number | undefined {
  const text = (cell ?? '').replace(/\s/g, '')
  if (text === '') return 1
  return /^\d{1,6}$/.test(text) ? Number(text) : undefined
}

/** Names that no table of numbers can have: they are no words of a scan's, and come back in quotes. */
const unfit = new Set(['__proto__', 'constructor', 'prototype'])
const readCategory = (cell: string): string => {
  const category = cleanLine(cell, 100)
  return unfit.has(category) ? `«${category}»` : category
}

interface Reading {
  readonly columns: Partial<Record<Column, number>>
  readonly width: number
  readonly byAccount: ReadonlyMap<string, string>
  readonly problems: Problems
}

/** Nothing where the row is wrong, or nobody's. */
function readRow(cells: readonly string[], row: number, reading: Reading): ScanResult | 'left out' | undefined {
  const { columns, width, byAccount, problems } = reading
  const { account: accountAt = 0, category: categoryAt = 0, count: countAt, note: noteAt } = columns
  if (cells.length > width) {
    const says = message('table-row-cells', { cells: cells.length, head: width })
    problems.add('error', row, width + 1, 'columns', says)
    return undefined
  }
  const account = normaliseAccount(cells[accountAt] ?? '')
  const category = readCategory(cells[categoryAt] ?? '')
  const count = countAt === undefined ? 1 : readCount(cells[countAt])
  if (account === undefined) problems.add('error', row, accountAt + 1, 'account', message('table-account'))
  if (category === '') problems.add('error', row, categoryAt + 1, 'category', message('table-category-empty'))
  if (count === undefined) problems.add('error', row, (countAt ?? 0) + 1, 'count', message('not-a-whole-number'))
  if (account === undefined || category === '' || count === undefined) return undefined
  const pupil = byAccount.get(account)
  if (pupil === undefined) {
    problems.add('warning', row, accountAt + 1, 'no-consent', message('table-no-consent'))
    return 'left out'
  }
  return { pupil, category, count, note: noteAt === undefined ? '' : cleanLine(cells[noteAt] ?? '', 300) }
}

/** Reads a file's bytes against the register. */
export function readScan(social: Social, bytes: Uint8Array, oneByte?: 'windows-1251' | 'kz-1048'): ReadScan {
  const problems = new Problems()
  const { text, encoding } = decodeBytes(bytes.subarray(0, scanLimits.bytes), oneByte)
  const failure = (rows = 0): ReadScan => ({ results: undefined, problems: problems.list, encoding, rows, leftOut: 0 })
  if (bytes.length > scanLimits.bytes) {
    problems.add('error', 1, 1, 'too-large', message('file-too-large', { most: scanLimits.bytes / 1024 }))
    return failure()
  }
  const table = readTable(text, problems)
  if (table === undefined) return failure()
  const columns = findColumns(table.head)
  for (const needed of ['account', 'category'] as const)
    if (columns[needed] === undefined) {
      const names = heads[needed].slice(0, 4).join(', ')
      const says = message(`table-no-${needed}`, { names })
      problems.add('error', table.first, table.head.length, 'head', says)
    }
  if (problems.failed) return failure(table.rows.length)
  const byAccount = new Map(
    social.pupils.flatMap(({ id, consent, account }) =>
      consent === undefined || account === undefined ? [] : [[account, id] as const],
    ),
  )
  const reading = { columns, width: table.head.length, byAccount, problems }
  const results: ScanResult[] = []
  let leftOut = 0
  table.rows.forEach((cells, at) => {
    if (cells.every((cell) => cell.trim() === '')) return
    const read = readRow(cells, table.first + 1 + at, reading)
    if (read === 'left out') leftOut++
    else if (read !== undefined) results.push(read)
  })
  const rows = table.rows.length
  return { results: problems.failed ? undefined : results, problems: problems.list, encoding, rows, leftOut }
}
