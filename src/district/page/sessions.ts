/** Stores who is logged in to the district's page: sessions of bounded number and age, in memory, by the digest of their cookie. */
import { createHash } from 'node:crypto'

export interface SessionsOptions {
  /** Milliseconds of a monotonic clock. */
  readonly now: () => number
  /** Makes a new token that nobody can guess. */
  readonly word: () => string
}

interface Session {
  readonly name: string
  readonly began: number
  used: number
}

const HOUR = 3_600_000
/** The longest age after the login, and after the last request. */
export const longest = { age: 12 * HOUR, rest: 2 * HOUR } as const
export const most = { all: 2000, ofOne: 10 } as const

const digest = (word: string) => createHash('sha256').update(word).digest('base64url')

export class Sessions {
  readonly #options: SessionsOptions
  /** The sessions in the order in which they began. */
  readonly #all = new Map<string, Session>()

  constructor(options: SessionsOptions) {
    this.#options = options
  }

  get size(): number {
    return this.#all.size
  }

  /** Begins a session, and returns its cookie. Where this login or all logins have too many, the oldest ends. */
  begin(name: string): string {
    const now = this.#options.now()
    for (const [key, session] of this.#all) if (isOver(session, now)) this.#all.delete(key)
    const own = [...this.#all].filter(([, session]) => session.name === name)
    for (const [key] of own.slice(0, Math.max(0, own.length + 1 - most.ofOne))) this.#all.delete(key)
    for (const key of this.#all.keys()) if (this.#all.size >= most.all) this.#all.delete(key)
    const word = this.#options.word()
    this.#all.set(digest(word), { name, began: now, used: now })
    return word
  }

  /** The login that a cookie stands for. */
  nameOf(word: string | undefined): string | undefined {
    if (word === undefined) return undefined
    const [key, now] = [digest(word), this.#options.now()]
    const session = this.#all.get(key)
    if (session === undefined) return undefined
    if (isOver(session, now)) {
      this.#all.delete(key)
      return undefined
    }
    session.used = now
    return session.name
  }

  end(word: string | undefined): void {
    if (word !== undefined) this.#all.delete(digest(word))
  }
}

const isOver = ({ began, used }: Session, now: number) => now - began >= longest.age || now - used >= longest.rest
