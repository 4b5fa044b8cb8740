/** Follows the kernel's neighbour tables, and tells which MAC an address belongs to. */

import type { Machine } from '../machine/machine.ts'
import { parseArp, parseNeighbour } from './neighbour-table.ts'

/** How many addresses are remembered after the kernel has forgotten them: a flow's end comes minutes after its last packet. */
const memory = 20_000
/** Milliseconds between two readings for addresses that stay unknown. */
const rereadMs = 200

export interface Neighbours {
  /** What is known now. */
  macOf(address: string): string | undefined
  /** Reads the tables now: the kernel does not tell of everybody that it hears of. */
  look(): Promise<void>
  /** Reads them for an address that is not known yet, at most once in 200 ms: the kernel tells of a new one a moment later. */
  seek(address: string): Promise<void>
  stop(): void
}

/** Reads the tables, and follows them from then on. `onHeard` is told who has just been heard of. */
export async function watchNeighbours(
  machine: Pick<Machine, 'files' | 'run' | 'start' | 'uptime' | 'log' | 'timers'>,
  onHeard: (mac: string, address: string) => void = () => {},
): Promise<Neighbours> {
  const known = new Map<string, string>()
  let asked = Number.NEGATIVE_INFINITY
  let stopped = false
  let complaint = ''

  function complain(sentence: string): void {
    if (sentence !== complaint) machine.log('warning', sentence)
    complaint = sentence
  }

  function learn(address: string, mac: string): void {
    known.delete(address)
    known.set(address, mac)
    for (const oldest of known.keys()) {
      if (known.size <= memory) break
      known.delete(oldest)
    }
  }
  const learnLine = (line: string) => {
    const neighbour = parseNeighbour(line)
    if (neighbour === undefined) return
    const { address, mac, speaks } = neighbour
    learn(address, mac)
    if (speaks) onHeard(mac, address)
  }
  const readAll = async () => {
    const { status, stdout, stderr } = await machine.run(['ip', 'neigh', 'show'])
    if (status !== 0) complain(`ip neigh show: ${stderr.trim()}; the journal names PCs by their addresses`)
    stdout.split('\n').forEach(learnLine)
  }
  const follow = () => machine.start(['ip', 'monitor', 'neigh'], { onLines: (lines) => lines.forEach(learnLine) })

  let monitor = follow()
  const again = (): void => {
    if (stopped) return
    const start = () => {
      if (stopped) return
      monitor = follow()
      void monitor.exited.then(again)
      void readAll()
    }
    machine.timers.after(1000, start).unref()
  }
  void monitor.exited.then(again)
  await readAll()

  let sought: Promise<void> | undefined

  function macOf(address: string): string | undefined {
    if (!known.has(address) && !address.includes(':') && machine.uptime() - asked > rereadMs) {
      asked = machine.uptime()
      for (const { address: known, mac } of parseArp(readArp(machine))) learn(known, mac)
    }
    return known.get(address)
  }

  return {
    macOf,
    look: readAll,
    async seek(address) {
      if (macOf(address) !== undefined) return
      sought ??= readAll().finally(() => {
        machine.timers
          .after(rereadMs, () => {
            sought = undefined
          })
          .unref()
      })
      await sought
    },
    stop() {
      stopped = true
      monitor.stop()
    },
  }
}

function readArp({ files }: Pick<Machine, 'files'>): string {
  try {
    return files.readFileSync('/proc/net/arp', 'utf8')
  } catch {
    return ''
  }
}
