/** Counts visits by PC, site, class, hour and verdict. Bounded: what is rare is joined, so memory is constant. */
import type { VisitRow } from './record.ts'

export const groupings = ['pc', 'site', 'class', 'hour', 'day', 'room', 'verdict', 'why'] as const
export type SummaryBy = (typeof groupings)[number]

export interface SummaryRow {
  /** `ROOM/PC` for PCs, `09` for hours; empty for visits without a class, or without a reason. `*`: all that is rare. */
  readonly key: string
  visits: number
  flows: number
  /** Visits that were refused. */
  refused: number
  /** Visits that nobody typed. */
  background: number
  /** Different PCs; at least so many, where there are very many keys. */
  pcs: number
  /** Octets. */
  up: number
  down: number
}

const MAX_KEYS = 5000
/** Pairs of key and PC. */
const MAX_PAIRS = 50_000
/** Where keys beyond the bound are counted. */
const REST = '*'

const keys: Readonly<Record<SummaryBy, (row: VisitRow) => string>> = {
  pc: ({ room, pc }) => `${room}/${pc}`,
  site: ({ site }) => site,
  class: ({ lesson }) => lesson ?? '',
  hour: ({ start }) => start.slice(11, 13),
  day: ({ start }) => start.slice(0, 10),
  room: ({ room }) => room,
  verdict: ({ verdict }) => verdict,
  why: ({ why }) => why ?? '',
}

export class Summary {
  readonly #keyOf: (row: VisitRow) => string
  readonly #rows = new Map<string, SummaryRow>()
  readonly #pairs = new Set<string>()

  constructor(by: SummaryBy) {
    this.#keyOf = keys[by]
  }

  add(row: VisitRow): void {
    const wanted = this.#keyOf(row)
    const key = this.#rows.has(wanted) || this.#rows.size < MAX_KEYS ? wanted : REST
    const sum = this.#rows.get(key) ?? empty(key)
    this.#rows.set(key, sum)
    sum.visits++
    sum.flows += row.flows
    if (row.verdict === 'refused') sum.refused++
    if (row.background === true) sum.background++
    sum.up += row.up ?? 0
    sum.down += row.down ?? 0
    const pair = `${row.mac || `${row.room}/${row.pc}`} ${key}`
    if (this.#pairs.has(pair) || this.#pairs.size >= MAX_PAIRS) return
    this.#pairs.add(pair)
    sum.pcs++
  }

  /** Most visits first. */
  rows(): SummaryRow[] {
    return [...this.#rows.values()].sort((a, b) => b.visits - a.visits || byKey(a, b))
  }

  /** Those with refused visits, most of them first. */
  topRefused(): SummaryRow[] {
    const some = [...this.#rows.values()].filter(({ refused }) => refused > 0)
    return some.sort((a, b) => b.refused - a.refused || byKey(a, b))
  }
}

const empty = (key: string): SummaryRow => ({
  key,
  ...{ visits: 0, flows: 0, refused: 0, background: 0, pcs: 0, up: 0, down: 0 },
})

const byKey = (a: SummaryRow, b: SummaryRow) => (a.key < b.key ? -1 : 1)
