/** Judges what the probers saw of the machine's lives, and what its journal says of them. Pure. */
import { isListedFlow, isOpening, listedSites } from '../faults/targets.ts'
import type { JournalRow } from '../journal-check.ts'
import type { Sighting } from '../observations.ts'

/** From a boot to the moment at which the power was cut; ms since the epoch. */
export interface Life {
  readonly bootedAt: number
  readonly cutAt: number
}

export interface CutReport {
  /** Flows that arrived at listed sites in time to be written, and stand in no row. */
  readonly lost: number
  /** ms before the cut from which on the journal says that rows are missing; undefined where it says nothing. */
  readonly missingMs: number | undefined
  /** Flows of that life that stand in rows. */
  readonly recorded: number
  /** What is not as it has to be, a phrase each. */
  readonly faults: readonly string[]
}

interface Gap {
  readonly from: string
  readonly to: string
  readonly why: string
}

/** The machine takes the time of its clock chip, which tells whole seconds: it may be behind the probers by so much, ms. */
const clockMs = 2000
/** A flush begins when it is due, and takes its time on an emulated processor, ms. */
const lateMs = 3000

/** Flows whose record the gate never made stand there as refused, although they arrived. */
const mayHaveArrived = ({ verdict, why = '' }: JournalRow) =>
  verdict === 'allowed' || ['gate-down', 'no-name', 'not-http'].includes(why)

const powerCuts = (rows: readonly JournalRow[]): Gap[] =>
  rows.flatMap(({ gap }) => ((gap as Gap | undefined)?.why === 'power-cut' ? [gap as Gap] : []))

/**
 * @param seen all that arrived anywhere
 * @param rows the whole journal after the boot that followed
 */
export function judgeCut(
  { bootedAt, cutAt }: Life,
  seen: readonly Sighting[],
  rows: readonly JournalRow[],
  flushSeconds: number,
): CutReport {
  const gap = powerCuts(rows).find(({ from, to }) => Date.parse(from) <= cutAt && Date.parse(to) >= cutAt - clockMs)
  const missing = gap === undefined ? cutAt : Date.parse(gap.from)
  const arrived = seen.filter((each) => isListedFlow(each) && each.at >= bootedAt && each.at < missing - clockMs)
  const written = rows.filter(({ start, site = '' }) => {
    const at = Date.parse(start ?? '')
    return listedSites.includes(site) && at >= bootedAt - clockMs && at < missing + 1000
  })
  const recorded = written.filter(mayHaveArrived).reduce((sum, { flows = 0 }) => sum + flows, 0)
  const missingMs = gap === undefined ? undefined : cutAt - missing
  const lost = Math.max(0, arrived.length - recorded)
  const most = flushSeconds * 1000 + clockMs + lateMs
  return {
    ...{ lost, missingMs, recorded },
    faults: [
      ...(gap === undefined ? ['the journal does not tell of the power cut'] : []),
      ...(missingMs !== undefined && missingMs > most
        ? [`rows of ${(missingMs / 1000).toFixed(1)} s are missing, ${flushSeconds} s may be`]
        : []),
      ...(lost > 0 ? [`${lost} flows that had to be written stand in no row`] : []),
    ],
  }
}

/** What unlisted things arrived, in a few words each. */
export const openings = (seen: readonly Sighting[]): string[] =>
  seen
    .filter(isOpening)
    .map(({ kind, address, port, host = '' }) => `${kind} at ${address} port ${port} ${host}`.trim())

export interface Totals {
  readonly boots: number
  readonly cuts: number
  /** Unlisted things that arrived. */
  readonly opened: number
  /** Flows that had to be written and stand in no row. */
  readonly lost: number
  /** Whatever else is not as it has to be. */
  readonly faults: number
}

/** The last line of a run. */
export function lastLine({ boots, cuts, opened, lost, faults }: Totals): string {
  const wrong = faults === 0 ? '' : `, ${faults} wrong`
  return `boot: ${boots} boots, ${cuts} cuts, ${opened} opened, ${lost} lost${wrong}`
}

/** 0 where all was asked for and is as it has to be. */
export const exitStatus = ({ boots, opened, lost, faults }: Totals): number =>
  boots > 0 && opened === 0 && lost === 0 && faults === 0 ? 0 : 1
