/** Does faults to a scene one after the other, and measures what became of them. */
import { pause, until } from '../../patience.ts'
import type { JournalRow } from '../journal-check.ts'
import type { Sighting } from '../observations.ts'
import type { Fault } from './fault.ts'
import { difference, type KernelState, readKernel } from './kernel.ts'
import type { Scene } from './scene.ts'
import { isLeakedName, isListedFlow, isOpening, listedSites } from './targets.ts'
import { awayFor } from './watcher.ts'

export interface FaultResult {
  readonly fault: Fault
  /** ms from the fault to the last unlisted thing that arrived; undefined where none ever did. */
  readonly openMs: number | undefined
  /** What arrived first, in a few words. */
  readonly opening: string
  /** ms for which unlisted names left through the router's own resolver. */
  readonly namesMs: number | undefined
  /** Longest time for which something listed did not open. */
  readonly awayMs: number
  readonly awayWhat: string
  /** How many tries of it failed. */
  readonly awayTries: number
  /** ms from the fault, or from the end of one that lasts, until all is as before; undefined where it never was. */
  readonly mendMs: number | undefined
  /** Flows to listed sites that arrived there and are in no row; undefined where nobody can say. */
  readonly rowsLost: number | undefined
  /** Flows of which a gap row says that they were not recorded; refused ones are among them. */
  readonly told: number
  /** Tries of listed sites that rows call refused, because the gate died or gave no record of them. */
  readonly refused: number
  /** What is not as it has to be, a phrase each. */
  readonly faults: readonly string[]
}

const longestOpenMs = 1000
/** Single tries fail on a busy computer: so long for one that measures, and one try for one that does not. */
const blinkMs = 500
const blinkTries = 1
/** How long rows may take that come late: a record without its flow waits for ten seconds (src/logger/flows.ts). */
const lateMs = 15_000

async function isEnforced({ ubus, pace }: Scene): Promise<boolean> {
  try {
    return (await ubus.call('aqtizim', 'status', {}, { timeoutMs: pace.callMs })).enforced === true
  } catch {
    return false
  }
}

/** Waits until kernel, daemon and listed sites are as before; gives when that was, or what is still wrong. */
async function waitUntilMended(scene: Scene, before: KernelState, since: number, limitMs: number) {
  const end = since + limitMs
  let [rightAt, wrong] = [0, 'nothing was looked at']
  while (Date.now() < end) {
    const asked = Date.now()
    wrong = difference(before, await readKernel(scene.lab.router)) ?? ''
    if (wrong === '' && !(await isEnforced(scene))) wrong = 'the daemon does not answer that all is in force'
    if (wrong !== '') rightAt = 0
    else if (rightAt === 0) rightAt = asked
    const away = awayFor(scene.watcher.tries, since)
    if (wrong === '' && away === undefined) wrong = 'something listed does not open'
    // A fault shows first and is mended then: only what has been right for a while is mended.
    const openSince = scene.pace.isTimed ? asked - 900 : rightAt
    if (wrong === '' && asked - since > 1500 && scene.watcher.isOpenSince(openSince))
      return { at: Math.max(rightAt, away?.until ?? since), wrong }
    if (wrong === '') wrong = 'not everything listed has opened since'
    await pause(60)
  }
  return { at: undefined, wrong }
}

/** A flow whose record the gate never made stands there as refused, although it may have reached its site. */
const unnamed = ['gate-down', 'no-name', 'not-http']

function flowsOf(rows: readonly JournalRow[], isMeant: (row: JournalRow) => boolean): number {
  const meant = rows.filter((row) => listedSites.includes(row.site ?? '') && isMeant(row))
  return meant.reduce((sum, { flows = 0 }) => sum + flows, 0)
}

/** Flows that a gap row says were not recorded. */
const inGaps = (rows: readonly JournalRow[]) =>
  rows.reduce((sum, { gap }) => {
    const { flows = 0, counter } = (gap ?? {}) as { flows?: number; counter?: string }
    return counter === 'refused' ? sum : sum + flows
  }, 0)

export interface Counts {
  /** Flows that arrived and stand in no row of a visit; negative where tries that did not arrive have rows as well. */
  readonly missing: number
  /** Flows of tries of listed sites that rows call refused. */
  readonly refused: number
  /** Flows of which a gap row tells. */
  readonly inGaps: number
  /** Gap rows of power cuts. */
  readonly powerCuts: number
  /** `missing`, by site. */
  readonly bySite: Readonly<Record<string, number>>
}

export const nothingCounted: Counts = { missing: 0, refused: 0, inGaps: 0, powerCuts: 0, bySite: {} }

/** For a person who looks for the cause: a row may bear a site's address where no name was known. */
function missingBySite(arrived: readonly Sighting[], rows: readonly JournalRow[]): Record<string, number> {
  const missing: Record<string, number> = {}
  const count = (site: string, flows: number) => {
    missing[site] = (missing[site] ?? 0) + flows
  }
  for (const { host, address } of arrived) count(host ?? address ?? '', 1)
  for (const { site = '', verdict, why, flows = 0 } of rows)
    if (listedSites.includes(site) && (verdict === 'allowed' || unnamed.includes(why ?? ''))) count(site, -flows)
  return missing
}

/** What has become more. */
const growth = (now: Counts, before: Counts) =>
  Object.entries(now.bySite)
    .map(([site, missing]) => ({ site, more: missing - (before.bySite[site] ?? 0) }))
    .filter(({ more }) => more !== 0)
    .map(({ site, more }) => `${site} ${more}`)
    .join(', ')

