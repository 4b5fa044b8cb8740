/**
 * One history of a journal: rows of which each has one number, followed from seal to seal as the router's own check does
 * (src/logger/verify.ts). Where two versions of a row are there, each history goes on with one of them.
 */
import { Chain, GENESIS } from '../../logger/chain.ts'
import type { DayRow, SealRow } from '../../logger/record.ts'
import { decodeRow } from '../../logger/row-codec.ts'
import { isSignedBy, type VerifyingKey } from '../../logger/signify-keys.ts'

/** A row as the district keeps it. */
export interface StoredRow {
  readonly n: number
  /** First 64 bits of the SHA-256 of `text`, as a decimal number. */
  readonly hash: string
  /** Microseconds since 1970; when the district had it first. */
  readonly received: number
  /** `''`: neither a seal nor the first row of a day. */
  readonly kind: 'seal' | 'day' | ''
  /** Seconds of UTC; 0 where the row has no time. */
  readonly at: number
  /** The octets, without a line feed. */
  readonly text: string
}

/** How a piece of a journal begins. */
export type Origin =
  /** With the first row that the district has. */
  | 'first'
  /** With a row 1 that came behind another row 1. */
  | 'anew'
  /** With another version of rows that were there already. */
  | 'fork'
  /** With the first seal or day behind rows that are wrong or missing. */
  | 'behind-wrong'

export type WrongCode = 'missing' | 'seal' | 'seal-count' | 'signature' | 'unsigned' | 'signer' | 'day' | 'not-closed'

export interface Wrong {
  readonly code: WrongCode
  /** First and last number of the rows that may be wrong. */
  readonly from: number
  readonly to: number
}

/** A seal that fits, from which the chain can be followed again. */
export interface SealedAt {
  readonly n: number
  readonly head: string
  readonly at: number
}

export interface Piece {
  readonly origin: Origin
  /** Number and hash of its first row. */
  readonly begins: number
  readonly root: string
  /** The last of its own seals that fits: its rows up to here are those that the router sealed. */
  readonly sealed: SealedAt | undefined
  /** The last seal that closes a day and bears a good signature; `signer` is the key's id. */
  readonly signed: { readonly n: number; readonly at: number; readonly signer: string } | undefined
  /** Its own: those that a fork shares with another piece are the other's. */
  readonly rows: number
  /** Rows behind its last seal, which nothing proves yet. */
  readonly unsealed: number
  /** Why it ends where it does; undefined while it goes on. */
  readonly wrong: Wrong | undefined
}

export interface HistoryOptions {
  /** Undefined: the signatures of this journal cannot be checked, as the district does not know its key. */
  readonly signer: VerifyingKey | undefined
  /** A seal's head that is looked for. */
  readonly head?: string | undefined
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

export class History {
  readonly piece: Mutable<Piece>
  readonly #options: HistoryOptions
  #chain: Chain
  /** Whether the last row is the seal that closes a day. */
  #closed: boolean
  /** First row that the next seal fixes. */
  #from: number
  /** Number of its last row. */
  last: number
  /** When its last row was received. */
  received: number
  /** Whether one of its seals fits since it left another history. */
  hasOwnSeal = false
  /** Whether one of its seals has the head that is looked for. */
  hasMet = false

  private constructor(piece: Mutable<Piece>, options: HistoryOptions, chain: Chain, row: StoredRow, closed: boolean) {
    this.piece = piece
    this.#options = options
    this.#chain = chain
    this.#from = row.n
    this.last = row.n
    this.received = row.received
    this.#closed = closed
  }

  /** Undefined where no chain can begin with this row: it is neither a seal nor the first row of a day. */
  static begin(row: StoredRow, origin: Origin, options: HistoryOptions): History | undefined {
    const decoded = decodeRow(row.text)
    const piece = { ...empty, origin, begins: row.n, root: row.hash, rows: 1, unsealed: 1 }
    const start = (head: string, closed: boolean) => {
      const chain = new Chain(head)
      chain.add(`${row.text}\n`)
      return new History(piece, options, chain, row, closed)
    }
    if (decoded?.kind === 'day') {
      const history = start(decoded.row.day.previous, false)
      if (row.n === 1 && decoded.row.day.previous !== GENESIS) history.#end('day', 1, 1)
      return history
    }
    // What the seal fixes lies before this piece; what follows goes on from its head.
    if (decoded?.kind === 'seal') return start(decoded.row.seal.head, decoded.row.seal.closes === true)
    return undefined
  }

