/** Counts visits by PC, site, class, hour and verdict. Bounded: what is rare is joined, so memory is constant. */
import type { VisitRow } from './record.ts'

export type SummaryBy = 'pc' | 'site' | 'room' | 'lesson' | 'hour' | 'day' | 'verdict' | 'why'

export interface SummaryRow {
  readonly key: string
  visits: number
  flows: number
  refused: number
  up: number
  down: number
}

const MAX_KEYS = 5000
/** Where keys beyond the bound are counted. */
const REST = '*'

const keys: Readonly<Record<SummaryBy, (row: VisitRow) => string>> = {
  pc: ({ room, pc }) => `${room}/${pc}`,
  site: ({ site }) => site,
  room: ({ room }) => room,
  lesson: ({ lesson }) => lesson ?? '',
  hour: ({ start }) => start.slice(11, 13),
  day: ({ start }) => start.slice(0, 10),
  verdict: ({ verdict }) => verdict,
  why: ({ why }) => why ?? '',
}

export class Summary {
  readonly #keyOf: (row: VisitRow) => string
  readonly #rows = new Map<string, SummaryRow>()

  constructor(by: SummaryBy) {
    this.#keyOf = keys[by]
  }

  add(row: VisitRow): void {
    const wanted = this.#keyOf(row)
    const key = this.#rows.has(wanted) || this.#rows.size < MAX_KEYS ? wanted : REST
    const sum = this.#rows.get(key) ?? { key, visits: 0, flows: 0, refused: 0, up: 0, down: 0 }
    this.#rows.set(key, sum)
    sum.visits++
    sum.flows += row.flows
    if (row.verdict === 'refused') sum.refused++
    sum.up += row.up ?? 0
    sum.down += row.down ?? 0
  }

  /** Most visits first. */
  rows(): SummaryRow[] {
    return [...this.#rows.values()].sort((a, b) => b.visits - a.visits || (a.key < b.key ? -1 : 1))
  }
}
