/** Gives rows their numbers, their days and their places in the chain, and hands them to the writer of the days' files. */

import { isClockSet } from '../machine/clock.ts'
import type { LocalTime } from '../machine/local-time.ts'
import type { SealPlace } from './anchor.ts'
import { Chain, GENESIS } from './chain.ts'
import type { DayWriter } from './day-writer.ts'
import { type Counts, type Decoded, FORMAT, type Row, type Unnumbered } from './record.ts'
import { numberOf, type Standing } from './recovery.ts'
import { decodeRow, encodeRow } from './row-codec.ts'
import { type SigningKey, signText } from './signify-keys.ts'

export interface SequenceOptions {
  readonly writer: DayWriter
  /** Wall clock in milliseconds. */
  readonly now: () => number
  /** By the zone that the router has now. */
  readonly time: () => LocalTime
  /** Signs the seals that close a day. */
  readonly key: SigningKey | undefined
  /** A day's first row or a seal was added, by the way. */
  readonly onAdded: (row: Row) => void
}

export interface SealCounts {
  readonly kernel?: Counts
  readonly recorded?: Counts
}

interface When {
  readonly at: string
  readonly clock?: 'unset'
}

export class Sequence {
  readonly #options: SequenceOptions
  #chain = new Chain(GENESIS)
  #next = 1
  #date: string | undefined
  /** Rows get other numbers than they had, and whoever keeps them has them already. */
  #isQuiet = false
  lastSeal: SealPlace | undefined

  constructor(options: SequenceOptions) {
    this.#options = options
  }

  /** Number of the last row. */
  get last(): number {
    return this.#next - 1
  }

  /** Goes on behind what the disk has. */
  standOn({ chain, next, lastDay, seal }: Standing): void {
    this.#chain = chain
    this.#next = next
    this.lastSeal = seal
    this.#date = lastDay?.file.date
    if (lastDay !== undefined) this.#options.writer.start(lastDay.file.date, lastDay.size)
  }

  /** Nobody knows which number comes next: this one may do for now. */
  beginApart(next: number): void {
    this.#next = next
  }

  add(row: Unnumbered): Row {
    const numbered = this.#numbered(row)
    this.#take(encodeRow(numbered))
    return numbered
  }

  turnDay(): void {
    this.#beginDay(this.#options.time().date(this.#options.now() / 1000), this.#now())
  }

  /** Fixes all rows before it. */
  seal(counts: SealCounts): void {
    this.#seal(counts, false, this.#now())
  }

  /** A row that has its number, if it is the next one. */
  complete(line: string): void {
    const decoded = decodeRow(line)
    if (decoded === undefined || numberOf(decoded) !== this.#next) return
    if (decoded.kind === 'day') this.#startDay(decoded.row.day.date, decoded.row.day.previous)
    if (decoded.kind === 'seal') {
      const { head } = decoded.row.seal
      this.#chain.continueFrom(head)
      this.lastSeal = { n: decoded.row.n, head }
    }
    this.#take(`${line}\n`)
  }

  /** Rows that were numbered apart from the disk: they go on behind what it has, and their seals are made anew. */
  renumber(lines: readonly string[]): void {
    this.#isQuiet = true
    for (const line of lines) {
      const decoded = decodeRow(line)
      if (decoded !== undefined && decoded.kind !== 'unknown') this.#addAgain(decoded)
    }
    this.#isQuiet = false
  }

  #addAgain(decoded: Exclude<Decoded, { kind: 'unknown' }>): void {
    if (decoded.kind === 'day') {
      this.#beginDay(decoded.row.day.date, whenOf(decoded.row))
      return
    }
    if (this.#date === undefined) this.turnDay()
    if (decoded.kind !== 'seal') {
      const { n, ...row } = decoded.row
      this.add(row as Unnumbered)
      return
    }
    const { closes, kernel, recorded } = decoded.row.seal
    const counts = { ...(kernel && { kernel }), ...(recorded && { recorded }) }
    if (closes !== true) this.#seal(counts, false, whenOf(decoded.row))
  }

  #now(): When {
    return { at: this.#options.time().format(this.#options.now() / 1000) }
  }

  /** A row of a later day closes the day before. A clock that went back stays in the day that it came from. */
  #beginDay(date: string, when: When): void {
    if (this.#date !== undefined && date <= this.#date) return
    if (this.#date !== undefined) this.#seal({}, true, when)
    const previous = this.#date === undefined ? GENESIS : this.#chain.head()
    this.#startDay(date, previous)
    const day = { date, format: FORMAT, zone: this.#options.time().zone, previous }
    this.#tell(this.add({ ...when, day }))
  }

  #startDay(date: string, previous: string): void {
    this.#date = date
    this.#options.writer.start(date, 0)
    this.#chain.continueFrom(previous)
  }

  #seal(counts: SealCounts, closes: boolean, when: When): void {
    const head = this.#chain.head()
    const signing = closes ? this.#options.key : undefined
    const row = {
      ...when,
      seal: { rows: this.#next, head, ...counts, ...(closes && { closes }), ...(signing && { key: signing.id }) },
    }
    // The signature covers the row up to where the signature itself begins.
    const unsigned = encodeRow(this.#numbered(row)).replace(/\}\}\n$/, '')
    const seal = { ...row.seal, ...(signing && { sig: signText(unsigned, signing) }) }
    this.#chain.continueFrom(head)
    const added = this.add({ ...row, seal })
    this.lastSeal = { n: added.n, head }
    this.#tell(added)
  }

  #tell(row: Row): void {
    if (!this.#isQuiet) this.#options.onAdded(row)
  }

  #numbered(row: Unnumbered): Row {
    const unset = isClockSet(this.#options.now()) ? {} : { clock: 'unset' as const }
    return { n: this.#next, ...row, ...unset } as Row
  }

  #take(line: string): void {
    this.#chain.add(line)
    this.#next++
    this.#options.writer.push(this.#date ?? '', line)
  }
}

const whenOf = ({ at, clock }: When): When => ({ at, ...(clock !== undefined && { clock }) })
