/** Reads what the last writer left: the state of the chain, and what has to be cut off or completed. */
import type { Files } from '../machine/machine.ts'
import { Chain, GENESIS } from './chain.ts'
import { type DayFile, listDays } from './day-files.ts'
import { piecesOf } from './day-pieces.ts'
import type { Decoded } from './record.ts'
import { decodeRow } from './row-codec.ts'

export interface Standing {
  /** The newest file that has rows, and the octets of its whole rows. */
  readonly lastDay: { readonly file: DayFile; readonly size: number } | undefined
  /** Octets of a row behind them that was not written whole. */
  readonly torn: number
  /** Number of the next row. */
  readonly next: number
  readonly chain: Chain
  /** The last seal of that file. */
  readonly seal: { readonly n: number; readonly head: string } | undefined
  /** The last day's newest rows: a few, and all behind the one that was asked for. */
  readonly rows: readonly Decoded[]
}

/** Rows that are kept in any case: the last ones tell how the writer ended. */
const FEW = 8

/**
 * Where the journal stands; rows numbered higher than `after` are kept. Rows that make no sense are left to `verify` to
 * name: appending goes on behind them. A file without one whole row is what a power cut left of a day's beginning: that
 * day is begun again.
 */
export function readStanding(files: Files, dir: string, after = Number.POSITIVE_INFINITY): Standing {
  let torn = 0
  for (const file of listDays(files, dir).reverse()) {
    const walked = walk(files, file, after)
    torn += walked.torn
    if (walked.size > 0) return { lastDay: { file, size: walked.size }, ...walked, torn }
  }
  return { lastDay: undefined, torn, next: 1, chain: new Chain(GENESIS), seal: undefined, rows: [] }
}

function walk(files: Files, file: DayFile, after: number) {
  const chain = new Chain(GENESIS)
  const rows: Decoded[] = []
  let seal: Standing['seal']
  let [next, size, torn] = [1, 0, 0]
  for (const piece of piecesOf(files, file)) {
    const lines = piece.toString('utf8').split('\n')
    if (lines.pop() !== '') {
      torn = piece.length
      break
    }
    size += piece.length
    for (const line of lines) {
      const decoded = decodeRow(line)
      if (decoded !== undefined) {
        rows.push(decoded)
        if (rows.length > FEW && numberOf(rows[0] ?? decoded) <= after) rows.shift()
        next = numberOf(decoded) + 1
        if (decoded.kind === 'day') chain.continueFrom(decoded.row.day.previous)
        if (decoded.kind === 'seal') {
          seal = { n: decoded.row.n, head: decoded.row.seal.head }
          chain.continueFrom(seal.head)
        }
      }
      chain.add(`${line}\n`)
    }
  }
  return { size, torn, next, chain, seal, rows }
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

export function latest(...times: readonly (number | undefined)[]): number | undefined {
  const known = times.filter((time) => time !== undefined)
  return known.length === 0 ? undefined : Math.max(...known)
}

/** A writer that ends by itself says so and seals; behind that it may find that the disk is away. */
export function isClean(rows: readonly Decoded[]): boolean {
  const last = rows.at(-1)
  const end = last?.kind === 'event' && last.row.event === 'disk-away' ? rows.length - 1 : rows.length
  const said = rows[end - 2]
  return end === 0 || (rows[end - 1]?.kind === 'seal' && said?.kind === 'event' && said.row.event === 'stopped')
}
