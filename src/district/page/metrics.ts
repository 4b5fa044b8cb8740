/** Prints the district's metrics in Prometheus' text format, and decides who may read them. */
import { createHash, timingSafeEqual } from 'node:crypto'
import { formatTable, type Metric } from '../../forward/metrics.ts'
import { one } from '../../forward/samples.ts'
import { sql } from '../sql.ts'
import type { Special } from './answer.ts'
import type { Answer, Tools } from './asked.ts'
import { dayBefore, todayOf } from './days.ts'
import { guarded } from './frame.ts'
import { isFrom } from './networks.ts'
import type { Request } from './request.ts'
import { readFacts, type SchoolState, statesOf } from './states.ts'

const ofDistrict = (name: string, help: string): Metric => ({
  name: `aqtizim_district_${name}`,
  type: 'gauge',
  labels: [],
  help,
})
const ofSchool = (name: string, help: string): Metric => ({
  ...ofDistrict(`school_${name}`, help),
  labels: ['school'],
})

/** All are gauges: they are read from ClickHouse each time. */
export const districtMetrics = {
  schools: ofDistrict('schools', 'Schools that the district knows.'),
  unknownKeys: ofDistrict('unknown_keys', 'Keys of routers that send, and are no school of the district.'),
  rejected: ofDistrict('rejected_messages', 'Messages of the last seven days that are no row of a journal.'),
  lastRow: ofSchool('last_row_timestamp_seconds', 'When the last seal or first row of a day came; 0: none in 92 days.'),
  enforced: ofSchool('enforced', '0: an alarm is open that the list in force hangs on.'),
  alarms: ofSchool('open_alarms', 'Alarms of checks that are not over.'),
  gaps: ofSchool('gaps', 'Gaps in the journal, last seven days.'),
  gapFlows: ofSchool('gap_connections', 'Connections that are known to be missing, last seven days.'),
  list: ofSchool('list_version', 'Version of the approved list; 0: not known.'),
  broken: ofSchool('journal_broken', '1: the journal as it came does not fit its seals, or began anew.'),
  proven: ofSchool('journal_proven', '1: whole from its first row to the last seal that was looked at.'),
  verified: ofSchool('verified_timestamp_seconds', 'When the journal was verified last; 0: never.'),
} as const satisfies Readonly<Record<string, Metric>>

export function metricsText(states: readonly SchoolState[], rejected: number): string {
  const schools = states.filter(({ school }) => school !== undefined)
  const each = (value: (state: SchoolState) => number) =>
    schools.map((state) => ({ labels: [state.school ?? ''], value: value(state) }))
  return formatTable(districtMetrics, {
    schools: one(schools.length),
    unknownKeys: one(states.length - schools.length),
    rejected: one(rejected),
    lastRow: each(({ lastRow }) => lastRow),
    enforced: each(({ isEnforced }) => (isEnforced ? 1 : 0)),
    alarms: each(({ alarms }) => alarms.length),
    gaps: each(({ gaps }) => gaps),
    gapFlows: each(({ gapFlows }) => gapFlows),
    list: each(({ listVersion }) => listVersion),
    broken: each(({ proven }) => (proven.state === 'wrong' ? 1 : 0)),
    proven: each(({ proven }) => (proven.state === 'whole' ? 1 : 0)),
    verified: each(({ proven }) => proven.checked),
  })
}

export interface MetricsAccess {
  /** Undefined: no token gives access. */
  readonly token: string | undefined
  readonly networks: readonly string[]
}

const digest = (text: string) => createHash('sha256').update(text).digest()

function mayRead({ headers, address }: Request, { token, networks }: MetricsAccess): boolean {
  if (isFrom(address, networks)) return true
  const given = headers.authorization
  // Digests have the same length, so the comparison takes constant time.
  return token !== undefined && typeof given === 'string' && timingSafeEqual(digest(given), digest(`Bearer ${token}`))
}

/** Answers `/metrics`; without access, as if the page did not exist. */
export function metricsPage(tools: Tools, access: MetricsAccess, complain: (text: string) => void): Special {
  const plain = (status: number, body: string): Answer => ({
    status,
    headers: { ...guarded, 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8' },
    body,
  })
  return async (request, url) => {
    if (url.pathname !== '/metrics' || request.method !== 'GET') return undefined
    if (!mayRead(request, access)) return plain(404, '')
    try {
      const today = todayOf(tools)
      const [facts, [rejected]] = await Promise.all([
        readFacts(tools.ask, today),
        tools.ask<{ messages: string }>(
          sql`SELECT count() AS messages FROM rejected WHERE day >= toDate(${dayBefore(today, 7)})`,
        ),
      ])
      const states = statesOf(facts, tools.now() / 1000, tools.silentHours)
      return plain(200, metricsText(states, Number(rejected?.messages ?? 0)))
    } catch (error) {
      complain(`/metrics: ${error instanceof Error ? error.message : String(error)}`)
      return plain(503, '')
    }
  }
}
