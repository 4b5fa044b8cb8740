/** Results of health checks, and which of them changed since the last time. */
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
}

export const ok = (id: string, what: Message): Check => ({ id, verdict: 'ok', what })
export const failed = (id: string, what: Message, remedy: Message): Check => ({ id, verdict: 'failed', what, remedy })
export const warning = (id: string, what: Message, remedy: Message): Check => ({ id, verdict: 'warning', what, remedy })
export const unknown = (id: string, what: Message, remedy: Message): Check => ({ id, verdict: 'unknown', what, remedy })

/** A turn of a check: it was all right and is not, or the other way round. */
export interface Turn {
  readonly check: Check
  readonly now: 'failed' | 'over'
}

/** Remembers which checks have failed, and gives those that turned; what could not be found out turns nothing. */
export function createTurns() {
  const standing = new Set<string>()
  return (checks: readonly Check[]): Turn[] =>
    checks.flatMap((check): Turn[] => {
      const { id, verdict } = check
      if (verdict === 'failed' && !standing.has(id)) {
        standing.add(id)
        return [{ check, now: 'failed' }]
      }
      if ((verdict === 'ok' || verdict === 'warning') && standing.delete(id)) return [{ check, now: 'over' }]
      return []
    })
}
