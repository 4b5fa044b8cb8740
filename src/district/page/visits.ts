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
}

const containing = (column: string, text: string | undefined): Sql[] =>
  text === undefined ? [] : [sql`positionCaseInsensitiveUTF8(${trusted(column)}, ${text}) > 0`]

/** `schools` counts keys of routers. */
export function sitesOf({ verdict, site, most, ...span }: SiteQuestion): Sql {
  const wanted = join(
    [within(span), sql`verdict = ${verdict}`, sql`background = 0`, ...containing('site', site)],
    ' AND ',
  )
  return sql`
SELECT site, count() AS visits, uniq(journal) AS schools, sum(if(end > start, toUInt32(end) - toUInt32(start), 0)) AS seconds,
sum(up + down) AS octets FROM visits WHERE ${wanted} GROUP BY site ORDER BY visits DESC, site LIMIT ${most}`
}
