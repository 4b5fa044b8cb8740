/** Defines timers that are passed in like the clock, so that a test moves time instead of waiting for it. */

export interface Timer {
  /** It does not come any more. Stopping it twice is no mistake. */
  stop(): void
  /** The process may end although the timer stands. */
  unref(): Timer
}

export interface Timers {
  /** Calls `run` once, `ms` milliseconds from now. */
  after(ms: number, run: () => void): Timer
  /** Calls `run` every `ms` milliseconds. */
  every(ms: number, run: () => void): Timer
}

export const sleep = (timers: Timers, ms: number): Promise<void> =>
  new Promise((resolve) => {
    timers.after(ms, resolve)
  })

/** Lets what else waits for the event loop go first, within long work. */
export const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
