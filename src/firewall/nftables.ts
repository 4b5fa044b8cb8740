/** Prints the kernel table `inet aqtizim` as one transaction for `nft -f`. */
import { compileChains } from './nft-chains.ts'
import { declareChain, nftComment, printChain } from './nft-rule.ts'
import { compileSets, cutSet, type NftSet } from './nft-sets.ts'
import type { Plan } from './plan.ts'

export const table = 'inet aqtizim'

/**
 * Lists rules, sets and counters without what stands in named sets. Of all that nft 1.0.6 lists, this and single sets alone are
 * read without the elements of every set of the table, `-t` or not: of 200,000 answered addresses those are 130 MB and 3 s.
 */
export const listTerse = (...options: readonly string[]) => ['nft', ...options, '-t', 'list', 'ruleset', 'inet']

/** An empty chain whose name begins so tells whose transaction it was: each of our loads brings one of its own. */
export const loadMark = 'load_'

export interface CompiledTable {
  /** Text for `nft -f`: replaces all rules and fixed sets in one step, and keeps what the resolver has filled in. */
  readonly text: string
  /** What the table holds afterwards, by name, for comparison with the kernel. */
  readonly sets: readonly string[]
  readonly chains: readonly string[]
}

/** What stands in the kernel and is in no list any more; names as `nft -j list table` gives them. */
export interface Stale {
  readonly sets: readonly string[]
  readonly chains: readonly string[]
  /** Sets that stay, but whose names became fewer: what they hold may belong to a name that is gone. */
  readonly emptied?: readonly string[]
}

const printSet = ({ name, body, comment }: NftSet) => `  set ${name} { ${body} ${nftComment(comment)}; }`

/** nft 1.0.6 takes no empty `elements`. */
const printElements = ({ name, elements }: NftSet) => [
  `flush set ${table} ${name}`,
  ...(elements === undefined || elements.length === 0
    ? []
    : [`add element ${table} ${name} { ${elements.join(', ')} }`]),
]

function counters(plan: Plan): string[] {
  const perRoom = plan.facts.rooms.flatMap(({ id }) => [
    `${id}_allowed`,
    `${id}_gate`,
    `${id}_refused`,
    `${id}_dropped`,
  ])
  return [...perRoom, 'spoofed', 'rogue_dhcp'].map((name) => `  counter ${name} { }`)
}

/** Text for `nft -f` that empties sets of our table. */
export function flushSets(names: readonly string[]): string {
  return names.map((name) => `flush set ${table} ${name}\n`).join('')
}

/** Text for `nft -f` that makes these the flows, by their ids in conntrack, which go on no more. Throws where one is no id. */
export function compileCut(ids: readonly number[]): string {
  if (!ids.every((id) => Number.isInteger(id) && id >= 0 && id <= 0xffffffff)) throw new Error('no ids of conntrack')
  const added = ids.length === 0 ? '' : `add element ${table} ${cutSet.name} { ${ids.join(', ')} }\n`
  return `${flushSets([cutSet.name])}${added}`
}

export function compileTable(plan: Plan, stale: Stale = { sets: [], chains: [] }): CompiledTable {
  const sets = compileSets(plan)
  // Without a room there is nothing to guard, and nft takes no empty list of devices.
  const chains = plan.facts.rooms.some((room) => room.devices.length > 0) ? compileChains(plan) : []
  const text = [
    `add table ${table}`,
    `flush table ${table}`,
    ...stale.chains.map((name) => `delete chain ${table} ${name}`),
    ...stale.sets.map((name) => `delete set ${table} ${name}`),
    `table ${table} {`,
    ...sets.map(printSet),
    ...counters(plan),
    ...chains.map(declareChain),
    '}',
    flushSets(stale.emptied ?? []),
    ...sets.filter((set) => set.elements !== undefined).flatMap(printElements),
    `table ${table} {`,
    ...chains.map(printChain),
    '}',
    '',
  ].join('\n')
  return { text, sets: sets.map((set) => set.name), chains: chains.map((chain) => chain.name) }
}
