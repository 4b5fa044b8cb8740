/** How each school of the district stands: what its journal says of silence, alarms, gaps and lists, and how far it is proven. */
import { type Sql, sql } from '../sql.ts'
import type { Ask } from './asked.ts'
import { dayBefore } from './days.ts'

export interface OpenAlarm {
  readonly about: string
  /** The event's details, JSON. */
  readonly details: string
  /** Seconds. */
  readonly at: number
}

export type ProofState = 'whole' | 'wrong' | 'not-from-first' | 'nothing' | 'unchecked'

export interface Proven {
  readonly state: ProofState
  /** Seconds; 0 where there is none: the last seal that fits, and the last run. */
  readonly sealedAt: number
  readonly checked: number
  /** What is wrong, as `verify` calls it. */
  readonly wrong: string
}

export interface SchoolState {
  /** The short name; none: nobody's key. */
  readonly school: string | undefined
  readonly name: string
  readonly journals: readonly string[]
  /** Seconds; 0: nothing has come in the last 92 days. */
  readonly lastRow: number
  readonly isSilent: boolean
  readonly alarms: readonly OpenAlarm[]
  readonly isEnforced: boolean
  /** Of the last seven days. `flows` that are known to be missing. */
  readonly passing: number
  readonly gaps: number
  readonly gapFlows: number
  /** 0: nobody knows. */
  readonly listVersion: number
  readonly listHash: string
  readonly districtList: number
  readonly proven: Proven
}

/** A check of the router's whose alarm means that the approved list may not hold. */
const isAboutForce = (about: string) => force.has(about) || about.startsWith('resolver')
const force = new Set([
  ...['enforced', 'table', 'route-lock', 'rules-in-front', 'gate-lists', 'gate-answers', 'flow-offload'],
  ...['input-policy', 'approved-version', 'signature'],
])
/** Alarms without an end: each is about one moment. */
const passing = [
  ...['rogue-server', 'foreign-address', 'questions-dropped', 'unknown-device', 'exempt-copied'],
  ...['address-claimed-twice', 'mac-twice', 'version-trace', 'version-file'],
]

const NO_DAY = sql`toDate(0)`
/** Rows whose clock was not set count as well: what a router sends then is no silence. */
const since = (day: string): Sql => sql`(day >= toDate(${day}) OR day = ${NO_DAY})`

export const queries = {
  last: (today: string) => sql`
SELECT journal, toUnixTimestamp(max(received)) AS last FROM seals WHERE ${since(dayBefore(today, 92))} GROUP BY journal LIMIT 20000`,
  alarms: (today: string) => sql`
SELECT journal, about, toUnixTimestamp(argMax(at, n)) AS moment, argMax(details, n) AS said, argMax(event, n) AS last, max(n) AS number
FROM (SELECT journal, n, at, event, details, visitParamExtractString(details, 'about') AS about FROM events
  WHERE event IN ('alarm', 'alarm-over') AND ${since(dayBefore(today, 92))})
WHERE about NOT IN ${passing} GROUP BY journal, about HAVING last = 'alarm' ORDER BY journal, about LIMIT 20000`,
  passing: (today: string) => sql`
SELECT journal, count() AS alarms FROM events WHERE event = 'alarm' AND day >= toDate(${dayBefore(today, 7)})
AND visitParamExtractString(details, 'about') IN ${passing} GROUP BY journal LIMIT 20000`,
  started: (today: string) => sql`
SELECT journal, max(n) AS number FROM events WHERE event = 'started' AND ${since(dayBefore(today, 366))} GROUP BY journal LIMIT 20000`,
  lists: (today: string) => sql`
SELECT journal, event = 'district-list-new' AS offered, argMax(visitParamExtractUInt(details, 'version'), n) AS version,
argMax(visitParamExtractString(details, 'sha256'), n) AS hash
FROM events WHERE event IN ('approved', 'newest-version', 'district-list-new') AND ${since(dayBefore(today, 366))}
GROUP BY journal, offered LIMIT 40000`,
  gaps: (today: string) => sql`
SELECT journal, count() AS gaps, sum(ifNull(flows, 0)) AS missing FROM gaps WHERE day >= toDate(${dayBefore(today, 7)})
GROUP BY journal LIMIT 20000`,
  proofs: () => sql`
SELECT journal, begins, toString(origin) AS origin, toUnixTimestamp(sealed_at) AS sealed, wrong, toUnixTimestamp(checked) AS run, head
FROM proofs WHERE (journal, changed) GLOBAL IN (SELECT journal, max(changed) FROM proofs GROUP BY journal)
ORDER BY journal, begins LIMIT 200000`,
  schools: () => sql`
SELECT journal, school, name FROM schools FINAL WHERE removed = 0 ORDER BY school, journal LIMIT 20000`,
} as const

interface ProofRow {
  readonly journal: string
  readonly begins: string
  readonly origin: string
  readonly sealed: string | number
  readonly wrong: string
  readonly run: string | number
  readonly head: string
}

