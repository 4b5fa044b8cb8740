/** rpcd's sessions in memory. Every use renews them. */

import { randomBytes } from 'node:crypto'
import type { Value } from 'ubus-client'
import { allows, type Grant } from './access-lists.ts'

export interface Session {
  readonly id: string
  /** Seconds; 0 lasts for ever. */
  readonly timeout: number
  grants: Grant[]
  readonly data: Map<string, Value>
  timer: NodeJS.Timeout | undefined
  expiresAt: number
}

/** What a page has that nobody has logged in on. */
export const nobodySession = '0'.repeat(32)

export class Sessions {
  readonly #sessions = new Map<string, Session>()
  readonly #now: () => number
  /** Called when one ends. */
  onEnd: (id: string) => void = () => {}

  constructor(now: () => number, everybodyMay: Grant[]) {
    this.#now = now
    this.#add(nobodySession, 0).grants = everybodyMay
  }

  create(timeout: number): Session {
    return this.#add(randomBytes(16).toString('hex'), timeout)
  }

  get(id: string): Session | undefined {
    const session = this.#sessions.get(id)
    if (session !== undefined) this.#renew(session)
    return session
  }

  all(): Session[] {
    return [...this.#sessions.values()].sort((a, b) => (a.id < b.id ? -1 : 1))
  }

  destroy(session: Session): void {
    clearTimeout(session.timer)
    this.#sessions.delete(session.id)
    this.onEnd(session.id)
  }

  allows(id: string, scope: string, object: string, call: string): boolean {
    const session = this.get(id)
    return session !== undefined && allows(session.grants, scope, object, call)
  }

  /** Seconds. */
  remaining(session: Session): number {
    return session.timeout > 0 ? Math.max(0, Math.floor((session.expiresAt - this.#now()) / 1000)) : 0
  }

  close(): void {
    for (const session of this.#sessions.values()) clearTimeout(session.timer)
  }

  #add(id: string, timeout: number): Session {
    const session: Session = { id, timeout, grants: [], data: new Map(), timer: undefined, expiresAt: 0 }
    this.#sessions.set(id, session)
    this.#renew(session)
    return session
  }

  #renew(session: Session): void {
    if (session.timeout <= 0) return
    clearTimeout(session.timer)
    const wait = Math.min(session.timeout * 1000, 2 ** 31 - 1)
    session.expiresAt = this.#now() + wait
    session.timer = setTimeout(() => this.destroy(session), wait)
    session.timer.unref()
  }
}
