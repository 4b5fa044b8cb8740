/**
 * Listed names whose answers do not fit a UDP message. Our resolvers cannot ask for those over TCP (nft-lookups.ts), so that they
 * ask the daemon for them, which asks over TCP and hands on what fits. A resolver says of each such answer in its log that it
 * was cut; so the first look-up of a name fails, and the next ones do not. Without the daemon such a name stays shut.
 */
import { normaliseName } from '../whitelist/names.ts'

/** Names that are remembered; the oldest gives way. */
const remembered = 50
/**
 * How soon the resolvers are told of one more name, in milliseconds. Each name doubles it, and a rest of twice the longest makes
 * it the shortest again: a name server of a listed site that cuts the answers of made-up names keeps nobody's resolver busy.
 */
const between = { shortest: 3000, longest: 600_000 }
/** An answer is kept as long, in milliseconds: the resolver keeps none of them. */
const keptMs = 5000

export interface LongAnswers {
  /** In the order of the alphabet. */
  names(): readonly string[]
  /** Whether a name is new: the resolvers have to be told. What is no name of a host never is. */
  note(name: string): boolean
}

/** `uptime`: monotonic, in milliseconds. */
export function createLongAnswers(uptime: () => number): LongAnswers {
  const known = new Set<string>()
  let last = Number.NEGATIVE_INFINITY
  let gap = between.shortest
  return {
    names: () => [...known].sort(),
    note: (asked) => {
      const name = normaliseName(asked)
      const since = uptime() - last
      if (name === undefined || known.has(name) || since < gap) return false
      gap = since >= 2 * between.longest ? between.shortest : Math.min(2 * gap, between.longest)
      last = uptime()
      known.add(name)
      const [oldest] = known
      if (known.size > remembered && oldest !== undefined) known.delete(oldest)
      return true
    },
  }
}

/** Asks once for all who want the same within some seconds. What is kept is bounded by the names that are remembered. */
export function keepAnswers<Answer>(
  ask: (name: string, family: 4 | 6) => Promise<Answer>,
  uptime: () => number,
): (name: string, family: 4 | 6) => Promise<Answer> {
  const kept = new Map<string, { readonly until: number; readonly answer: Promise<Answer> }>()
  return (name, family) => {
    const key = `${family} ${name}`
    const found = kept.get(key)
    if (found !== undefined && uptime() < found.until) return found.answer
    for (const [old, { until }] of kept) if (uptime() >= until) kept.delete(old)
    const answer = ask(name, family)
    kept.set(key, { until: uptime() + keptMs, answer })
    // Who asks again after a failure is not told the same.
    answer.catch(() => kept.delete(key))
    return answer
  }
}
