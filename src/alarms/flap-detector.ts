/** Detects that two devices claim one thing in turn: an address, or a MAC behind two ports. */

/** Milliseconds within which a claim has to come back. A new lease or another socket changes it once, and not back. */
const windowMs = 10 * 60_000
/** What a room has at most, with room for those who play with it. */
const keyLimit = 2000
/** Claims of one thing that are remembered; a PC can make up a new holder each second. */
const holderLimit = 16

interface Claims {
  current: string
  /** When each of them was last there, ms of uptime. */
  readonly seen: Map<string, number>
}

export function createFlapDetector() {
  const claims = new Map<string, Claims>()
  /** Gives who held it in between when `holder` is back; otherwise undefined. `now` in ms of uptime. */
  return function note(key: string, holder: string, now: number): string | undefined {
    const known = claims.get(key)
    if (known === undefined) {
      const oldest = claims.keys().next()
      if (claims.size >= keyLimit && oldest.done !== true) claims.delete(oldest.value)
      claims.set(key, { current: holder, seen: new Map([[holder, now]]) })
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
