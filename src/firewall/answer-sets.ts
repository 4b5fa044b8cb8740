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

/** Addresses that are remembered of all sets together: more than any set takes. */
const most = 300_000

interface Known {
  readonly whose: string
  readonly seconds: number
  readonly size: number
  /** When each address was added last, in seconds of uptime; the oldest comes first. */
  readonly added: Map<number, number>
}

/** `plan`: what is in force. Other sets than those of its answers are not remembered. */
export function createAnswerSets(plan: () => Plan | undefined) {
  let known = new Map<string, Known>()
  let knownFor: Plan | undefined

  /** The sets of the plan; those that it shares with the one before keep what they have. */
  function current(): ReadonlyMap<string, Known> {
    const now = plan()
    if (now === knownFor) return known
    const answers = now === undefined ? [] : compileSets(now).flatMap((set) => set.answers ?? [])
    known = new Map(answers.map(({ name, ...set }) => [name, { ...set, added: known.get(name)?.added ?? new Map() }]))
    knownFor = now
    return known
  }

  /** What has left its set by its time. */
  function forget({ added, seconds }: Known, now: number): void {
    for (const [address, at] of added) {
      if (at > now - seconds) return
      added.delete(address)
    }
  }

  const held = () => [...known.values()].reduce((sum, { added }) => sum + added.size, 0)

  /** Where that is not enough, the set that grows forgets its oldest. */
  function makeRoom(growing: Known, now: number): void {
    if (held() <= most) return
    for (const set of known.values()) forget(set, now)
    let tooMany = held() - most
    for (const address of growing.added.keys()) {
      if (tooMany <= 0) return
      growing.added.delete(address)
      tooMany -= 1
    }
  }

  return {
    /** What a transaction added to a set, or took out of it. `now` in ms of uptime. */
    note(set: string, addresses: readonly string[], isAdded: boolean, now: number): void {
      const noted = current().get(set)
      if (noted === undefined) return
      const at = Math.floor(now / 1000)
      for (const address of addresses.map(shortened)) {
        noted.added.delete(address)
        if (isAdded) noted.added.set(address, at)
      }
      forget(noted, at)
      makeRoom(noted, at)
    },
    /** Each set of answers of what is in force. */
    read(now: number): AnswerSet[] {
      return [...current()].map(([set, one]) => {
        forget(one, Math.floor(now / 1000))
        return { set, whose: one.whose, elements: Math.min(one.added.size, one.size), size: one.size }
      })
    },
    /** Addresses that are remembered. */
    held,
  }
}

export type AnswerSets = ReturnType<typeof createAnswerSets>
