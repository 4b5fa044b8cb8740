/** Defines timers that are passed in, so that a test moves time. */
export interface Clock {
  /** Calls `run` once after `ms`; gives the handle for `clearTimeout`. */
  setTimeout(run: () => void, ms: number): unknown
  clearTimeout(handle: unknown): void
}

export const systemClock: Clock = {
  setTimeout: (run, ms) => setTimeout(run, ms),
  clearTimeout: (handle) => clearTimeout(handle as NodeJS.Timeout),
}
