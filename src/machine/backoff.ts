/** Exponential back-off: how long to wait before what failed is tried again. */

export interface BackoffTimes {
  /** Milliseconds before the first new attempt; each further one waits twice as long. */
  readonly first: number
  /** Milliseconds that no wait exceeds. */
  readonly longest: number
}

/** Counts failures. `next` gives the milliseconds to wait after one more; `reset` begins anew after a success. */
export function createBackoff({ first, longest }: BackoffTimes) {
  let wait = first
  return {
    next(): number {
      const now = wait
      wait = Math.min(wait * 2, longest)
      return now
    },
    reset(): void {
      wait = first
    },
  }
}

export type Backoff = ReturnType<typeof createBackoff>
