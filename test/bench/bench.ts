/** Defines a bench's result: figures of one run, each beside something measured in the same run, and the aims of it. */

/** What we want of a figure. */
export interface Aim {
  /** In `unit`; of this run. */
  readonly measured: number
  readonly is: 'at most' | 'at least'
  readonly bound: number
  /** `ms`, `MB`; `x` is a ratio. */
  readonly unit: string
}

export interface Figure {
  readonly name: string
  /** With its unit. */
  readonly value: string
  /** Against what `beside` names; machines differ, ratios less. */
  readonly ratio?: number
  readonly beside?: string
  readonly aims?: readonly Aim[]
}

export const atMost = (measured: number, bound: number, unit = 'x'): Aim => ({ measured, is: 'at most', bound, unit })
export const atLeast = (measured: number, bound: number, unit = 'x'): Aim => ({ measured, is: 'at least', bound, unit })

/** What could not be measured (NaN) is not reached. */
export const isReached = ({ measured, is, bound }: Aim): boolean =>
  is === 'at most' ? measured <= bound : measured >= bound

const describe = (aim: Aim) => `${isReached(aim) ? 'reached' : 'NOT REACHED'}: ${aim.is} ${aim.bound} ${aim.unit}`

/** A line for people. */
export function lineOf({ name, value, ratio, beside, aims = [] }: Figure): string {
  const against = ratio === undefined ? '' : `${ratio.toFixed(2)} x ${beside ?? ''}`
  return `  ${name.padEnd(52)} ${value.padStart(14)}  ${against.padEnd(36)} ${aims.map(describe).join(', ')}`.trimEnd()
}

/** The last line of a run. */
export function totalOf(figures: readonly Figure[]): string {
  const aims = figures.flatMap((figure) => figure.aims ?? [])
  return `bench: ${aims.filter(isReached).length} of ${aims.length} aims reached`
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

/** Milliseconds of the median round; the first rounds, in which Node still compiles, do not count. */
export function time(work: () => unknown, rounds = 9, warmUp = 3): number {
  const measured: number[] = []
  for (let round = 0; round < rounds + warmUp; round++) {
    const started = performance.now()
    work()
    if (round >= warmUp) measured.push(performance.now() - started)
  }
  return median(measured)
}
