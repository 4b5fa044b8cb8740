/** Questions about visits: how many on each day, and of which sites. */
import { join, type Sql, sql, trusted } from '../sql.ts'

/** Days of schools, both included; `journals` none: those of all schools. */
export interface Span {
  readonly from: string
  readonly until: string
  readonly journals?: readonly string[] | undefined
}

/** A school without a key has no rows. */
export function within({ from, until, journals }: Span): Sql {
  const days = sql`day >= toDate(${from}) AND day <= toDate(${until})`
  if (journals === undefined) return days
  return journals.length === 0 ? sql`0` : sql`${days} AND journal IN ${journals}`
}

export interface DayCount {
  readonly date: string
  readonly allowed: string
  readonly refused: string
}

/** What nobody typed is left out. */
export const visitsByDay = (span: Span): Sql => sql`
SELECT toString(day) AS date, countIf(verdict = 'allowed') AS allowed, countIf(verdict = 'refused') AS refused
FROM visits WHERE ${within(span)} AND background = 0 GROUP BY date ORDER BY date LIMIT 400`

export interface SiteCount {
  readonly site: string
  readonly visits: string
  readonly schools: string
  readonly seconds: string
  readonly octets: string
}

export interface SiteQuestion extends Span {
  readonly verdict: 'allowed' | 'refused'
  /** Part of the site's name. */
  readonly site?: string | undefined
  readonly most: number
  /** Those of many schools first, instead of those with many visits. */
  readonly bySchools?: boolean
}

const containing = (column: string, text: string | undefined): Sql[] =>
  text === undefined ? [] : [sql`positionCaseInsensitiveUTF8(${trusted(column)}, ${text}) > 0`]

/** `schools` counts keys of routers. */
export function sitesOf({ verdict, site, most, bySchools = false, ...span }: SiteQuestion): Sql {
  const wanted = [within(span), sql`verdict = ${verdict}`, sql`background = 0`, ...containing('site', site)]
  const order = trusted(bySchools ? 'schools DESC, visits DESC' : 'visits DESC')
  return sql`
SELECT site, count() AS visits, uniq(journal) AS schools, sum(if(end > start, toUInt32(end) - toUInt32(start), 0)) AS seconds,
sum(up + down) AS octets FROM visits WHERE ${join(wanted, ' AND ')} GROUP BY site ORDER BY ${order}, site LIMIT ${most}`
}

export interface VisitLine {
  readonly journal: string
  readonly n: string
  /** Seconds of UTC. */
  readonly began: string | number
  readonly ended: string | number
  /** The school's minutes east of Greenwich. */
  readonly offset: string | number
  readonly room: string
  readonly pc: string
  readonly ip: string
  readonly site: string
  readonly host: string
  readonly judged: 'allowed' | 'refused'
  readonly why: string
  readonly lesson: string
}

/** Where a page ends: the next one begins behind it. */
export interface Mark {
  readonly journal: string
  readonly n: string
}

export interface VisitQuestion {
  readonly journals: readonly string[]
  readonly day: string
  readonly site?: string | undefined
  readonly pc?: string | undefined
  readonly verdict?: 'allowed' | 'refused' | undefined
  readonly behind?: Mark | undefined
  readonly most: number
}

/** `5f0c2d9a71b34e68-812` */
export function readMark(text: string | null): Mark | undefined {
  const [, journal, n] = /^([0-9a-f]{16})-(\d{1,16})$/.exec(text ?? '') ?? []
  return journal === undefined || n === undefined ? undefined : { journal, n }
}

/** Of one day, the newest first; a router's rows before another's. */
export function visitsOf({ journals, day, site, pc, verdict, behind, most }: VisitQuestion): Sql {
  const wanted = [
    within({ from: day, until: day, journals }),
    ...containing('site', site),
    ...containing('pc', pc),
    ...(verdict === undefined ? [] : [sql`verdict = ${verdict}`]),
    ...(behind === undefined
      ? []
      : [sql`(journal > ${behind.journal} OR (journal = ${behind.journal} AND n < ${BigInt(behind.n)}))`]),
  ]
  return sql`
SELECT journal, n, toUnixTimestamp(start) AS began, toUnixTimestamp(end) AS ended, offset, room, pc, ip, site, host,
toString(verdict) AS judged, why, lesson FROM visits WHERE ${join(wanted, ' AND ')} ORDER BY journal, n DESC LIMIT ${most}`
}
