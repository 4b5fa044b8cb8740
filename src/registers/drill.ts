/**
 * Judges a drill: compares what a room's browser saw of a set of names with what the router did with them. A browser's word
 * alone proves nothing, since it cannot tell our page from a provider's; the router's own record of that PC can.
 */
import * as v from 'valibot'
import type { VisitRow } from '../logger/record.ts'
import { drillCategories, listedCategory } from './drill-sites.ts'

/** What a browser can say of a name: somebody answered, or nobody did. */
export const seenWords = ['answered', 'failed', 'timeout', 'untried'] as const
export type Seen = (typeof seenWords)[number]

export interface Probe {
  readonly name: string
  /** Id of `drillCategories`, or `listed`. */
  readonly category: string
  readonly expected: 'shut' | 'open'
}

/** What resolver and gate did with a name for this PC while the drill ran. */
export interface Evidence {
  readonly resolver?: 'refused' | 'answered'
  /** The gate's record of a request over HTTP, and of a connection over TLS; that one comes only when it has ended. */
  readonly http?: 'refused' | 'allowed'
  readonly tls?: 'refused' | 'allowed'
  /** The gate's reason: `unlisted`, `no-name`, `paused` ... */
  readonly why?: string
}

/**
 * - `refused`: our list refused it, and the router recorded that it did
 * - `opened`: a site answered
 * - `elsewhere`: our list let it through, and the provider or the site did not answer
 * - `bypassed`: a site answered that this router never passed on: another way out of the PC
 * - `no-trace`: nobody answered, and the router was not even asked
 */
export const verdicts = ['refused', 'opened', 'elsewhere', 'bypassed', 'no-trace'] as const
export type DrillVerdict = (typeof verdicts)[number]

export interface Report {
  readonly http: Seen
  readonly https: Seen
}

export function judgeProbe(
  { http, https }: Report,
  { resolver, http: web, tls }: Evidence,
  expected: Probe['expected'],
): DrillVerdict {
  // A PC may know a listed name's address from before, and its connection may last: then there is no record yet.
  const known = resolver === 'answered' || (expected === 'open' && resolver === undefined)
  // Nobody but the site has its certificate: our gate closes such a connection without a word.
  if (https === 'answered') return tls === 'allowed' || (known && tls === undefined) ? 'opened' : 'bypassed'
  // Over HTTP our own page answers where the gate refuses, and the gate records that.
  if (http === 'answered' && web !== 'refused') return web === 'allowed' || known ? 'opened' : 'bypassed'
  if (web === 'allowed' || tls === 'allowed') return 'elsewhere'
  if (tls === 'refused' || resolver === 'refused') return 'refused'
  if (resolver === 'answered') return 'elsewhere'
  return web === 'refused' ? 'refused' : 'no-trace'
}

/** Whether it came as it should. */
export const isRight = ({ expected }: Pick<Probe, 'expected'>, verdict: DrillVerdict): boolean =>
  verdict === (expected === 'shut' ? 'refused' : 'opened')

/** The set of names for one run: `random` makes one for it alone. What the director has approved is not expected to be shut. */
export function makeProbes(listed: readonly string[], random: string, isListed: (name: string) => boolean): Probe[] {
  const shut = drillCategories.flatMap(({ id, names }) => {
    const tried = id === 'unknown' ? [`${random}.aqtizim-drill.example`] : names.filter((name) => !isListed(name))
    return tried.map((name): Probe => ({ name, category: id, expected: 'shut' }))
  })
  const open = listed.slice(0, 8).map((name): Probe => ({ name, category: listedCategory.id, expected: 'open' }))
  return [...shut, ...open]
}

