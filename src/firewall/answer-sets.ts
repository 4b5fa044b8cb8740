/**
 * Counts the elements of the sets of answered addresses by the events of `nft monitor`. nft itself gives no number, and listing
 * a set of 200,000 takes seconds and 130 MB.
 */
import { compileSets } from './nft-sets.ts'
import type { Plan } from './plan.ts'

/** Addresses that were answered of late, and stay in a set of the kernel if nobody connects to them. */
export interface AnswerSet {
  /** As the kernel knows it, `l1_4`. */
  readonly set: string
  /** Whose answers: names of rooms, or a site with ports of its own. */
  readonly whose: string
  readonly elements: number
  readonly size: number
}

/** FNV-1a, 30 bits: a number that V8 keeps without a box. Two addresses of one number count as one. */
function shortened(address: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < address.length; at += 1) hash = Math.imul(hash ^ address.charCodeAt(at), 0x01000193)
  return hash & 0x3fffffff
}

/** More than any set takes. */
const most = 300_000

export function createAnswerSets() {
  /** For each set when each address was added last, in seconds of uptime; the oldest comes first. */
  const sets = new Map<string, Map<number, number>>()

  function forget(added: Map<number, number>, before: number): void {
    for (const [address, at] of added) {
      if (at > before && added.size <= most) return
      added.delete(address)
    }
  }

  return {
    /** What a transaction added to a set, or took out of it. `now` in ms of uptime. */
    note(set: string, addresses: readonly string[], isAdded: boolean, now: number): void {
      const added = sets.get(set) ?? new Map<number, number>()
      sets.set(set, added)
      for (const address of addresses.map(shortened)) {
        added.delete(address)
        if (isAdded) added.set(address, Math.floor(now / 1000))
      }
      forget(added, -1)
    },
    /** Each set of answers that a plan has; what no plan has any more is forgotten. */
    read(plan: Plan | undefined, now: number): AnswerSet[] {
      const known = plan === undefined ? [] : compileSets(plan).flatMap((set) => set.answers ?? [])
      for (const set of sets.keys()) if (!known.some(({ name }) => name === set)) sets.delete(set)
      return known.map(({ name, whose, seconds, size }) => {
        const added = sets.get(name) ?? new Map<number, number>()
        forget(added, Math.floor(now / 1000) - seconds)
        return { set: name, whose, elements: Math.min(added.size, size), size }
      })
    },
  }
}

export type AnswerSets = ReturnType<typeof createAnswerSets>