async function countNow(scene: Scene): Promise<Counts> {
  await scene.lab.settle()
  const arrived = scene.lab.sightings.find([{ place: 'internet' }], 0).filter(isListedFlow)
  const rows = await scene.aqtizim.journal()
  const refused = flowsOf(rows, ({ why }) => unnamed.includes(why ?? ''))
  const allowed = flowsOf(rows, ({ verdict }) => verdict === 'allowed')
  const powerCuts = rows.filter(({ gap }) => (gap as { why?: string } | undefined)?.why === 'power-cut').length
  const missing = arrived.length - allowed - refused
  return { missing, refused, inGaps: inGaps(rows), powerCuts, bySite: missingBySite(arrived, rows) }
}

/**
 * Listed tries rest meanwhile, so that both sides count the same flows. What the gate kept while the daemon was away
 * comes when the gate has found it again.
 */
export async function count(scene: Scene, before: Counts = nothingCounted): Promise<Counts> {
  scene.watcher.rest()
  try {
    await pause(1200)
    const end = Date.now() + (scene.pace.limitMs ?? lateMs)
    for (;;) {
      const counts = await countNow(scene)
      if (counts.missing <= before.missing || Date.now() > end) return counts
      await pause(500)
    }
  } finally {
    scene.watcher.go()
  }
}

function sightingsOf(scene: Scene, since: number) {
  const seen = scene.lab.sightings.find([{ place: 'internet' }], since)
  return { openings: seen.filter(isOpening), names: seen.filter(isLeakedName) }
}

function judge(
  { fault, isTimed }: { fault: Fault; isTimed: boolean },
  result: Omit<FaultResult, 'fault' | 'faults'>,
  wrong: string,
  whose: string,
): string[] {
  const { openMs, opening, awayMs, awayTries, mendMs, rowsLost } = result
  const longest = isTimed ? longestOpenMs + (fault.lastsMs ?? 0) : Number.POSITIVE_INFINITY
  const mayOpen = fault.opens === true ? longest : 0
  const isBlind = fault.opens === true && fault.lastsMs !== undefined && openMs === undefined
  return [
    ...(isBlind ? ['the probers did not see what was open'] : []),
    ...(openMs !== undefined && openMs >= mayOpen ? [`OPENED for ${openMs} ms: ${opening}`] : []),
    ...(mendMs === undefined ? [`UNMENDED: ${wrong}`] : []),
    ...(fault.stays === true && (isTimed ? awayMs > blinkMs : awayTries > blinkTries)
      ? [`listed sites were away for ${awayMs} ms: ${result.awayWhat}`]
      : []),
    ...(rowsLost !== undefined && rowsLost > 0 && fault.opens !== true && fault.cutsPower !== true
      ? [`${rowsLost} flows are in no row${whose === '' ? '' : `: ${whose}`}`]
      : []),
  ]
}

/** `kernel` is how all has to be afterwards, `before` what was counted last. */
export async function runFault(scene: Scene, fault: Fault, kernel: KernelState, before: Counts) {
  const started = Date.now()
  let broken = ''
  const say = (error: Error) => {
    broken = error.message.split('\n')[0] ?? ''
  }
  await fault.inject(scene).catch(say)
  if (fault.lastsMs !== undefined) await pause(fault.lastsMs)
  if (!scene.pace.isTimed && fault.opens === true && fault.lastsMs !== undefined)
    await until('the probers see what is open', () => sightingsOf(scene, started).openings.length > 0)
  const over = fault.undo === undefined ? started : Date.now()
  await fault.undo?.(scene).catch(say)
  const mended = await waitUntilMended(scene, kernel, over, scene.pace.limitMs ?? fault.limitMs ?? 20_000)
  await scene.lab.settle()
  const { openings, names } = sightingsOf(scene, started)
  const [first] = openings
  const away = awayFor(scene.watcher.tries, started)
  const counted = await count(scene, before).catch(() => undefined)
  const missing = counted === undefined ? undefined : Math.max(0, counted.missing - before.missing)
  const told = Math.max(0, (counted?.inGaps ?? 0) - before.inGaps)
  const result = {
    openMs: first === undefined ? undefined : (openings.at(-1)?.at ?? started) - started,
    opening:
      first === undefined ? '' : `${first.kind} at ${first.address} port ${first.port} ${first.host ?? ''}`.trim(),
    namesMs: names.length === 0 ? undefined : (names.at(-1)?.at ?? started) - started,
    awayMs: away?.ms ?? Date.now() - started,
    awayWhat: away?.what ?? 'something',
    awayTries: away?.failed ?? Number.POSITIVE_INFINITY,
    mendMs: mended.at === undefined ? undefined : Math.max(0, mended.at - over),
    rowsLost: missing === undefined ? undefined : Math.max(0, missing - told),
    told,
    refused: (counted?.refused ?? 0) - before.refused,
  }
  const faults = judge(
    { fault, isTimed: scene.pace.isTimed },
    result,
    mended.wrong,
    counted === undefined ? '' : growth(counted, before),
  )
  if (fault.cutsPower === true && (counted?.powerCuts ?? 0) <= before.powerCuts)
    faults.push('the journal does not tell of the power cut')
  if (broken !== '') faults.push(`it could not be done: ${broken}`)
  if (counted === undefined) faults.push('the journal cannot be read')
  const finished: FaultResult = { fault, ...result, faults }
  return { result: finished, counted: counted ?? before }
}

export interface RunOptions {
  readonly onResult?: (result: FaultResult) => void
}

/** All of them, one after the other; one that is never mended leaves the next ones a router that is not whole. */
export async function runFaults(scene: Scene, faults: readonly Fault[], options: RunOptions = {}) {
  const results: FaultResult[] = []
  const kernel = await readKernel(scene.lab.router)
  let before = await count(scene)
  for (const fault of faults) {
    const { result, counted } = await runFault(scene, fault, kernel, before)
    before = counted
    results.push(result)
    options.onResult?.(result)
  }
  return results
}
