/**
 * Verifies the journal by computing its chain again. A wrong row is named by its number where the row itself tells (no row, a
 * number out of turn, a bad signature), else by the first and last row of the stretch whose seal does not fit: a changed byte
 * is found only there.
 */
import { type Message, message } from '../messages/message.ts'
import type { SealPlace } from './anchor.ts'
import { Chain, GENESIS } from './chain.ts'
import type { Decoded, EventRow, SealRow } from './record.ts'
import { numberOf } from './recovery.ts'
import { decodeRow } from './row-codec.ts'
import { isSignedBy, type VerifyingKey } from './signify-keys.ts'

export type WrongCode =
  | 'no-row'
  | 'number'
  | 'seal'
  | 'seal-count'
  | 'signature'
  | 'day'
  | 'missing-day'
  | 'not-closed'
  | 'head-not-found'
  | 'beginning'
  | 'end'
  | 'unreadable'

export interface Wrong {
  readonly code: WrongCode
  readonly file: string
  /** Line in the file, from 1. */
  readonly line: number
  /** The first row that may be wrong, and the last. */
  readonly from: number
  readonly to: number
  readonly message: Message
}

export interface Verified {
  readonly rows: number
  readonly seals: number
  readonly signatures: number
  /** Head of the last seal. */
  readonly head: string
  /** Rows behind it, which nothing fixes yet. */
  readonly unsealed: number
  readonly wrong: Wrong | undefined
}

export interface VerifyOptions {
  /** Keys that may have signed. Without any, signatures are not checked. */
  readonly keys?: readonly VerifyingKey[]
  /** A head printed earlier: it must be met on the way. */
  readonly head?: string
  /** The files are all that there are: rows before the first of them must be said to have expired. */
  readonly whole?: boolean
  /** The last seal that the router remembers: it must be met as well. */
  readonly sealed?: SealPlace
}

/** Takes files in their order, line by line; stops at the first thing that is wrong. */
export class Verifier {
  readonly #options: VerifyOptions
  #chain = new Chain()
  #file = ''
  #line = 0
  #next: number | undefined
  /** First row that the next seal will fix. */
  #from = 1
  #head = ''
  #rows = 0
  #seals = 0
  #signatures = 0
  #closed = true
  #met = false
  #metSealed = false
  #first: { readonly n: number; readonly file: string; readonly date: string } | undefined
  /** What rows say to have expired, as far as they say it: the last row, and the last day. */
  readonly #expired = { row: 0, day: '' }
  #wrong: Wrong | undefined

  constructor(options: VerifyOptions = {}) {
    this.#options = options
  }

  get wrong(): Wrong | undefined {
    return this.#wrong
  }

  startFile(name: string): void {
    this.#file = name
    this.#line = 0
  }

