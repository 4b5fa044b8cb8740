/** Reads what the last writer left: where the chain stands, and what has to be cut or completed. */
import type { Files } from '../machine.ts'
import { Chain, GENESIS } from './chain.ts'
import { type DayFile, listDays, readDay } from './day-files.ts'
import { type Decoded, decodeRow } from './record.ts'

export interface Standing {
  /** The newest file that has rows, and the octets of its whole rows. */
  readonly lastDay: { readonly file: DayFile; readonly size: number } | undefined
  /** Octets of a row behind them that was not written whole. */
  readonly torn: number
  /** Number of the next row. */
  readonly next: number
  readonly chain: Chain
  /** The last day's rows, for what recovery has to compare. */
  readonly rows: readonly Decoded[]
}

/**
 * Where the journal stands. Rows that make no sense are left to `verify` to name: appending goes on behind them. A file
 * without one whole row is what a power cut left of a day's beginning: that day is begun again.
 */
export function readStanding(files: Files, dir: string): Standing {
  let torn = 0
  for (const file of listDays(files, dir).reverse()) {
    const bytes = readDay(files, file)
    const size = bytes.lastIndexOf(0x0a) + 1
    torn += bytes.length - size
    if (size > 0) return walk(file, bytes.toString('utf8', 0, size), size, torn)
  }
  return { lastDay: undefined, torn, next: 1, chain: new Chain(GENESIS), rows: [] }
}

function walk(file: DayFile, text: string, size: number, torn: number): Standing {
  const chain = new Chain(GENESIS)
  const rows: Decoded[] = []
  let next = 1
  for (const line of text.split('\n').slice(0, -1)) {
    const decoded = decodeRow(line)
    if (decoded !== undefined) {
      rows.push(decoded)
      next = numberOf(decoded) + 1
      if (decoded.kind === 'day') chain.continueFrom(decoded.row.day.previous)
      if (decoded.kind === 'seal') chain.continueFrom(decoded.row.seal.head)
    }
    chain.add(`${line}\n`)
  }
  return { lastDay: { file, size }, torn, next, chain, rows }
}

export function numberOf(decoded: Decoded): number {
  return decoded.kind === 'unknown' ? decoded.n : decoded.row.n
}

/** When the last row that has a time was written, seconds since the epoch. */
export function lastTime(rows: readonly Decoded[]): number | undefined {
  for (let at = rows.length - 1; at >= 0; at--) {
    const decoded = rows[at]
    if (decoded === undefined || decoded.kind === 'unknown') continue
    const text =
      decoded.kind === 'visit' ? decoded.row.end : decoded.kind === 'gap' ? decoded.row.gap.to : decoded.row.at
    const time = Date.parse(text)
    if (Number.isFinite(time)) return time / 1000
  }
  return undefined
}
