/** Finds the sets and chains of our kernel table that the next ruleset does not have, or has with other bounds. */
import type { Machine } from '../machine/machine.ts'
import { compileSets } from './nft-sets.ts'
import { compileTable, listTerse, type Stale, table as tableName } from './nftables.ts'
import type { Plan } from './plan.ts'

/** A set or chain as `nft -j` lists it: its elements at most, and seconds for which one stays. */
interface Listed {
  readonly name?: unknown
  readonly table?: unknown
  readonly size?: number
  readonly timeout?: number
}

/** What our table holds that the next one does not, or has otherwise; nothing when there is no table yet. */
export async function findStale(machine: Pick<Machine, 'run'>, plan: Plan): Promise<Stale> {
  const { status, stdout } = await machine.run(listTerse('-j'))
  if (status !== 0) return { sets: [], chains: [] }
  const { chains } = compileTable(plan)
  const wanted = new Map(compileSets(plan).map((set) => [set.name, set.body]))
  const { nftables } = JSON.parse(stdout) as { nftables: Record<string, Listed>[] }
  // The kernel keeps the bounds of a set that is there, whatever is declared again.
  const isKept = (name: string, { size, timeout }: Listed) => {
    const body = wanted.get(name)
    if (body === undefined) return false
    const number = (word: string) => Number(new RegExp(`${word} (\\d+)s?;`).exec(body)?.[1] ?? Number.NaN)
    const isSame = (now: number | undefined, next: number) => now === undefined || Number.isNaN(next) || now === next
    return isSame(size, number('size')) && isSame(timeout, number('timeout'))
  }
  const names = (kind: string, isLeft: (name: string, listed: Listed) => boolean) =>
    nftables.flatMap((entry) => {
      const listed = entry[kind]
      const name = listed?.table === tableName.split(' ')[1] ? listed?.name : undefined
      return typeof name === 'string' && /^\w+$/.test(name) && !isLeft(name, listed ?? {}) ? [name] : []
    })
  return { sets: names('set', isKept), chains: names('chain', (name) => chains.includes(name)) }
}
