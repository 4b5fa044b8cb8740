/** Finds which entries of an approved list are open at a moment: on demand, and on certain days. */

import type { Site } from './whitelist.ts'

/** What decides it. Whoever knows neither the day nor what was opened shuts all that depends on them. */
export interface Openness {
  /** The day in the router's zone, `2026-12-01`; undefined where the clock is not to be trusted. */
  readonly today?: string | undefined
  /** Whether a teacher has opened a site that is on demand in that room (UCI section name) for now. */
  readonly isOpened?: (site: Site, room: string) => boolean
}

export function isOpenNow(site: Site, room: string, { today, isOpened }: Openness): boolean {
  if (site.rooms !== undefined && !site.rooms.includes(room)) return false
  if (!isInSeason(site, today)) return false
  return site.onDemand !== true || isOpened?.(site, room) === true
}

/** Whether the day lies between the entry's days. Days are text of one length, so that text order is time order. */
export function isInSeason({ from, until }: Pick<Site, 'from' | 'until'>, today: string | undefined): boolean {
  if (from === undefined && until === undefined) return true
  if (today === undefined) return false
  return (from === undefined || from <= today) && (until === undefined || today <= until)
}

/** Whether what is open changes between two days. */
export function changesBetween(sites: readonly Site[], before: string | undefined, now: string | undefined): boolean {
  return before !== now && sites.some((site) => isInSeason(site, before) !== isInSeason(site, now))
}
