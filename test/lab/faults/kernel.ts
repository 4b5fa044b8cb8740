/** What aqtizim keeps in the kernel and in UCI, as one text that two moments can be compared by. */
import type { Namespace } from '../namespace.ts'

type Entry = Record<string, Record<string, unknown>>

/** Whether traffic fills it: such a set has a size; what a list or the settings fix is compared with its elements. */
const isFilledByTraffic = (set: { size?: unknown; flags?: unknown }) =>
  set.size !== undefined || [set.flags ?? []].flat().some((flag) => flag === 'dynamic' || flag === 'timeout')

/** An empty chain says which load it was; each load has another. */
const isMarker = ({ chain }: Entry) => /^load_[0-9a-f]+$/.test(String(chain?.name))

const counting = new Set(['handle', 'packets', 'bytes'])

/** Of `nft -j list table`: rules in their order, all else in any. */
export function normaliseTable(json: string): string {
  const { nftables } = JSON.parse(json) as { nftables: Entry[] }
  const rules: string[] = []
  const others: string[] = []
  for (const entry of nftables) {
    if ('metainfo' in entry || isMarker(entry)) continue
    const { elem, ...set } = entry.set ?? {}
    const elements = [elem ?? []].flat().map((element) => JSON.stringify(element))
    const kept =
      entry.set === undefined ? entry : { set: isFilledByTraffic(set) ? set : { ...set, elem: elements.sort() } }
    const text = JSON.stringify(kept, (key, value) => (counting.has(key) ? undefined : value))
    if (entry.rule === undefined) others.push(text)
    else rules.push(`${String(entry.rule.chain)} ${text}`)
  }
  // Chains come in the order in which they were made; the rules of each stay in theirs.
  const chains = [...new Set(rules.map((rule) => rule.split(' ')[0] ?? ''))].sort()
  const inOrder = chains.flatMap((chain) => rules.filter((rule) => rule.startsWith(`${chain} `)))
  return [...others.sort(), ...inOrder].join('\n')
}

/** `[detached]` comes and goes with the device, and so do blanks. */
export function normaliseRules(shown: string): string {
  const lines = shown.split('\n').map((line) => line.replace(' [detached]', '').replace(/\s+/g, ' ').trim())
  return lines
    .filter((line) => line !== '')
    .sort()
    .join('\n')
}

export interface KernelState {
  readonly table: string
  readonly rules: string
}

export async function readKernel(router: Namespace): Promise<KernelState> {
  const table = await router.run(['nft', '-j', 'list', 'table', 'inet', 'aqtizim'])
  const rules4 = await router.run(['ip', '-4', 'rule', 'show'])
  const rules6 = await router.run(['ip', '-6', 'rule', 'show'])
  return {
    table: table.status === 0 ? normaliseTable(table.stdout) : `no table: ${table.stderr.split('\n')[0]}`,
    rules: `${normaliseRules(rules4.stdout)}\n--\n${normaliseRules(rules6.stdout)}`,
  }
}

/** The first line that differs, for people. */
export function difference(expected: KernelState, found: KernelState): string | undefined {
  for (const part of ['table', 'rules'] as const) {
    const [before, now] = [expected[part].split('\n'), found[part].split('\n')]
    const missing = before.find((line) => !now.includes(line))
    if (missing !== undefined) return `missing: ${missing.slice(0, 160)}`
    const added = now.find((line) => !before.includes(line))
    if (added !== undefined) return `added: ${added.slice(0, 160)}`
    if (expected[part] !== found[part]) return `${part}: another order or number of lines`
  }
  return undefined
}