const line = (limit: number) => v.pipe(v.string(), v.maxLength(limit))
const seen = v.picklist(seenWords)
const probe = v.object({
  name: line(253),
  category: line(20),
  expected: v.picklist(['shut', 'open']),
  verdict: v.picklist(verdicts),
  http: seen,
  https: seen,
  resolver: v.exactOptional(v.picklist(['refused', 'answered'])),
  gateHttp: v.exactOptional(v.picklist(['refused', 'allowed'])),
  gateTls: v.exactOptional(v.picklist(['refused', 'allowed'])),
  why: v.exactOptional(line(40)),
})
const run = v.object({
  pc: line(200),
  mac: line(20),
  ip: line(50),
  /** Local times with their offset. */
  from: line(40),
  to: line(40),
  /** Version of the list in force; 0 for none. */
  version: v.number(),
  probes: v.array(probe),
})
const drill = v.object({
  id: line(40),
  room: line(40),
  user: line(200),
  from: line(40),
  /** Until when a PC may open the page. */
  until: line(40),
  runs: v.array(run),
})
export const drillsSchema = v.object({ drills: v.array(drill) })

export type ProbeResult = Readonly<v.InferOutput<typeof probe>>
export type DrillRun = Readonly<v.InferOutput<typeof run>>
export type Drill = Readonly<v.InferOutput<typeof drill>>
/** A value: every change makes another. */
export interface Drills {
  readonly drills: readonly Drill[]
}

export const emptyDrills: Drills = { drills: [] }

const limits = { drills: 60, runs: 40, runsInAll: 200 } as const

export function addDrill({ drills }: Drills, added: Drill): Drills {
  return { drills: [...drills, added].slice(-limits.drills) }
}

/** A PC has as many addresses as it likes, and one network card. */
const isSamePc = (run: Pick<DrillRun, 'mac' | 'ip'>, other: { readonly mac: string; readonly ip: string }): boolean =>
  run.mac === '' || other.mac === '' ? run.ip === other.ip : run.mac === other.mac

/** A PC that runs it again has its newest run alone. The oldest drills go where there are too many runs in all. */
export function addRun({ drills }: Drills, id: string, made: DrillRun): Drills {
  const next = drills.map((each) => {
    if (each.id !== id) return each
    const others = each.runs.filter((run) => !isSamePc(run, made))
    return { ...each, runs: [...others, made].slice(-limits.runs) }
  })
  let total = 0
  return {
    drills: next
      .reverse()
      .filter(({ runs }) => {
        total += runs.length
        return total <= limits.runsInAll
      })
      .reverse(),
  }
}

export interface DrillTotals {
  readonly pcs: number
  readonly probes: number
  readonly right: number
  /** What came otherwise than it should, once a name and verdict. */
  readonly wrong: readonly { readonly name: string; readonly verdict: DrillVerdict; readonly pcs: readonly string[] }[]
}

export function totals({ runs }: Pick<Drill, 'runs'>): DrillTotals {
  const wrong = new Map<string, { name: string; verdict: DrillVerdict; pcs: string[] }>()
  let probes = 0
  let right = 0
  for (const { pc, probes: tried } of runs)
    for (const each of tried) {
      probes++
      if (isRight(each, each.verdict)) right++
      else {
        const key = `${each.verdict} ${each.name}`
        const found = wrong.get(key) ?? { name: each.name, verdict: each.verdict, pcs: [] }
        wrong.set(key, { ...found, pcs: [...found.pcs, pc] })
      }
    }
  return { pcs: runs.length, probes, right, wrong: [...wrong.values()] }
}

/** Whether a visit was part of a drill, and nobody's wish: reports leave it out. */
export function duringDrill(
  { drills }: Drills,
  visit: Pick<VisitRow, 'mac' | 'ip' | 'start' | 'site' | 'host'>,
): boolean {
  const at = Date.parse(visit.start)
  return drills.some(({ runs }) =>
    runs.some(
      (run) =>
        isSamePc(run, visit) &&
        at >= Date.parse(run.from) - 2000 &&
        at <= Date.parse(run.to) + 2000 &&
        run.probes.some(({ name }) => name === visit.site || name === visit.host),
    ),
  )
}