/** Of one journal, all pieces of its last run. */
export function provenOf(rows: readonly ProofRow[]): Proven {
  const checked = Math.max(0, ...rows.map(({ run }) => Number(run)))
  const pieces = rows.filter(({ wrong }) => wrong !== 'nothing-proven')
  const sealedAt = Math.max(0, ...pieces.filter(({ head }) => head !== '').map(({ sealed }) => Number(sealed)))
  const broken = pieces.find(({ wrong, origin }) => wrong !== '' || origin === 'anew' || origin === 'fork')
  const wrong = broken === undefined ? '' : broken.wrong === '' ? broken.origin : broken.wrong
  const given = { sealedAt, checked, wrong }
  if (rows.length === 0) return { ...given, state: 'unchecked' }
  if (pieces.length === 0) return { ...given, state: 'nothing' }
  if (wrong !== '') return { ...given, state: 'wrong' }
  return { ...given, state: pieces.some(({ begins }) => Number(begins) === 1) ? 'whole' : 'not-from-first' }
}

const worstFirst: readonly ProofState[] = ['wrong', 'nothing', 'not-from-first', 'unchecked', 'whole']

interface Named {
  readonly journal: string
  readonly school: string
  readonly name: string
}

export interface Facts {
  readonly schools: readonly Named[]
  readonly last: readonly { journal: string; last: string | number }[]
  readonly alarms: readonly { journal: string; about: string; moment: string | number; said: string; number: string }[]
  readonly passing: readonly { journal: string; alarms: string }[]
  readonly started: readonly { journal: string; number: string }[]
  readonly lists: readonly { journal: string; offered: number; version: string; hash: string }[]
  readonly gaps: readonly { journal: string; gaps: string; missing: string }[]
  readonly proofs: readonly ProofRow[]
}

/** `today`: the district's day. */
export async function readFacts(ask: Ask, today: string): Promise<Facts> {
  const [schools, last, alarms, passed, started, lists, gaps, proofs] = await Promise.all([
    ask<Facts['schools'][number]>(queries.schools()),
    ask<Facts['last'][number]>(queries.last(today)),
    ask<Facts['alarms'][number]>(queries.alarms(today)),
    ask<Facts['passing'][number]>(queries.passing(today)),
    ask<Facts['started'][number]>(queries.started(today)),
    ask<Facts['lists'][number]>(queries.lists(today)),
    ask<Facts['gaps'][number]>(queries.gaps(today)),
    ask<ProofRow>(queries.proofs()),
  ])
  return { schools, last, alarms, passing: passed, started, lists, gaps, proofs }
}

function group<Row extends { readonly journal: string }>(rows: readonly Row[]): (journal: string) => Row[] {
  const found = new Map<string, Row[]>()
  for (const row of rows) {
    const before = found.get(row.journal)
    if (before === undefined) found.set(row.journal, [row])
    else before.push(row)
  }
  return (journal) => found.get(journal) ?? []
}

/** A row for each school, and one for each key that is nobody's. `now` in seconds. */
export function statesOf(facts: Facts, now: number, silentHours: number): SchoolState[] {
  const of = {
    last: group(facts.last),
    alarms: group(facts.alarms),
    passing: group(facts.passing),
    started: group(facts.started),
    lists: group(facts.lists),
    gaps: group(facts.gaps),
    proofs: group(facts.proofs),
  }
  const named = new Map<string, { name: string; journals: string[] }>()
  for (const { school, name, journal } of facts.schools) {
    const before = named.get(school)
    if (before === undefined) named.set(school, { name, journals: [journal] })
    else before.journals.push(journal)
  }
  const known = new Set(facts.schools.map(({ journal }) => journal))
  const strangers = facts.last.map(({ journal }) => journal).filter((journal) => !known.has(journal))
  const all = [
    ...[...named].map(([school, { name, journals }]) => ({ school, name, journals })),
    ...strangers.map((journal) => ({ school: undefined, name: '', journals: [journal] })),
  ]
  return all.map((one): SchoolState => {
    // A router that was replaced ends its journal with its last faults: only the newest journal counts for the school.
    const lastOf = (journal: string) => Number(of.last(journal)[0]?.last ?? 0)
    const newest = [...one.journals].sort((a, b) => lastOf(b) - lastOf(a))[0] ?? ''
    const begun = Number(of.started(newest)[0]?.number ?? 0)
    // The daemon tells again what is wrong still when it has started anew.
    const alarms = of.alarms(newest).filter(({ number }) => Number(number) > begun)
    const [gaps] = of.gaps(newest)
    const lists = of.lists(newest)
    const proven = one.journals.map((journal) => provenOf(of.proofs(journal)))
    proven.sort((a, b) => worstFirst.indexOf(a.state) - worstFirst.indexOf(b.state))
    const own = lists.find(({ offered }) => Number(offered) === 0)
    const lastRow = lastOf(newest)
    return {
      ...one,
      lastRow,
      isSilent: now - lastRow > silentHours * 3600,
      alarms: alarms.map(({ about, said, moment }) => ({ about, details: said, at: Number(moment) })),
      isEnforced: !alarms.some(({ about }) => isAboutForce(about)),
      passing: Number(of.passing(newest)[0]?.alarms ?? 0),
      gaps: Number(gaps?.gaps ?? 0),
      gapFlows: Number(gaps?.missing ?? 0),
      listVersion: Number(own?.version ?? 0),
      listHash: own?.hash ?? '',
      districtList: Number(lists.find(({ offered }) => Number(offered) === 1)?.version ?? 0),
      proven: proven[0] ?? provenOf([]),
    }
  })
}
