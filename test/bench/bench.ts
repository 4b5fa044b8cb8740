/** Defines a bench's result: figures of one run, each beside something measured in the same run. */
export interface Figure {
  readonly name: string
  /** With its unit. */
  readonly value: string
  /** Against what `beside` names; machines differ, ratios less. */
  readonly ratio?: number
  readonly beside?: string
  /** What we want, for people to compare. */
  readonly aim?: string
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
