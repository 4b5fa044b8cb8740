/** Prints the `server` lines of a resolver (dnsmasq(8)): the listed names, and which name server is asked for each. */
import { createHash } from 'node:crypto'
import { lookup, type Match, type NameTable, normaliseName } from '../whitelist/names.ts'
import type { Group } from './plan.ts'

/** A label that no list has: with it in front a name stands for all that are below it. */
const ANY = 'a-label-that-no-list-of-sites-has'

/** Names whose own lines answer by themselves: what is excepted, and what is below a name that is listed alone. */
export function shutBelow(names: NameTable): string[] {
  const excepted = [...names.below].flatMap(([name, match]) => (match === 'refused' ? [name] : []))
  const exact = [...names.exact.keys()].filter((name) => typeof lookup(names, `${ANY}.${name}`) !== 'number')
  return [...excepted, ...exact.map((name) => `*.${name}`)]
}

/** Whether a name's entry is one of the school's own sites. */
export const isInside = (inside: Group['inside'], match: Match) => match !== 'refused' && inside.has(match)

/** Of the engines that are looked up by a safe name: the names that are forwarded for them, and in place of them. */
function safeForwards(names: NameTable, safe: Group['safe']): string[] {
  const below = [...safe.keys()].filter((name) => typeof lookup(names, `${ANY}.${name}`) === 'number')
  const targets = [...new Set(safe.values())].filter((name) => !names.below.has(name) && !names.exact.has(name))
  return [...below.map((name) => `*.${name}`), ...targets]
}

/** Names whose answers are too long, and who is asked for them instead: `ADDRESS#PORT`. */
interface Long {
  readonly names: readonly string[]
  readonly server: string
}

/**
 * One line a name. `server=/NAME/` without an address answers by itself; `*.` is all below a name without the name. A name
 * of `safe` is answered here, what is below it is not, and the safe name is forwarded although no site has it.
 */
export function serverLines(
  names: NameTable,
  upstreams: readonly string[],
  { safe, inside }: Pick<Group, 'safe' | 'inside'> = { safe: new Map(), inside: new Map() },
  long: Long = { names: [], server: '' },
): string[] {
  const line = (name: string, servers: readonly string[]) => servers.map((server) => `server=/${name}/${server}`)
  // A name from the wire is text of a configuration here.
  const hosts = new Set(long.names.filter((name) => normaliseName(name) === name))
  const isLong = (name: string) => hosts.has(name) && !isInside(inside, lookup(names, name) ?? 'refused')
  const open = [...names.below, ...names.exact].flatMap(([name, match]) =>
    match === 'refused' || safe.has(name) || isLong(name) ? [] : line(name, inside.get(match) ?? upstreams),
  )
  const longLines = [...hosts]
    .filter((name) => isLong(name) && typeof lookup(names, name) === 'number' && !safe.has(name))
    .flatMap((name) => {
      const isOpenBelow = typeof lookup(names, `${ANY}.${name}`) === 'number'
      return [...line(name, [long.server]), ...(isOpenBelow ? line(`*.${name}`, upstreams) : [])]
    })
  const forward = [...open, ...longLines, ...safeForwards(names, safe).flatMap((name) => line(name, upstreams))]
  return [...forward, ...[...shutBelow(names), ...safe.keys()].map((name) => `server=/${name}/`)]
}

/**
 * A name that only the resolver with exactly these lines does not know: every other unlisted name has the router's
 * address. So whoever asks for it learns which list is in force.
 */
export function markerName(listText: string): string {
  return `${createHash('sha256').update(listText).digest('hex').slice(0, 32)}.aqtizim`
}
