/** What the router can be asked about itself, and what came of it. */

export type Verdict = 'ok' | 'warning' | 'failed' | 'unknown'

export interface Check {
  /** `table`, `resolver-l1`: letters, digits and hyphens. */
  readonly id: string
  /** `failed`: a promise is not kept. `warning`: one may soon not be. `unknown`: it could not be found out. */
  readonly verdict: Verdict
  /** One sentence. */
  readonly what: string
  /** One sentence; empty where nothing has to be done. */
  readonly remedy: string
}

export const ok = (id: string, what: string): Check => ({ id, verdict: 'ok', what, remedy: '' })
export const failed = (id: string, what: string, remedy: string): Check => ({ id, verdict: 'failed', what, remedy })
export const warning = (id: string, what: string, remedy: string): Check => ({ id, verdict: 'warning', what, remedy })
export const unknown = (id: string, what: string, remedy: string): Check => ({ id, verdict: 'unknown', what, remedy })

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
