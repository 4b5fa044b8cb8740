/**
 * Follows a journal from the rows that the district has, in the order of their numbers: where it is whole, what is missing,
 * and where there is more than one version of it. Pure.
 */
import { History, type HistoryOptions, type Piece, type StoredRow } from './history.ts'

export interface Proof {
  /** Pieces that are whole in themselves, in the order in which they begin. */
  readonly pieces: readonly Piece[]
  /** Pieces beyond those. */
  readonly morePieces: number
  /** Numbers of which more than one row is there: how many, the first and the last. */
  readonly doubled: { readonly numbers: number; readonly first: number; readonly last: number } | undefined
  /** Rows in front of the first seal or day of a piece, which nothing proves. */
  readonly loose: number
  /** Where the first piece does not begin with row 1: how many numbers there are in front of it, and of how many a row has come. */
  readonly before: { readonly numbers: number; readonly came: number } | undefined
  /** Rows that were not followed, as there are too many of one number. */
  readonly crowded: number
  /** The piece with the head that was looked for: the earliest version that has it. */
  readonly met: Piece | undefined
}

export interface ProveOptions extends HistoryOptions {
  /** The piece that an earlier run has followed, with a seal: the rows begin with that seal. */
  readonly known?: Piece | undefined
}

/** Histories that are followed at once: a school that sends more versions of its journal than these has the earliest judged. */
export const historiesLimit = 8
/** Pieces that are kept; the others are counted. */
export const piecesLimit = 200

export class Prover {
  readonly #options: ProveOptions
  #known: Piece | undefined
  #histories: History[] = []
  readonly #pieces: Piece[] = []
  #morePieces = 0
  #versions = 1
  #doubled: { numbers: number; first: number; last: number } | undefined
  #loose = 0
  /** Numbers in front of the first piece, of which a row has come. */
  #came = 0
  #before: Proof['before']
  #crowded = 0
  #met: Piece | undefined
  #hasBegun = false
  #hasResumed = false

  constructor(options: ProveOptions) {
    this.#options = options
    this.#known = options.known
  }

  /** Whether the rows went on behind the last seal of the known piece. */
  get hasResumed(): boolean {
    return this.#hasResumed
  }

  /** All rows of the next number, each with other octets; `more` came later than these and are left out. */
  number(rows: readonly StoredRow[], more = 0): void {
    const versions = [...rows].sort((a, b) => a.received - b.received).slice(0, historiesLimit)
    const [first] = versions
    if (first === undefined) return
    this.#crowded += rows.length - versions.length + more
    if (versions.length > 1) this.#noteDoubled(first.n)
    this.#endBefore(first.n)
    if (this.#histories.length === 0) this.#begin(versions)
    else this.#goOn(versions)
    this.#versions = versions.length
  }

  end(): Proof {
    for (const history of this.#histories) this.#close(history)
    this.#histories = []
    return {
      pieces: this.#pieces,
      morePieces: this.#morePieces,
      doubled: this.#doubled,
      loose: this.#loose,
      before: this.#before,
      crowded: this.#crowded,
      met: this.#met,
    }
  }

  #noteDoubled(n: number): void {
    const { numbers, first } = this.#doubled ?? { numbers: 0, first: n }
    this.#doubled = { numbers: numbers + 1, first, last: n }
  }

  #endBefore(n: number): void {
    const [main] = this.#histories
    if (main === undefined || main.last + 1 === n) return
    for (const history of this.#histories) {
      history.endBefore(history.last + 1, n - 1)
      this.#close(history)
    }
    this.#histories = []
  }

  #begin(versions: readonly StoredRow[]): void {
    const known = this.#known
    this.#known = undefined
    let begun = 0
    for (const row of versions) {
      const resumed = known === undefined ? undefined : History.resume(row, known, this.#options)
      const history = resumed ?? this.#start(row)
      if (history === undefined) continue
      begun += 1
      this.#hasResumed ||= resumed !== undefined
      this.#noteBefore(history.piece.begins)
      if (history.piece.wrong !== undefined) this.#close(history)
      else if (resumed !== undefined) this.#histories = [history]
      else this.#histories.push(history)
      if (resumed !== undefined) break
    }
    if (begun === 0) {
      this.#loose += versions.length
      if (!this.#hasBegun) this.#came += 1
    }
    this.#histories = this.#histories.slice(0, historiesLimit)
  }

  #noteBefore(begins: number): void {
    if (!this.#hasBegun && begins > 1) this.#before = { numbers: begins - 1, came: this.#came }
    this.#hasBegun = true
  }

  #start(row: StoredRow): History | undefined {
    const isSecond = this.#histories.length > 0
    const origin =
      row.n === 1 ? (isSecond ? 'anew' : 'first') : isSecond ? 'fork' : this.#hasBegun ? 'behind-wrong' : 'first'
    return History.begin(row, origin, this.#options)
  }

  /** Each history takes the version that was received behind its last row; where versions part, each of them is followed. */
  #goOn(versions: readonly StoredRow[]): void {
    const hasParted = versions.length > this.#versions
    const steps = this.#histories.flatMap((history) => {
      const own = versions.find(({ received }) => received >= history.received) ?? versions.at(-1)
      if (own === undefined) return []
      const others = hasParted ? versions.filter((row) => row !== own) : []
      // Copied before the history itself goes on.
      return [
        ...others.map((row) => ({ history: history.leave(row), row, isNew: true })),
        { history, row: own, isNew: false },
      ]
    })
    steps.sort((a, b) => Number(a.isNew) - Number(b.isNew) || a.row.received - b.row.received)
    const going = steps.filter(({ history, row }) => history.take(row))
    const ended = steps.filter((step) => !going.includes(step))
    // A version that was never sealed was a guess, unless it is all that there is.
    for (const [at, { history }] of ended.entries())
      if (history.hasOwnSeal || (going.length === 0 && at === 0)) this.#close(history)
    this.#histories = going.slice(0, historiesLimit).map(({ history }) => history)
    if (this.#histories.length > 0) return
    // None fits: what is proven again begins with this row, where it is a seal or a day's first.
    this.#begin(versions)
  }

  #close({ piece, hasMet }: History): void {
    if (hasMet) this.#met ??= piece
    if (this.#pieces.length < piecesLimit) this.#pieces.push(piece)
    else this.#morePieces += 1
  }
}
