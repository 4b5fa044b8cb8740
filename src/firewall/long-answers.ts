/**
 * Listed names whose answers do not fit a UDP message. Our resolvers cannot ask for those over TCP (nft-lookups.ts), so that they
 * ask the daemon for them, which asks over TCP and hands on what fits. A resolver says of each such answer in its log that it
 * was cut; so the first look-up of a name fails, and the next ones do not. Without the daemon such a name stays shut.
 */

/** Names that are remembered; the oldest gives way. */
const remembered = 50
/** A name server that cuts each answer of a thousand names has the resolvers told anew no more often, in milliseconds. */
const betweenMs = 3000

export interface LongAnswers {
  /** In the order of the alphabet. */
  names(): readonly string[]
  /** Whether a name is new: the resolvers have to be told. */
  note(name: string): boolean
}

/** `uptime`: monotonic, in milliseconds. */
export function createLongAnswers(uptime: () => number): LongAnswers {
  const known = new Set<string>()
  let last = Number.NEGATIVE_INFINITY
  return {
    names: () => [...known].sort(),
    note: (name) => {
      if (known.has(name) || uptime() - last < betweenMs) return false
      last = uptime()
      known.add(name)
      const [oldest] = known
      if (known.size > remembered && oldest !== undefined) known.delete(oldest)
      return true
    },
  }
}
