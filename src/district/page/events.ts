/** Questions about what happened at schools: events and gaps of a day, requests that were decided, drills and acts. */
import { type Sql, sql } from '../sql.ts'
import { type Span, within } from './visits.ts'

export interface EventLine {
  readonly n: string
  /** Seconds of UTC. */
  readonly moment: string | number
  readonly offset: string | number
  readonly event: string
  readonly user: string
  readonly room: string
  readonly said: string
}

const MOST = 200

export const eventsOf = (journals: readonly string[], day: string): Sql => sql`
SELECT n, toUnixTimestamp(at) AS moment, offset, event, user, room, details AS said FROM events
WHERE ${within({ from: day, until: day, journals })} ORDER BY journal, n DESC LIMIT ${MOST}`

export interface GapLine {
  readonly n: string
  readonly began: string | number
  readonly ended: string | number
  readonly offset: string | number
  readonly why: string
  readonly room: string
  /** Null: nobody knows. */
  readonly missing: string | null
}

export const gapsOf = (journals: readonly string[], day: string): Sql => sql`
SELECT n, toUnixTimestamp(start) AS began, toUnixTimestamp(end) AS ended, offset, why, room, flows AS missing FROM gaps
WHERE ${within({ from: day, until: day, journals })} ORDER BY journal, n DESC LIMIT ${MOST}`

/** The last day of which there are visits. */
export const lastDayOf = (journals: readonly string[], today: string): Sql => sql`
SELECT toString(max(day)) AS date, count() AS visits FROM visits WHERE ${within({ from: '1990-01-01', until: today, journals })}`

export interface RequestCount {
  readonly site: string
  readonly schools: string
  readonly taken: string
  readonly refused: string
}

/** What pupils asked for, as teachers decided: what still waits is no row of a journal. */
export const requestsOf = (span: Span): Sql => sql`
SELECT site, uniq(journal) AS schools, countIf(decision = 'taken') AS taken, countIf(decision = 'refused') AS refused
FROM (SELECT journal, visitParamExtractString(details, 'name') AS site, visitParamExtractString(details, 'decision') AS decision
  FROM events WHERE event = 'request-decided' AND ${within(span)})
WHERE site != '' GROUP BY site ORDER BY schools DESC, taken + refused DESC, site LIMIT ${MOST}`

export interface DrillCount {
  readonly journal: string
  readonly drills: string
  readonly pcs: string
  readonly held: string
  readonly tried: string
  readonly last: string
}

export const drillsOf = (span: Span): Sql => sql`
SELECT journal, countIf(event = 'drill' AND state = 'start') AS drills, uniqIf(pc, event = 'drill-run') AS pcs,
sum(held_run) AS held, sum(of_run) AS tried, toString(max(day)) AS last
FROM (SELECT journal, day, event, visitParamExtractString(details, 'state') AS state, visitParamExtractString(details, 'pc') AS pc,
  visitParamExtractUInt(details, 'right') AS held_run, visitParamExtractUInt(details, 'of') AS of_run
  FROM events WHERE event IN ('drill', 'drill-run') AND ${within(span)})
GROUP BY journal LIMIT 20000`

export interface ActCount {
  readonly journal: string
  readonly acts: string
  readonly last: string
}

/** Acts of the commission's check that were drawn up within the span, about a period of that month. */
export const actsOf = (span: Span, month: string): Sql => sql`
SELECT journal, count() AS acts, toString(max(day)) AS last FROM events
WHERE event = 'paper-written' AND ${within(span)} AND visitParamExtractString(details, 'name') = 'check-act'
AND substring(visitParamExtractString(details, 'from'), 1, 7) <= ${month}
AND substring(visitParamExtractString(details, 'until'), 1, 7) >= ${month} GROUP BY journal LIMIT 20000`
