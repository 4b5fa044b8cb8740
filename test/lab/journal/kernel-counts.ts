/** Reads the kernel's own counters, past our daemon. */
import { readCounters } from '../../../src/firewall/readings.ts'
import type { Namespace } from '../namespace.ts'
import { type Counts, minus, plus, sum } from './tally.ts'

export interface KernelCounts {
  /** All that was counted since the beginning, over the tables' deaths. */
  read(): Promise<Counts>
  /** The table is about to go: what it counted stays. */
  retire(): Promise<void>
  /** What was counted since a moment (ms since the epoch), as of the last reading before it. */
  since(at: number): Counts
}

export function countKernel(router: Namespace): KernelCounts {
  let gone: Counts = {}
  const readings: { readonly at: number; readonly counts: Counts }[] = []
  const latest = () => readings.at(-1)?.counts ?? {}
  const read = async () => {
    const at = Date.now()
    const { status, stdout } = await router.run(['nft', '-j', 'list', 'counters', 'table', 'inet', 'aqtizim'])
    const counts = plus(gone, status === 0 ? readCounters(stdout) : {})
    // Without the table the last reading stands.
    if (status === 0 && sum(minus(latest(), counts)) > 0) throw new Error("the kernel's counters began anew unnoticed")
    if (status === 0) readings.push({ at, counts })
    return latest()
  }
  return {
    read,
    async retire() {
      gone = await read()
    },
    since: (at) => minus(latest(), readings.findLast((reading) => reading.at <= at)?.counts ?? {}),
  }
}
