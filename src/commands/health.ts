/** `health`: prints the results of all checks. */
import { failed } from '../health/check.ts'
import type { Health, HealthCheck } from '../luci-bridge/contract.ts'
import { healthCheck } from '../luci-bridge/methods/health.ts'
import { Usage } from '../machine/command-line.ts'
import { message } from '../messages/message.ts'
import type { Command } from './command.ts'
import { ask, DaemonAway } from './live.ts'

const marks: Record<HealthCheck['verdict'], string> = {
  ok: 'ok',
  warning: 'warning',
  failed: 'FAILED',
  unknown: 'unknown',
}

export function describeHealth(checks: readonly HealthCheck[]): string {
  const width = Math.max(...checks.map(({ id }) => id.length), 0)
  const lines = checks.flatMap(({ id, verdict, what, remedy }) => [
    `${marks[verdict].padEnd(7)}  ${id.padEnd(width)}  ${what}`,
    ...(remedy === '' ? [] : [`${' '.repeat(width + 11)}-> ${remedy}`]),
  ])
  const count = (verdict: HealthCheck['verdict']) => checks.filter((check) => check.verdict === verdict).length
  const sums = (['ok', 'warning', 'failed', 'unknown'] as const).map((verdict) => `${count(verdict)} ${verdict}`)
  return [...lines, `health: ${sums.join(', ')}`].join('\n')
}

/** A daemon that does not answer is a check as well: whoever asks gets the same form of answer. */
const away = (reason: string) =>
  healthCheck(failed('daemon', message('daemon-silent', { reason }), message('daemon-remedy')))

/** A check waits for engines that say nothing, and for a round that is under way. */
const healthMs = 180_000

export const health: Command = {
  name: 'health',
  usage: '[--json]',
  summary: 'checks all that has to hold, and says what to do',
  options: { json: { type: 'boolean' } },
  async run(context, { values, words }) {
    if (words.length > 0) throw new Usage('health takes no words')
    const checks = await ask<Health>(context, 'health', {}, healthMs).then(
      (answer) => answer.checks,
      (error: Error) => [away(error instanceof DaemonAway ? error.reason : error.message)],
    )
    context.print(values.json === true ? JSON.stringify({ checks }) : describeHealth(checks))
    return checks.some(({ verdict }) => verdict === 'failed') ? 1 : 0
  },
}