  /** A line without its line feed. Gives false once anything is wrong. */
  line(text: string): boolean {
    if (this.#wrong !== undefined) return false
    this.#line++
    const row = decodeRow(text)
    if (row === undefined) return this.#fault('no-row', message('verify-no-row'))
    const n = numberOf(row)
    const expected = this.#next ?? n
    if (n !== expected) return this.#fault('number', message('verify-other-row', { expected, found: n }), expected)
    if (this.#line === 1 && !this.#startDay(row)) return false
    if (this.#line > 1 && row.kind === 'day') return this.#fault('day', message('verify-day-in-middle'), n)
    if (row.kind === 'seal' && !this.#checkSeal(row.row, text)) return false
    if (row.kind === 'event' && row.row.event === 'expired') this.#noteExpired(row.row)
    this.#chain.add(`${text}\n`)
    this.#next = n + 1
    this.#rows++
    this.#closed = row.kind === 'seal' && row.row.seal.closes === true
    return true
  }

  /** `torn`: whether the last file ends with half a row, which the next start of the daemon cuts off. */
  end(torn = false): Verified {
    if (this.#wrong === undefined && torn) this.#fault('no-row', message('verify-row-cut'))
    if (this.#wrong === undefined && this.#options.whole === true) this.#checkBeginning()
    if (this.#wrong === undefined) this.#checkEnd()
    if (this.#wrong === undefined && this.#options.head !== undefined && !this.#met) {
      this.#fault('head-not-found', message('verify-no-head', { head: this.#options.head }))
    }
    return {
      rows: this.#rows,
      seals: this.#seals,
      signatures: this.#signatures,
      head: this.#head,
      unsealed: this.#next === undefined ? 0 : this.#next - this.#from,
      wrong: this.#wrong,
    }
  }

  /** Names a file that cannot be read. */
  unreadable(says: Message): void {
    this.#fault('unreadable', says)
  }

  #startDay(row: Decoded): boolean {
    if (row.kind !== 'day') return this.#fault('day', message('verify-no-day'))
    const { date, previous } = row.row.day
    if (!this.#file.includes(date)) return this.#fault('day', message('verify-other-day', { day: date }))
    const first = this.#next === undefined
    this.#first ??= { n: row.row.n, file: this.#file, date }
    // The row in question is the last of the file before.
    const last = row.row.n - 1
    if (!this.#closed) return this.#fault('not-closed', message('verify-before-unsealed'), last)
    if (first && row.row.n === 1 && previous !== GENESIS) return this.#fault('day', message('verify-names-earlier'))
    if (!first && previous !== this.#chain.head()) {
      return this.#fault('missing-day', message('verify-other-before'), last)
    }
    this.#chain = new Chain(previous)
    this.#from = row.row.n
    return true
  }

  #checkSeal({ n, seal }: SealRow, text: string): boolean {
    if (seal.head !== this.#chain.head()) {
      return this.#fault('seal', message('verify-not-sealed', { from: this.#from, to: n }), this.#from, n)
    }
    if (seal.rows !== n)
      return this.#fault('seal-count', message('verify-sealed-count', { row: n, rows: seal.rows }), n)
    const fault = this.#findSignatureFault(n, seal, text)
    if (fault !== undefined) return this.#fault('signature', fault, n)
    this.#head = seal.head
    this.#seals++
    this.#met ||= seal.head === this.#options.head
    this.#metSealed ||= seal.head === this.#options.sealed?.head
    this.#chain.continueFrom(seal.head)
    this.#from = n
    return true
  }

  #findSignatureFault(row: number, { key, sig, closes }: SealRow['seal'], text: string): Message | undefined {
    const { keys } = this.#options
    if (keys === undefined || closes !== true) return undefined
    const at = text.indexOf(',"sig":')
    if (key === undefined || sig === undefined || at < 0) return message('verify-unsigned', { row })
    const signer = keys.find(({ id }) => id === key)
    if (signer === undefined) return message('verify-unknown-key', { row, key: /^[0-9a-f]{16}$/.test(key) ? key : '?' })
    if (!isSignedBy(text.slice(0, at), sig, signer)) return message('verify-wrong-signature', { row })
    this.#signatures++
    return undefined
  }

  #noteExpired({ last, to }: EventRow): void {
    if (typeof last === 'number') this.#expired.row = Math.max(this.#expired.row, last)
    // A row of an older version names the day alone.
    else if (typeof to === 'string' && to > this.#expired.day) this.#expired.day = to
  }

  /** What has expired is said in the chain before it goes. */
  #checkBeginning(): void {
    const first = this.#first
    if (first === undefined || first.n === 1 || this.#expired.row >= first.n - 1) return
    if (this.#expired.row === 0 && this.#expired.day !== '' && this.#expired.day < first.date) return
    this.#file = first.file
    this.#line = 1
    const from = this.#expired.row + 1
    this.#fault('beginning', message('verify-gone', { from, to: first.n - 1 }), from, first.n - 1)
  }

  #checkEnd(): void {
    const { sealed } = this.#options
    if (sealed === undefined || this.#metSealed) return
    this.#fault('end', message('verify-cut-off', { row: sealed.n }), Math.min(this.#next ?? 1, sealed.n), sealed.n)
  }

  #fault(code: WrongCode, says: Message, from = this.#next ?? 0, to = from): false {
    this.#wrong ??= { code, file: this.#file, line: this.#line, from, to, message: says }
    return false
  }
}
