/** Counts the visits of today as they come in, so that `status` reads nothing from the disk. */
import type { VisitRow } from '../logger/record.ts'
import { FairMap } from '../machine/fair-map.ts'
import type { Today as Counts } from './contract.ts'

/** Refused sites that are counted: of all PCs, and of one, which may make up names. */
const most = { all: 20_000, ofPc: 500 } as const
const shown = 10

export class DailyStats {
  #date = ''
  #visits = 0
  #refused = 0
  #background = 0
  #hours = noHours()
  /** How often each PC was refused each site. */
  readonly #sites = new FairMap<number>(most.all, most.ofPc)

  /** `date` is the day by the router's clock, `2026-09-01`: a row of another day begins or belongs to another one. */
  add(row: VisitRow, date: string): void {
    this.#turn(date)
    if (row.start.slice(0, 10) !== date && row.end.slice(0, 10) !== date) return
    if (row.background === true) {
      this.#background++
      return
    }
    this.#visits++
    const hour = this.#hours[row.start.slice(0, 10) === date ? Number(row.start.slice(11, 13)) : 0]
    if (hour !== undefined) hour[row.verdict]++
    if (row.verdict !== 'refused') return
    this.#refused++
    const pc = row.mac || row.ip
    this.#sites.set(row.room, pc, row.site, (this.#sites.get(pc, row.site) ?? 0) + 1)
  }

  counts(date: string): Counts {
    this.#turn(date)
    return {
      ...{ date, visits: this.#visits, refused: this.#refused, background: this.#background },
      hours: this.#hours.map((hour) => ({ ...hour })),
      topRefused: this.#topRefused(),
    }
  }

  #topRefused(): Counts['topRefused'] {
    const sites = new Map<string, { readonly site: string; count: number; pcs: number }>()
    for (const [, site, count] of this.#sites.entries()) {
      const known = sites.get(site) ?? { site, count: 0, pcs: 0 }
      known.count += count
      known.pcs += 1
      sites.set(site, known)
    }
    return [...sites.values()].sort((a, b) => b.count - a.count || (a.site < b.site ? -1 : 1)).slice(0, shown)
  }

  #turn(date: string): void {
    if (date === this.#date) return
    this.#date = date
    this.#visits = this.#refused = this.#background = 0
    this.#hours = noHours()
    this.#sites.clear()
  }
}

const noHours = () => Array.from({ length: 24 }, () => ({ allowed: 0, refused: 0 }))
