/** Prints the gate's map files, which the daemon replaces while HAProxy runs. */
import { LABEL_LIMIT, type NameTable } from '../whitelist/names.ts'
import { homeMap, homeName } from './home-map.ts'
import type { Facts, GeneratedFile, Group, Plan } from './plan.ts'

/**
 * A name's map value is four characters: the name itself and what is below it over TLS, then the same over HTTP.
 * `a` allows, `i` allows at a private address alone, `r` refuses, `-` leaves it to the next look-up. One map per group, so that one commit changes all of it.
 */
export const mapColumns = { tls: { exact: 0, below: 1 }, http: { exact: 2, below: 3 } } as const

export const gateMapPath = (facts: Facts, group: Group) => `${facts.runDir}/gate-${group.key}.map`
export const startMapPath = (facts: Facts, group: Group) => `${facts.runDir}/gate-${group.key}-start.map`
/** The search engines' names, and the safe name that is looked up in place of each. */
export const safeMapPath = (facts: Facts, group: Group) => `${facts.runDir}/gate-${group.key}-safe.map`
export const pausedMapPath = (facts: Facts) => `${facts.runDir}/gate-paused.map`

/** Names whose key is too deep for the gate. `parse` refuses such a list, and it must not be applied: an `except` among them would not hold. */
export function tooDeep(table: NameTable): string[] {
  return [...table.below.keys()].filter((name) => name.split('.').length > LABEL_LIMIT)
}

const plainName = /^[a-z0-9._-]{1,253}$/
const plainAddress = /^[0-9a-f.:]{2,45}(\/[0-9]{1,3})?$/

/** Throws on what could leave its line: the maker of the facts or of the list has a bug then. */
function checked(text: string, shape: RegExp): string {
  if (!shape.test(text)) throw new Error(`not fit for a map of the gate: ${JSON.stringify(text)}`)
  return text
}

function nameMap(group: Group): string {
  const values = new Map<string, string[]>()
  for (const protocol of ['tls', 'http'] as const) {
    for (const kind of ['exact', 'below'] as const) {
      for (const [name, match] of group[protocol][kind]) {
        const value = values.get(name) ?? ['-', '-', '-', '-']
        value[mapColumns[protocol][kind]] = match === 'refused' ? 'r' : group.inside.has(match) ? 'i' : 'a'
        values.set(checked(name, plainName), value)
      }
    }
  }
  const lines = [...values].map(([name, value]) => `${name} ${value.join('')}\n`)
  return lines.sort().join('')
}

/** Every way in which a browser writes an address of the router as a Host, and the name of the home page. */
function startMap(group: Group): string {
  const hosts = group.rooms.flatMap((room) => [...room.addresses4, ...room.addresses6.map((address) => `[${address}]`)])
  const plain = [...hosts.map((host) => checked(host, /^\[?[0-9a-f.:]{2,45}\]?$/)), homeName]
  const lines = plain.flatMap((host) => [`${host} start\n`, `${host}:80 start\n`])
  return [...new Set(lines)].sort().join('')
}

function safeMap({ safe }: Group): string {
  return [...safe]
    .map(([name, safeName]) => `${checked(name, plainName)} ${checked(safeName, plainName)}\n`)
    .sort()
    .join('')
}

function pausedMap(facts: Facts): string {
  const networks = facts.rooms.filter((room) => room.paused).flatMap((room) => [...room.networks4, ...room.networks6])
  return [...new Set(networks)]
    .map((network) => `${checked(network, plainAddress)} paused\n`)
    .sort()
    .join('')
}

/** All maps of a plan, in a fixed order. */
export function gateMaps(plan: Plan): GeneratedFile[] {
  const { facts, groups } = plan
  return [
    { path: pausedMapPath(facts), text: pausedMap(facts) },
    ...groups.flatMap((group) => [
      { path: gateMapPath(facts, group), text: nameMap(group) },
      { path: safeMapPath(facts, group), text: safeMap(group) },
      { path: startMapPath(facts, group), text: startMap(group) },
      homeMap(facts, group),
    ]),
  ]
}
