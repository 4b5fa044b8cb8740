/** Makes the attempts and judges each at both ends. */
import { fileURLToPath } from 'node:url'
import type { Attempt, Phase, Stage } from './attempt.ts'
import { generous, type Held, handsAt, type Observation, short } from './client.ts'
import type { Lab } from './lab.ts'
import type { Sighting, Trace } from './observations.ts'

export interface Result {
  readonly attempt: Attempt
  readonly observation: Observation
  /** What arrived at the far side of what would show that it got through. */
  readonly seen: readonly Sighting[]
  /** What is not as expected, a phrase each; empty where all is. */
  readonly faults: readonly string[]
}

export interface PhaseResults {
  readonly phase: Phase
  readonly results: readonly Result[]
}

export interface RunOptions {
  readonly aqtizim?: Stage['aqtizim']
  /** How many attempts run beside each other. Default 4. */
  readonly parallel?: number
  readonly onPhase?: (results: PhaseResults) => void
}

function traces(attempt: Attempt): readonly Trace[] {
  return attempt.far ?? [{ kind: 'request', path: `/${attempt.id}` }]
}

/** Whether an attempt ended otherwise than expected at the PC. */
const isWrong = ({ expected }: Attempt, { outcome }: Observation) =>
  expected === 'shut' ? outcome === 'opens' : outcome !== expected

/** Pure: what of an attempt was not as expected. */
export function judge(attempt: Attempt, observation: Observation, seen: readonly Sighting[]): string[] {
  const { expected } = attempt
  const arrives = mustArrive(attempt)
  return [
    ...(!isWrong(attempt, observation)
      ? []
      : [`expected "${expected}" at the PC, saw "${observation.outcome}" (${observation.detail})`]),
    ...(arrives && seen.length === 0 ? ['nothing arrived at the far side'] : []),
    ...(!arrives && seen.length > 0 ? ['it arrived at the far side'] : []),
  ]
}

function patienceFor({ expected, answers, journal }: Attempt) {
  const isAnswered = expected === 'opens' || expected === 'our page' || journal !== undefined
  return (answers ?? isAnswered) ? generous : short
}

/** Whether it has to be seen at the far side. */
const mustArrive = ({ expected, arrives }: Attempt) => arrives ?? expected === 'opens'

async function make(lab: Lab, attempt: Attempt, stage: Stage, held: Promise<Held> | undefined): Promise<Result> {
  const since = attempt.hold === undefined ? Date.now() : stage.since
  try {
    const hands = handsAt(lab, attempt.who, attempt.id, patienceFor(attempt))
    const observation = await attempt.try(hands, stage, await held)
    await lab.settle()
    if (mustArrive(attempt) && !isWrong(attempt, observation)) await lab.sightings.wait(traces(attempt), since)
    const seen = lab.sightings.find(traces(attempt), since)
    return { attempt, observation, seen, faults: judge(attempt, observation, seen) }
  } catch (error) {
    const detail = (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? ''
    const observation: Observation = { outcome: 'refused', detail }
    return { attempt, observation, seen: [], faults: [`the attempt could not be made: ${detail}`] }
  } finally {
    await held?.then(
      (download) => download.stop(),
      () => {},
    )
  }
}

/** Maps with at most `limit` at a time; the results keep their order. */
async function mapLimited<T, R>(items: readonly T[], limit: number, map: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  let next = 0
  const work = async () => {
    while (next < items.length) {
      const index = next
      next += 1
      results[index] = await map(items[index] as T)
    }
  }
  await Promise.all(Array.from({ length: limit }, work))
  return results
}

async function approve(list: string, number: number, aqtizim: NonNullable<Stage['aqtizim']>): Promise<void> {
  const file = fileURLToPath(new URL(`lists/${list}`, import.meta.url))
  const words = ['--by', 'А. Директор', '--post', 'директор', '--order', String(number), '--date', `2026-09-0${number}`]
  const ended = await aqtizim('approve', file, ...words)
  if (ended.status !== 0)
    throw new Error(`approving ${list} ended with ${ended.status}: ${ended.stderr || ended.stdout}`)
}

/** Begins the downloads of a phase and waits until each runs or has failed. */
async function beginDownloads(lab: Lab, phase: Phase): Promise<Map<Attempt, Promise<Held>>> {
  const begun = new Map<Attempt, Promise<Held>>()
  for (const attempt of phase.attempts) {
    if (attempt.hold === undefined) continue
    const held = attempt.hold(handsAt(lab, attempt.who, attempt.id))
    held.catch(() => {})
    begun.set(attempt, held)
  }
  await Promise.allSettled(begun.values())
  return begun
}

/** Rejects where a list that a phase needs cannot be approved. */
export async function runPhases(lab: Lab, phases: readonly Phase[], options: RunOptions = {}): Promise<PhaseResults[]> {
  const done: PhaseResults[] = []
  let lists = 0
  for (const phase of phases) {
    const begun = await beginDownloads(lab, phase)
    const stage: Stage = { lab, since: Date.now(), ...(options.aqtizim ? { aqtizim: options.aqtizim } : {}) }
    if (phase.list !== undefined && options.aqtizim !== undefined) {
      lists += 1
      await approve(phase.list, lists, options.aqtizim)
    }
    await phase.first?.(stage)
    const parallel = phase.alone === true ? 1 : Math.max(options.parallel ?? 4, begun.size + 1)
    const results = await mapLimited(phase.attempts, parallel, (attempt) =>
      make(lab, attempt, stage, begun.get(attempt)),
    )
    const finished = { phase, results }
    options.onPhase?.(finished)
    done.push(finished)
  }
  return done
}
