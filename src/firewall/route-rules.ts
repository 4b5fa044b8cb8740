/** Reads and restores the routing rules of the route lock in the kernel (ip-rule(8)). */

import { markValue } from '../kernel/conntrack-marks.ts'
import type { Machine } from '../machine/machine.ts'
import type { Facts } from './plan.ts'
import { lockPriority } from './route-lock.ts'

export interface KernelRule {
  readonly family: 4 | 6
  /** As `ip rule show` prints it behind the priority. */
  readonly text: string
  readonly priority: number
  /** Words for `ip rule add`. */
  readonly words: readonly string[]
}

const short = (value: number) => `0x${value.toString(16)}`

/** What has to be there for each device of each room. */
export function expectedRules(facts: Facts): KernelRule[] {
  const devices = facts.rooms.flatMap((room) => room.devices)
  return ([4, 6] as const).flatMap((family) =>
    devices.flatMap((device): KernelRule[] => {
      const open = (['allowed', 'exempt'] as const).map((verdict) => {
        const mark = `${short(markValue(verdict, facts.markMask))}/${short(facts.markMask)}`
        const priority = lockPriority.open
        const words = ['iif', device, 'fwmark', mark, 'lookup', 'main', 'priority', String(priority)]
        return { family, priority, words, text: `from all fwmark ${mark} iif ${device} lookup main` }
      })
      const priority = lockPriority.shut
      const words = ['iif', device, 'unreachable', 'priority', String(priority)]
      return [...open, { family, priority, words, text: `from all iif ${device} unreachable` }]
    }),
  )
}

/** Those of `expected` that `ip rule show` does not list. */
export function missingRules(expected: readonly KernelRule[], family: 4 | 6, shown: string): KernelRule[] {
  const there = new Set(shown.split('\n').map(plain))
  return expected.filter((rule) => rule.family === family && !there.has(`${rule.priority}: ${rule.text}`))
}

/** As we and netifd write them: the device is in the first group that is there. */
const ourForms = [
  /^900: from all fwmark (?<mark>0x[0-9a-f]+\/0x[0-9a-f]+) iif (?<device>\S+) lookup main$/,
  /^901: from all iif (?<device>\S+) unreachable$/,
]

const plain = (line: string) => line.replace(/\s+/g, ' ').replace(' [detached]', '').trim()

/** Rules of the route lock for devices that `isGone` says are no room's any more. */
export function staleRules(family: 4 | 6, shown: string, isGone: (device: string) => boolean): KernelRule[] {
  return shown.split('\n').flatMap((line): KernelRule[] => {
    const groups = ourForms.map((form) => form.exec(plain(line))?.groups).find((found) => found !== undefined)
    const { device, mark } = groups ?? {}
    if (device === undefined || !isGone(device)) return []
    const text = plain(line).slice(5)
    if (mark === undefined) {
      const priority = lockPriority.shut
      return [{ family, priority, text, words: ['iif', device, 'unreachable', 'priority', String(priority)] }]
    }
    const priority = lockPriority.open
    const words = ['iif', device, 'fwmark', mark, 'lookup', 'main', 'priority', String(priority)]
    return [{ family, priority, text, words }]
  })
}

/**
 * Takes away the rules of what is locked no more: netifd takes away none of an interface that is down. `facts` absent: of
 * all. While a locked network is down nobody knows its device, and then only those are taken that `former` rooms had.
 */
export async function removeStaleRules(
  machine: Pick<Machine, 'run'>,
  facts?: Pick<Facts, 'rooms' | 'lockedNetworks'>,
  former?: Pick<Facts, 'rooms'>,
): Promise<void> {
  const devices = new Set(facts?.rooms.flatMap((room) => room.devices))
  const isComplete = facts === undefined || devices.size >= facts.lockedNetworks.length
  const rooms = new Set(facts?.rooms.map(({ id }) => id))
  const left = new Set((former?.rooms ?? []).filter(({ id }) => !rooms.has(id)).flatMap((room) => room.devices))
  const isGone = (device: string) => !devices.has(device) && (isComplete || left.has(device))
  for (const family of [4, 6] as const) {
    const { status, stdout } = await machine.run(['ip', `-${family}`, 'rule', 'show'])
    if (status !== 0) continue
    for (const { words } of staleRules(family, stdout, isGone))
      await machine.run(['ip', `-${family}`, 'rule', 'del', ...words])
  }
}

/** A rule that stands in front of the route lock; `text` as `ip rule show` prints it behind the priority. */
export interface FrontRule {
  readonly priority: number
  readonly text: string
}

/** Rules in front of ours that name a device of a room: they may lead round the lock. */
export function rulesInFront(facts: Facts, shown: string): FrontRule[] {
  const devices = facts.rooms.flatMap((room) => room.devices)
  return shown.split('\n').flatMap((line) => {
    const [, priority, text = ''] = /^(\d+):\s+(.*)$/.exec(line.trimEnd()) ?? []
    const names = devices.some((device) => text.split(/\s+/).includes(device))
    const isInFront = priority !== undefined && Number(priority) < lockPriority.open
    return isInFront && names ? [{ priority: Number(priority), text }] : []
  })
}

/** Adds the rules of the route lock that are missing; returns those it added, one text each. */
export async function restoreRules(machine: Pick<Machine, 'run'>, facts: Facts): Promise<string[]> {
  const restored: string[] = []
  for (const family of [4, 6] as const) {
    const { status, stdout } = await machine.run(['ip', `-${family}`, 'rule', 'show'])
    if (status !== 0) continue
    for (const rule of missingRules(expectedRules(facts), family, stdout)) {
      const { status: added } = await machine.run(['ip', `-${family}`, 'rule', 'add', ...rule.words])
      if (added === 0) restored.push(`IPv${family} ${rule.text}`)
    }
  }
  return restored
}
