/** Reads what the last writer left: where the chain stands, and what has to be cut or completed. */
import type { Files } from '../machine.ts'
import { Chain, GENESIS } from './chain.ts'
import { type DayFile, listDays, readDay } from './day-files.ts'
import { type Decoded, decodeRow } from './record.ts'

export interface LastDay {
  readonly file: DayFile
  /** Bytes of whole rows. */
  readonly size: number
  /** Bytes of a row behind them that was not written whole. */
  readonly torn: number
  /** Whether its last row is the seal that closes it. */
  readonly closed: boolean
}

export interface Standing {
  readonly lastDay: LastDay | undefined
  /** Number of the next row. */
  readonly next: number
  readonly chain: Chain
  /** The last day's rows, for what recovery has to compare. */
  readonly rows: readonly Decoded[]
}

/** Where the journal stands. Rows that make no sense are left to `verify` to name: appending goes on behind them. */
export function readStanding(files: Files, dir: string): Standing {
  const file = listDays(files, dir).at(-1)
  if (file === undefined) return { lastDay: undefined, next: 1, chain: new Chain(), rows: [] }
  const bytes = readDay(files, file)
  const size = bytes.lastIndexOf(0x0a) + 1
  const chain = new Chain(GENESIS)
  const rows: Decoded[] = []
  let next = 1
  let closed = false
  for (const line of bytes.toString('utf8', 0, size).split('\n').slice(0, -1)) {
    const decoded = decodeRow(line)
    closed = decoded?.kind === 'seal' && decoded.row.seal.closes === true
    if (decoded !== undefined) {
      rows.push(decoded)
      next = numberOf(decoded) + 1
      if (decoded.kind === 'day') chain.continueFrom(decoded.row.day.previous)
      if (decoded.kind === 'seal') chain.continueFrom(decoded.row.seal.head)
    }
    chain.add(`${line}\n`)
  }
  return { lastDay: { file, size, torn: bytes.length - size, closed }, next, chain, rows }
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
