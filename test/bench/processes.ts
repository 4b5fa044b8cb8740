/** Reads time and memory of processes (proc(5)). */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

/** Linux counts CPU time in hundredths of a second for programs, on every machine. */
const ticksPerSecond = 100

/** Fields of /proc/PID/stat behind the name; undefined where the process is gone. */
function statOf(pid: number): string[] | undefined {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ').pop()?.split(' ')
  } catch {
    return undefined
  }
}

const all = () => readdirSync('/proc').filter((name) => /^\d+$/.test(name))

/** A process and all that it started. */
export function familyOf(pid: number): number[] {
  const parents = new Map(all().map((name) => [Number(name), Number(statOf(Number(name))?.[1])]))
  const family = [pid]
  for (const member of family) for (const [child, parent] of parents) if (parent === member) family.push(child)
  return family
}

/** Processes of a name in a network namespace (as /proc/PID/ns/net shows it). */
export function processesIn(namespace: string, name: string): number[] {
  return all().flatMap((entry) => {
    try {
      const inside = readlinkSync(`/proc/${entry}/ns/net`) === namespace
      return inside && readFileSync(`/proc/${entry}/comm`, 'utf8').trim() === name ? [Number(entry)] : []
    } catch {
      return []
    }
  })
}

/** Milliseconds of CPU, in user and kernel mode, that the processes have used so far. */
export function cpuMs(pids: readonly number[]): number {
  const ticks = pids.map((pid) => statOf(pid)).map((stat) => Number(stat?.[11] ?? 0) + Number(stat?.[12] ?? 0))
  return (1000 / ticksPerSecond) * ticks.reduce((sum, value) => sum + value, 0)
}

/** Resident memory in MB of the processes together. */
export function rssMb(pids: readonly number[]): number {
  const kilobytes = pids.map((pid) => {
    try {
      return Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0)
    } catch {
      return 0
    }
  })
  return kilobytes.reduce((sum, value) => sum + value, 0) / 1024
}
