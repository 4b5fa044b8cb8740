/** Prints rows: a table for a terminal, CSV for Excel and LibreOffice, JSON lines. */
import type { Found } from './query.ts'
import type { VisitRow } from './record.ts'

export type Format = 'table' | 'csv' | 'json'

export interface Formatter {
  /** Before the first row. */
  readonly head: string
  row(found: Found): string
}

const columns = [
  ...['n', 'start', 'end', 'room', 'pc', 'mac', 'ip', 'site', 'host', 'verdict', 'why', 'port'],
  ...['flows', 'requests', 'up', 'down', 'background', 'lesson', 'cut', 'clock', 'note', 'joined'],
] as const

export function formatter(format: Format): Formatter {
  if (format === 'json') return { head: '', row: ({ line }) => `${line}\n` }
  if (format === 'csv') {
    // The byte order mark tells Excel that this is UTF-8.
    return { head: `\ufeff${columns.join(';')}\r\n`, row: (found) => `${columns.map(cellOf(found)).join(';')}\r\n` }
  }
  return { head: tableLine(['time', 'room', 'PC', 'verdict', 'site', 'flows', 'octets', 'remarks']), row: tableRow }
}

function cellOf({ row }: Found): (column: (typeof columns)[number]) => string {
  const values: Readonly<Record<string, unknown>> = { ...row.row }
  return (column) => {
    if (column === 'note') return csvCell(row.kind === 'visit' ? '' : remark(row))
    if (row.kind === 'gap' && (column === 'start' || column === 'end'))
      return csvCell(column === 'start' ? row.row.gap.from : row.row.gap.to)
    if (row.kind !== 'visit' && row.kind !== 'gap' && column === 'start') return csvCell(row.row.at)
    if (row.kind !== 'visit' && column !== 'n' && column !== 'clock') return ''
    const value = values[column]
    return value === undefined ? '' : csvCell(String(value))
  }
}

/** RFC 4180 quoting with `;`. A cell that a spreadsheet would take for a formula gets an apostrophe before it. */
export function csvCell(text: string): string {
  // A site without a name; alone it is no formula.
  if (text === '-') return text
  const tame = /^[\s\p{C}]*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/u.test(text) ? `'${text}` : text
  return /[;"\r\n\t',]/.test(tame) || tame !== tame.trim() ? `"${tame.replaceAll('"', '""')}"` : tame
}

const widths = [19, 14, 16, 8, 34, 6, 10, 0]

function tableLine(cells: readonly string[]): string {
  const line = cells.map((cell, index) => {
    const width = widths[index] ?? 0
    const plain = forTerminal(cell)
    return width === 0 ? plain : plain.padEnd(width)
  })
  return `${line.join('  ').trimEnd()}\n`
}

/** Nothing that moves a terminal's cursor or turns its text round. */
function forTerminal(text: string): string {
  return text.replace(/[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '?')
}

function tableRow({ row }: Found): string {
  if (row.kind === 'visit') return tableLine(visitCells(row.row))
  const at = row.kind === 'gap' ? row.row.gap.from : row.row.at
  return tableLine([localTime(at), '', '', '', '', '', '', remark(row)])
}

const joins = ({ joined }: VisitRow) => (joined === undefined ? '' : `joins ${joined}`)

function visitCells(row: VisitRow): string[] {
  const site = row.host === undefined ? row.site : `${row.site} (${row.host})`
  const remarks = [
    row.why,
    row.port,
    row.lesson,
    row.background ? 'background' : '',
    joins(row),
    row.cut ? 'went on' : '',
  ]
  const octets = row.up === undefined || row.down === undefined ? '' : readableSize(row.up + row.down)
  const known = remarks.filter((text) => text !== undefined && text !== '').join(', ')
  return [localTime(row.start), row.room, row.pc, row.verdict, site, String(row.flows), octets, known]
}

const localTime = (text: string) => text.slice(0, 19).replace('T', ' ')

function readableSize(octets: number): string {
  if (octets < 1000) return `${octets} B`
  for (const [unit, size] of [
    ['kB', 1e3],
    ['MB', 1e6],
  ] as const) {
    if (octets < size * 1000) return `${(octets / size).toFixed(1)} ${unit}`
  }
  return `${(octets / 1e9).toFixed(1)} GB`
}

function remark(row: Exclude<Found['row'], { kind: 'visit' }>): string {
  switch (row.kind) {
    case 'gap': {
      const { to, flows, rows, why, room } = row.row.gap
      const what = flows !== undefined ? `${flows} flows` : rows !== undefined ? `${rows} rows` : 'what happened'
      return `not recorded: ${what} until ${localTime(to)} (${why}${room === undefined ? '' : `, ${room}`})`
    }
    case 'seal':
      return `seal ${row.row.seal.head}`
    case 'day':
      return `day ${row.row.day.date}`
    case 'event': {
      // A message's code and values say again what its text says.
      const { n, at, event, clock, code, values, ...details } = row.row
      const known = Object.entries(details).map(
        ([key, value]) => `${key} ${typeof value === 'object' ? JSON.stringify(value) : value}`,
      )
      return [event, ...known].join(', ')
    }
  }
}
