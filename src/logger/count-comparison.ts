/**
 * Compares the kernel's counters with what was recorded. Both are read at slightly different moments, so what is missing
 * counts only once it is missing at two readings in a row.
 */
import type { Counts } from './record.ts'

export interface Missing {
  readonly room: string
  readonly counter: string
  readonly flows: number
}

/** Plain data: it is saved and restored as JSON. */
export interface SavedCounts {
  readonly kernel: Counts
  readonly recorded: Counts
  readonly owed: Counts
  readonly unsealed: Counted
}

export interface Counted {
  readonly kernel: Counts
  readonly recorded: Counts
}

export class CountComparison {
  #kernel: Counts = {}
  #recorded: Counts = {}
  /** What the kernel counted and nobody recorded, as of the last reading. */
  #owed: Counts = {}
  #unsealed: Counted = { kernel: {}, recorded: {} }

  /** Gives what is missing. Both since whenever they began; a kernel's counter that went back began anew. */
  read(kernel: Counts, recorded: Counts): Missing[] {
    const kernelNew = since(kernel, this.#kernel)
    const recordedNew = since(recorded, this.#recorded)
    const missing: Missing[] = []
    const owed: Record<string, Record<string, number>> = {}
    for (const [room, counter] of cells(kernel)) {
      const before = at(this.#owed, room, counter)
      const now = before + at(kernelNew, room, counter) - at(recordedNew, room, counter)
      const flows = Math.max(0, Math.min(before, now))
      if (flows > 0) missing.push({ room, counter, flows })
      owed[room] = { ...owed[room], [counter]: now - flows }
    }
    this.#kernel = kernel
    this.#recorded = recorded
    this.#owed = owed
    this.#unsealed = {
      kernel: plus(this.#unsealed.kernel, kernelNew),
      recorded: plus(this.#unsealed.recorded, recordedNew),
    }
    return missing
  }

  /** What both counted since this was asked last. */
  take(): Counted {
    const counted = this.#unsealed
    this.#unsealed = { kernel: {}, recorded: {} }
    return counted
  }

  save(): SavedCounts {
    return { kernel: this.#kernel, recorded: this.#recorded, owed: this.#owed, unsealed: this.#unsealed }
  }

  /** `continues`: the recorded counts go on from where they were, too. */
  restore(saved: SavedCounts, continues: boolean): void {
    this.#kernel = saved.kernel
    this.#owed = saved.owed
    this.#unsealed = saved.unsealed
    this.#recorded = continues ? saved.recorded : {}
  }
}

function cells(counts: Counts): [string, string][] {
  return Object.entries(counts).flatMap(([room, row]) =>
    Object.keys(row).map((counter): [string, string] => [room, counter]),
  )
}

function at(counts: Counts, room: string, counter: string): number {
  return counts[room]?.[counter] ?? 0
}

function since(now: Counts, before: Counts): Counts {
  const change: Record<string, Record<string, number>> = {}
  for (const [room, counter] of cells(now)) {
    const difference = at(now, room, counter) - at(before, room, counter)
    change[room] = { ...change[room], [counter]: difference < 0 ? at(now, room, counter) : difference }
  }
  return change
}

function plus(one: Counts, other: Counts): Counts {
  const sum: Record<string, Record<string, number>> = {}
  for (const [room, counter] of [...cells(one), ...cells(other)]) {
    sum[room] = { ...sum[room], [counter]: at(one, room, counter) + at(other, room, counter) }
  }
  return sum
}
