/**
 * What each network of a room may take of the kernel's one table of connections (`nf_conntrack_max`): no other room can take
 * it, and all rooms together leave half of the table to the staff and to the router itself.
 */
import type { Files } from '../machine/machine.ts'
import type { Facts } from './plan.ts'

/** `nf_conntrack_max` of a router with little memory. */
export const usualFlowsMax = 16_384

/** More help nobody, and the kernel goes through them for each new one. */
const most = { gate: 1500, gateOfCard: 300, past: 4096 } as const

interface Shares {
  /** Connections of a network to the gate, open at once, and of one card among them: each has another one from the gate to the site. */
  readonly gate: number
  readonly gateOfCard: number
  /** Flows of a network past the gate, open at once, and of one card among them. */
  readonly past: number
  readonly pastOfCard: number
  /** Places of the table that all rooms can take so. Questions for names give way where it is full (`nf_conntrack_core.c`, early_drop). */
  readonly taken: number
}

export function sharesOf({ rooms, flowsMax = usualFlowsMax }: Pick<Facts, 'rooms' | 'flowsMax'>): Shares {
  const networks = Math.max(1, rooms.flatMap(({ devices }) => devices).length)
  const third = Math.max(1, Math.floor(flowsMax / 2 / networks / 3))
  const [gate, past] = [Math.min(most.gate, third), Math.min(most.past, third)]
  const half = (of: number) => Math.max(1, Math.floor(of / 2))
  return {
    ...{ gate, gateOfCard: Math.min(most.gateOfCard, half(gate)) },
    ...{ past, pastOfCard: half(past) },
    taken: networks * (2 * gate + past),
  }
}

/** How many connections the kernel's table takes, or holds (nf_conntrack-sysctl.rst). Undefined where the kernel does not tell: conntrack is not loaded yet. */
export function readFlows(files: Pick<Files, 'readFileSync'>, what: 'max' | 'count'): number | undefined {
  try {
    const number = Number(files.readFileSync(`/proc/sys/net/netfilter/nf_conntrack_${what}`, 'latin1').trim())
    return Number.isSafeInteger(number) && number >= 0 ? number : undefined
  } catch {
    return undefined
  }
}