  /** Goes on behind a seal that an earlier run has found to fit; undefined where this row is not that seal. */
  static resume(row: StoredRow, known: Piece, options: HistoryOptions): History | undefined {
    const decoded = decodeRow(row.text)
    const { sealed } = known
    if (decoded?.kind !== 'seal' || decoded.row.seal.head !== sealed?.head || row.n !== sealed.n) return undefined
    const chain = new Chain(sealed.head)
    chain.add(`${row.text}\n`)
    const piece = { ...known, rows: known.rows - known.unsealed, unsealed: 0, wrong: undefined }
    const history = new History(piece, options, chain, row, decoded.row.seal.closes === true)
    history.hasOwnSeal = true
    return history
  }

  /** A second history that shares the rows up to here and goes on with `row`, which it has not taken yet. */
  leave(row: StoredRow): History {
    const piece: Piece = { ...empty, origin: 'fork', begins: row.n, root: row.hash }
    const here = { ...row, n: this.last, received: this.received }
    const other = new History(piece, this.#options, this.#chain.copy(), here, this.#closed)
    other.#from = this.#from
    return other
  }

  /** Goes on with this row, whose number is the next; false where the history ends there, and says why. */
  take(row: StoredRow): boolean {
    if (row.kind !== '') {
      const decoded = decodeRow(row.text)
      if (decoded?.kind === 'seal' && !this.#checkSeal(decoded.row, row)) return false
      if (decoded?.kind === 'day' && !this.#startDay(decoded.row)) return false
      this.#closed = decoded?.kind === 'seal' && decoded.row.seal.closes === true
    } else this.#closed = false
    this.#chain.add(`${row.text}\n`)
    this.piece.rows += 1
    this.piece.unsealed = this.piece.sealed?.n === row.n ? 0 : this.piece.unsealed + 1
    this.last = row.n
    this.received = row.received
    return true
  }

  /** Rows `from` to `to` are not there. */
  endBefore(from: number, to: number): void {
    this.#end('missing', from, to)
  }

  #checkSeal({ n, seal }: SealRow, row: StoredRow): boolean {
    if (seal.head !== this.#chain.head()) return this.#end('seal', this.#from, n)
    if (seal.rows !== n) return this.#end('seal-count', n, n)
    if (seal.closes === true && !this.#checkSignature(n, seal, row)) return false
    this.piece.sealed = { n, head: seal.head, at: row.at }
    this.hasOwnSeal = true
    this.hasMet ||= seal.head === this.#options.head
    this.#chain.continueFrom(seal.head)
    this.#from = n
    return true
  }

  #checkSignature(n: number, { key, sig }: SealRow['seal'], { text, at }: StoredRow): boolean {
    const { signer } = this.#options
    if (signer === undefined) return true
    const end = text.indexOf(',"sig":')
    if (key === undefined || sig === undefined || end < 0) return this.#end('unsigned', n, n)
    if (key !== signer.id) return this.#end('signer', n, n)
    if (!isSignedBy(text.slice(0, end), sig, signer)) return this.#end('signature', n, n)
    this.piece.signed = { n, at, signer: key }
    return true
  }

  #startDay({ n, day }: DayRow): boolean {
    if (!this.#closed) return this.#end('not-closed', n - 1, n - 1)
    if (day.previous !== this.#chain.head()) return this.#end('day', n - 1, n)
    this.#chain = new Chain(day.previous)
    this.#from = n
    return true
  }

  #end(code: WrongCode, from: number, to: number): false {
    this.piece.wrong ??= { code, from, to }
    return false
  }
}

const empty = { sealed: undefined, signed: undefined, rows: 0, unsealed: 0, wrong: undefined }
