/** What every method may answer, and what subscribers are told. */
import type { Message } from '../../messages/message.ts'
/** The arguments of a method that takes none, and the result of one that returns nothing. */
export type Nothing = Record<string, never>

/**
 * - `argument`: an argument is wrong, and `argument` names it
 * - `conflict`: somebody changed it meanwhile, `user` at `at`; nothing was written, so that the caller keeps what it has
 * - `busy`: such a job runs already, or too much is under way
 * - `missing`: what was named is not there
 * - `refused`: not in this state, or not for this caller
 * - `unavailable`: the daemon cannot do it now
 */
export type FailureCode = 'argument' | 'conflict' | 'busy' | 'missing' | 'refused' | 'unavailable'

/** Why nothing was done. ubus carries a status and nothing else with a failed call, so this is an answer like another. */
export interface Failed {
  /** The message in English, for a script's log; where an argument is named, it stands before it with a colon. */
  readonly error: string
  readonly code: FailureCode
  readonly message: Message
  readonly argument?: string
  /** With `conflict`: who changed it, when (ISO 8601), and its hash now. */
  readonly user?: string
  readonly at?: string
  readonly sha256?: string
}

/** What subscribers of the object are told, gathered: at most two of a kind a second. */
export interface Notifications {
  /** Visits that ended or were refused, the newest last, at most 20; `more` counts those left out. */
  readonly visit: { readonly rows: readonly Readonly<Record<string, unknown>>[]; readonly more: number }
  /** A pupil asked for a site; how many sites wait now. */
  readonly request: { readonly name: string; readonly waiting: number }
  /** Something in `status` is another: ask for it. */
  readonly status: Nothing
}
