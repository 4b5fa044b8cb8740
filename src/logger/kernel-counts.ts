/**
 * Reads the kernel's refusals and counters. What the kernel counted and nobody recorded becomes a gap row. The comparison is
 * kept in RAM, so that it goes on after a restart of the daemon.
 */
import type { Machine } from '../machine/machine.ts'
import { message, reasonOf } from '../messages/message.ts'
import { CountComparison, type SavedCounts } from './count-comparison.ts'
import type { FaultLog } from './fault-log.ts'
import type { Journal } from './journal.ts'
import type { Ledger } from './ledger.ts'
import type { RefusedReading } from './naming.ts'
import { loadState, saveState } from './ram-state.ts'
import type { Counts } from './record.ts'
import type { SealCounts } from './sequence.ts'
import type { Clock } from './visit.ts'

export interface KernelCountsOptions {
  readonly machine: Machine
  readonly journal: Journal
  readonly ledger: Ledger
  readonly faults: FaultLog
  readonly clock: () => Clock
  /** A file in RAM. */
  readonly path: string
  /** Packets that the kernel refused since the last call, by destination. */
  readonly readRefused?: (() => Promise<readonly RefusedReading[]>) | undefined
  /** The kernel's counters of new flows, by room: `allowed`, `gate`, `refused`; they only ever grow. */
  readonly readCounters?: (() => Promise<Counts>) | undefined
  /** Seconds that a record may come later than its flow. */
  readonly graceSeconds: number
}

export class KernelCounts {
  readonly #options: KernelCountsOptions
  readonly #comparison = new CountComparison()
  /** Seconds: of the last comparison, since 1970 and of the machine's uptime. */
  #comparedAt = 0
  #comparedUp = Number.NEGATIVE_INFINITY

  constructor(options: KernelCountsOptions) {
    this.#options = options
  }

  /** Without the file this is the first start since the router's: the kernel's counters began with it. */
  restore(continues: boolean): void {
    const { machine, path, clock, ledger, readRefused } = this.#options
    if (readRefused !== undefined) ledger.knowRefusals(clock().wall)
    const saved = loadState<SavedCounts & { at: number }>(machine.files, path)
    if (saved !== undefined) this.#comparison.restore(saved, continues)
    this.#comparedAt = saved?.at ?? clock().wall
  }

  async read(): Promise<void> {
    const { readRefused, readCounters, ledger, clock, graceSeconds, faults } = this.#options
    try {
      // Counters first: what comes between the two readings is then recorded early, never missing.
      const kernel = await readCounters?.()
      const { wall } = clock()
      if (readRefused !== undefined) {
        ledger.refused(await readRefused(), clock())
        ledger.knowRefusals(wall)
      }
      const { up } = clock()
      // What waits for its record yet is not missing: two readings in a row have to lie further apart than that.
      if (kernel === undefined || up - this.#comparedUp < 3 * graceSeconds) return
      this.#comparedUp = up
      this.#compare(kernel)
    } catch (error) {
      ledger.knowRefusals(undefined)
      faults.add(message('counters-unreadable', { reason: reasonOf(error) }))
    }
  }

  /** What was counted since this was asked last, for a seal. */
  take(): SealCounts {
    return this.#options.readCounters === undefined ? {} : this.#comparison.take()
  }

  #compare(kernel: Counts): void {
    const { machine, journal, ledger, clock, path } = this.#options
    const missing = this.#comparison.read(kernel, ledger.totals())
    const now = clock().wall
    for (const { room, counter, flows } of missing) {
      journal.gap({ from: this.#comparedAt, to: now, flows, why: 'counter-difference', room, counter })
    }
    this.#comparedAt = now
    saveState(machine.files, path, { ...this.#comparison.save(), at: now })
  }
}
