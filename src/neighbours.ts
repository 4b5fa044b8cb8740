/** Which MAC an address belongs to, by the kernel's neighbour table (ip-neighbour(8)). */
import type { Machine } from './machine.ts'

/** `192.168.1.101 dev br-lan lladdr 02:00:00:00:00:01 REACHABLE` -> address and MAC; entries without one are left out. */
export function parseNeighbours(text: string): Map<string, string> {
  const macs = new Map<string, string>()
  for (const line of text.split('\n')) {
    const [, address, mac] = /^([0-9a-f.:]+) .*\blladdr ([0-9a-f:]{17})\b/.exec(line) ?? []
    if (address !== undefined && mac !== undefined) macs.set(address, mac)
  }
  return macs
}

/** How many addresses are remembered after the kernel has forgotten them: a flow's end comes minutes after its last packet. */
const memory = 20_000

export function createNeighbours(machine: Pick<Machine, 'run' | 'uptime'>) {
  const known = new Map<string, string>()
  let asked = Number.NEGATIVE_INFINITY
  let running: Promise<void> | undefined

  async function read(): Promise<void> {
    const { stdout } = await machine.run(['ip', 'neigh', 'show'])
    for (const [address, mac] of parseNeighbours(stdout)) {
      known.delete(address)
      known.set(address, mac)
    }
    for (const address of known.keys()) {
      if (known.size <= memory) break
      known.delete(address)
    }
  }

  /** Reads the table; calls at the same time share one reading. */
  function refresh(): Promise<void> {
    asked = machine.uptime()
    running ??= read().finally(() => {
      running = undefined
    })
    return running
  }

  return {
    refresh,
    /** What is known now; an unknown address starts a new reading, at most one a second. */
    macOf(address: string): string | undefined {
      const mac = known.get(address)
      if (mac === undefined && machine.uptime() - asked > 1000) void refresh()
      return mac
    },
  }
}
