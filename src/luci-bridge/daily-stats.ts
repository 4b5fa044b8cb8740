/** Counts the visits of today as they come in, so that `status` reads nothing from the disk. */
import type { VisitRow } from '../logger/record.ts'
import type { Today as Counts } from './contract.ts'

const sitesLimit = 5000
const pcsLimit = 1000
const shown = 10

export class DailyStats {
  #date = ''
  #visits = 0
  #refused = 0
  #background = 0
  #hours = noHours()
  readonly #sites = new Map<string, { count: number; readonly pcs: Set<string> }>()

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
    const site = this.#sites.get(row.site) ?? { count: 0, pcs: new Set<string>() }
    if (!this.#sites.has(row.site) && this.#sites.size >= sitesLimit) return
    this.#sites.set(row.site, site)
    site.count++
    if (site.pcs.size < pcsLimit) site.pcs.add(row.mac || row.ip)
  }

  counts(date: string): Counts {
    this.#turn(date)
    const sites = [...this.#sites].map(([site, { count, pcs }]) => ({ site, count, pcs: pcs.size }))
    sites.sort((a, b) => b.count - a.count || (a.site < b.site ? -1 : 1))
    return {
      ...{ date, visits: this.#visits, refused: this.#refused, background: this.#background },
      hours: this.#hours.map((hour) => ({ ...hour })),
      topRefused: sites.slice(0, shown),
    }
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
