/** Method `health`: makes all checks now. */
import type { Check } from '../../health/check.ts'
import type { HealthCheck } from '../contract.ts'
import type { Method } from '../daemon.ts'
import type { Tools } from '../tools.ts'

/** A check as it goes over ubus: the texts for scripts, the messages for pages. */
export function healthCheck({ id, verdict, what, remedy }: Check): HealthCheck {
  const advice = remedy === undefined ? {} : { advice: remedy }
  return { id, verdict, what: what.text, remedy: remedy?.text ?? '', message: what, ...advice }
}

export const health =
  (tools: Pick<Tools, 'health'>): Method<'health'> =>
  async () => ({ checks: (await tools.health()).map(healthCheck) })
