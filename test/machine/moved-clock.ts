/** A clock with timers that stands still until a test moves it. */
import type { Timer, Timers } from '../../src/machine/timers.ts'

interface Standing {
  readonly run: () => void
  /** Milliseconds of an interval. */
  readonly every: number | undefined
  at: number
}

/** What goes on without a timer: promises, and files and programs that answer at once. */
export async function breathe(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve))
}

export class MovedClock implements Timers {
  /** Milliseconds. */
  now: number
  readonly #timers = new Set<Standing>()

  constructor(now = 0) {
    this.now = now
  }

  after(ms: number, run: () => void): Timer {
    return this.#set({ run, every: undefined, at: this.now + ms })
  }

  every(ms: number, run: () => void): Timer {
    return this.#set({ run, every: ms, at: this.now + ms })
  }

  #set(standing: Standing): Timer {
    this.#timers.add(standing)
    const timer: Timer = { stop: () => void this.#timers.delete(standing), unref: () => timer }
    return timer
  }

  /** Milliseconds from now until each timer that stands. */
  standing(): number[] {
    return [...this.#timers].map(({ at }) => at - this.now).sort((a, b) => a - b)
  }

  pass(ms: number): void {
    const end = this.now + ms
    while (this.#next(end));
    this.now = end
  }

  async elapse(ms: number): Promise<void> {
    const end = this.now + ms
    await breathe()
    while (this.#next(end)) await breathe()
    this.now = end
  }

  /** Runs the timer that is due first until `end`; whether there was one. */
  #next(end: number): boolean {
    const [first] = [...this.#timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)
    if (first === undefined) return false
    this.now = Math.max(this.now, first.at)
    if (first.every === undefined) this.#timers.delete(first)
    else first.at += first.every
    first.run()
    return true
  }
}
