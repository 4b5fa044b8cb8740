/** A clock that stands still until it is told to go on. */
import type { Clock } from '../../src/ubus-client/index.ts'

interface Timer {
  readonly run: () => void
  readonly at: number
  readonly ms: number
}

export class FakeClock implements Clock {
  readonly #timers = new Set<Timer>()
  readonly #watchers = new Set<() => void>()
  #now = 0

  setTimeout(run: () => void, ms: number): unknown {
    const timer = { run, ms, at: this.#now + ms }
    this.#timers.add(timer)
    for (const watcher of [...this.#watchers]) watcher()
    return timer
  }

  clearTimeout(handle: unknown): void {
    for (const timer of this.#timers) if (timer === handle) this.#timers.delete(timer)
  }

  /** How long the timers that now stand were set for. */
  get standing(): number[] {
    return [...this.#timers].map((timer) => timer.ms).sort((a, b) => a - b)
  }

  advance(ms: number): void {
    this.#now += ms
    const due = [...this.#timers].filter((timer) => timer.at <= this.#now).sort((a, b) => a.at - b.at)
    for (const timer of due) if (this.#timers.delete(timer)) timer.run()
  }

  /** Resolves when a timer of exactly `ms` stands. */
  waiting(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        if (!this.standing.includes(ms)) return
        this.#watchers.delete(look)
        resolve()
      }
      this.#watchers.add(look)
      look()
    })
  }
}
