/** Defines results of health checks, and finds those that changed since the last time. */
import type { Message } from '../messages/message.ts'

export type Verdict = 'ok' | 'warning' | 'failed' | 'unknown'

export interface Check {
  /** `table`, `resolver-l1`: letters, digits and hyphens. */
  readonly id: string
  /** `failed`: a promise is not kept. `warning`: one may soon not be. `unknown`: it could not be found out. */
  readonly verdict: Verdict
  readonly what: Message
  /** Absent where nothing has to be done. */
  readonly remedy?: Message
  /** Failed because an answer did not come in time. Once is no alarm: a busy machine answers late. */
  readonly isSilence?: true
}

export const ok = (id: string, what: Message): Check => ({ id, verdict: 'ok', what })
export const failed = (id: string, what: Message, remedy: Message): Check => ({ id, verdict: 'failed', what, remedy })
export const silent = (id: string, what: Message, remedy: Message): Check => ({
  ...failed(id, what, remedy),
  isSilence: true,
})
export const warning = (id: string, what: Message, remedy: Message): Check => ({ id, verdict: 'warning', what, remedy })
export const unknown = (id: string, what: Message, remedy: Message): Check => ({ id, verdict: 'unknown', what, remedy })

/** A turn of a check: it was all right and is not, or the other way round. */
export type Turn =
  | { readonly check: Check; readonly now: 'failed' }
  /** `away`: ms since it was first seen to fail. */
  | { readonly check: Check; readonly now: 'over'; readonly away: number }

/** Milliseconds after which a silence is seen for the second time: more than a look right after another, less than a round. */
const secondTimeMs = 5000

interface Failing {
  /** Uptime, ms. */
  readonly since: number
  readonly isTold: boolean
}

/**
 * Remembers which checks have failed, and gives those that turned; what could not be found out turns nothing. A silence has
 * to fail in two rounds. `now`: ms of uptime.
 */
export function createTurns() {
  const failing = new Map<string, Failing>()
  return (checks: readonly Check[], now = 0): Turn[] =>
    checks.flatMap((check): Turn[] => {
      const { id, verdict } = check
      const known = failing.get(id)
      if (verdict === 'failed') {
        const since = known?.since ?? now
        const isDue = check.isSilence !== true || now - since >= secondTimeMs
        failing.set(id, { since, isTold: known?.isTold === true || isDue })
        return isDue && known?.isTold !== true ? [{ check, now: 'failed' }] : []
      }
      if (verdict === 'unknown' || known === undefined) return []
      failing.delete(id)
      return known.isTold ? [{ check, now: 'over', away: now - known.since }] : []
    })
}
