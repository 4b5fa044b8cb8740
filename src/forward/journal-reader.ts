/** Reads the journal's rows in their order, from any of them on, over all days, and goes on as it grows. */
import { listDays } from '../logger/day-files.ts'
import { codeOf } from '../machine/atomic-write.ts'
import type { Files } from '../machine/machine.ts'
import { DayLines, firstLine } from './day-lines.ts'
import { hashOf, type Line, readLine } from './syslog-message.ts'

/** A place in the journal: behind a row. */
export interface Place {
  /** Its number; 0 before the first of all. */
  readonly n: number
  /** Hash of its line: a journal that began anew has another row of the same number. */
  readonly row: string
}

/** The hash of a row that the reader has read itself. */
const ANY = 'any'
/** How often a day may move while it is looked for. */
const MOVES = 3

export const BEGINNING: Place = { n: 0, row: '' }

/** Behind a row, whatever it is. */
export const placeAt = (n: number): Place => ({ n, row: ANY })

/** Numbers of the last row that the disk has, and of the last one that there is. */
export interface Extent {
  readonly flushed: number
  readonly last: number
}

export class JournalReader {
  readonly #files: Files
  readonly #dir: string
  #day: DayLines | undefined
  #pending: Buffer[] = []
  #last = 0
  /** Rows up to this place are passed over; nothing when it has been found, or is known to be gone. */
  #seeking: Place | undefined
  /** The place that was sought is taken by another row: this is another journal. */
  isOther = false

  constructor(files: Files, dir: string) {
    this.#files = files
    this.#dir = dir
  }

  /** Goes on behind a place. */
  seek(place: Place): void {
    this.#day = undefined
    this.#pending = []
    this.#last = place.n
    this.#seeking = place.n === 0 ? undefined : place
    this.isOther = false
  }

  /**
   * The next lines, of `most` octets or little more. None: that is all for now. Throws Node's error where a file cannot
   * be read.
   */
  read({ flushed, last }: Extent, most: number): Line[] {
    const lines: Line[] = []
    let size = 0
    while (size < most) {
      if (this.#pending.length === 0 && !this.#fill()) break
      const bytes = this.#pending[0]
      if (bytes === undefined) break
      const found = readLine(bytes, this.#last)
      // No row of the journal has such a number: another program wrote it.
      const line = found.n > last ? { bytes, row: undefined, n: this.#last } : found
      // Not on the disk for good yet: a power cut could take it, and nobody should know of it then.
      if (line.n > flushed) break
      this.#pending.shift()
      if (this.#passes(line)) continue
      if (this.isOther) return []
      this.#last = Math.max(this.#last, line.n)
      lines.push(line)
      size += bytes.length
    }
    return lines
  }

  /** Whether a line stands before the place that is sought. */
  #passes(line: Line): boolean {
    const sought = this.#seeking
    if (sought === undefined) return false
    if (line.row === undefined || line.n < sought.n) return true
    this.#seeking = undefined
    if (line.n > sought.n) return false
    this.isOther = sought.row !== ANY && hashOf(line.bytes) !== sought.row
    return !this.isOther
  }

  #fill(): boolean {
    for (let moves = 0; ; ) {
      const days = listDays(this.#files, this.#dir)
      this.#day ??= this.#begin(days)
      const { day } = this.#day ?? {}
      if (day === undefined) return false
      const lines = this.#next()
      if (lines === 'moved') {
        this.#day = undefined
        if (moves++ > MOVES) throw new Error(`${day.path} cannot be found again`)
        continue
      }
      if (lines !== undefined) {
        this.#pending = lines
        return true
      }
      const following = days.find(({ date }) => date > day.date)
      if (following === undefined) return false
      this.#day = new DayLines(this.#files, following)
    }
  }

  #next(): Buffer[] | 'moved' | undefined {
    try {
      return this.#day?.next()
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') throw error
      // Compressed meanwhile, or expired: it is found again by its number.
      this.#seeking = this.#last === 0 ? undefined : (this.#seeking ?? { n: this.#last, row: ANY })
      return 'moved'
    }
  }

  /** The newest day that begins before what comes next. */
  #begin(days: ReturnType<typeof listDays>): DayLines | undefined {
    const first = days[0]
    if (first === undefined) return undefined
    for (const day of this.#last === 0 ? [] : [...days].reverse()) {
      const line = firstLine(this.#files, day)
      if (line !== undefined && readLine(line, Number.POSITIVE_INFINITY).n <= this.#last)
        return new DayLines(this.#files, day)
    }
    return new DayLines(this.#files, first)
  }
}
