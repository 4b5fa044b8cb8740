/** Lines of the spool as rsyslog writes them, of rows that are or pretend to be a school's. */
import { createHash } from 'node:crypto'

export const digest = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 16)

export interface LineChanges {
  readonly journal?: string
  readonly n?: number
  readonly hash?: string
  readonly msgId?: string
  readonly id?: string
}

/** The message of a row, as docs/forward.md describes it, behind what rsyslog puts before it. */
export function spoolLine(text: string, changes: LineChanges = {}): string {
  const { journal = '5f0c2d9a71b34e68', msgId = 'visit' } = changes
  const n = changes.n ?? Number(/"n":(\d+)/.exec(text)?.[1] ?? 0)
  const id = changes.id ?? `${journal}-${n}-${changes.hash ?? digest(text)}`
  return `127.0.0.1 school-2 ${msgId} [aqtizim@32473 id="${id}" journal="${journal}" n="${n}"] \ufeff${text}\n`
}

export const visitText = (n: number, changes: Record<string, unknown> = {}) =>
  JSON.stringify({
    ...{ n, start: '2026-10-05T09:12:03+05:00', end: '2026-10-05T09:31:44+05:00', room: 'informatics', pc: 'PC-07' },
    ...{ mac: '02:00:00:00:00:07', ip: '192.168.1.107', site: 'bilimland.kz', verdict: 'allowed', flows: 12 },
    ...changes,
  })
