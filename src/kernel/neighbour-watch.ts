/** Follows the kernel's neighbour tables, and tells which MAC an address belongs to. */

import { FairIndex } from '../machine/fair-index.ts'
import type { Machine } from '../machine/machine.ts'
import { type Neighbour, parseArp, parseNeighbour } from './neighbour-table.ts'

/** How many addresses are remembered after the kernel has forgotten them: a flow's end comes minutes after its last packet. */
const most = { all: 20_000, ofMac: 500 } as const
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

/** Reads the tables, and follows them from then on. `onHeard` is told who has just been heard of, and at which device. */
export async function watchNeighbours(
  machine: Pick<Machine, 'files' | 'run' | 'start' | 'uptime' | 'log' | 'timers'>,
  onHeard: (mac: string, address: string, device: string) => void = () => {},
): Promise<Neighbours> {
  const known = new FairIndex<string>(most.all, most.ofMac)
  let asked = Number.NEGATIVE_INFINITY
  let stopped = false
  let complaint = ''

  function complain(sentence: string): void {
    if (sentence !== complaint) machine.log('warning', sentence)
    complaint = sentence
  }

  const learn = ({ address, mac, device }: Neighbour) => known.set(device, mac, address, mac)
  const learnLine = (line: string) => {
    const neighbour = parseNeighbour(line)
    if (neighbour === undefined) return
    learn(neighbour)
    if (neighbour.speaks) onHeard(neighbour.mac, neighbour.address, neighbour.device)
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
    if (known.get(address) === undefined && !address.includes(':') && machine.uptime() - asked > rereadMs) {
      asked = machine.uptime()
      parseArp(readArp(machine)).forEach(learn)
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
