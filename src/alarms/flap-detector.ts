/** Detects that two devices claim one thing in turn: an address, or a MAC behind two ports. */

import { FairIndex } from '../machine/fair-index.ts'

/** Milliseconds within which a claim has to come back. A new lease or another socket changes it once, and not back. */
const windowMs = 10 * 60_000
/** What is remembered of all rooms, and of things that one holder was the first to claim. */
const most = { all: 2000, ofHolder: 50 } as const
/** Claims of one thing that are remembered; a PC can make up a new holder each second. */
const holderLimit = 16

interface Claims {
  current: string
  /** When each of them was last there, ms of uptime. */
  readonly seen: Map<string, number>
}

/** `keysOfHolder`: more are forgotten, the oldest first; a holder that is a switch's port may have a whole room behind it. */
export function createFlapDetector({ keysOfHolder = most.ofHolder }: { readonly keysOfHolder?: number } = {}) {
  const claims = new FairIndex<Claims>(most.all, keysOfHolder)
  /** Gives who held it in between when `holder` is back; otherwise undefined. `room`: a network device; `now` in ms of uptime. */
  return function note(room: string, key: string, holder: string, now: number): string | undefined {
    const known = claims.get(`${room} ${key}`)
    if (known === undefined) {
      claims.set(room, `${room} ${holder}`, `${room} ${key}`, { current: holder, seen: new Map([[holder, now]]) })
      return undefined
    }
    const before = known.seen.get(holder)
    const was = known.current
    known.seen.delete(holder)
    known.seen.set(holder, now)
    const [longest] = known.seen.keys()
    if (known.seen.size > holderLimit && longest !== undefined) known.seen.delete(longest)
    if (was === holder) return undefined
    known.current = holder
    for (const [other, at] of known.seen) if (now - at > windowMs) known.seen.delete(other)
    return before !== undefined && now - before <= windowMs ? was : undefined
  }
}
