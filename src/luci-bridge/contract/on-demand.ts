/** What is on demand: opened for a room and a time, and shut again. */
import type { Nothing } from './answer.ts'

/** A site that is approved and shut until somebody opens it. */
export interface DemandedSite {
  /** As it is listed; what `site_open` takes. */
  readonly site: string
  readonly title?: string
  readonly subject?: string
  /** Rooms that it can be opened in. */
  readonly rooms: readonly string[]
}

/** What is open now. */
export interface OpenedSite {
  readonly room: string
  readonly site: string
  readonly title?: string
  readonly user: string
  /** Local time with its offset: `2026-10-05T10:45:00+05:00`. */
  readonly until: string
  /** Whole minutes, rounded up. */
  readonly minutesLeft: number
  /** It ends with the lesson too. */
  readonly lesson: boolean
}

/** One of `minutes` (1 to 600), `until` (a time of today, `10:45`) and `lesson` (until the bell). */
export interface SiteOpenArguments {
  readonly room: string
  readonly site: string
  readonly minutes?: number
  readonly until?: string
  readonly lesson?: boolean
}

export interface OnDemandMethods {
  /** By the list in force, today; at most 1000. */
  on_demand: {
    arguments: Nothing
    result: { readonly sites: readonly DemandedSite[]; readonly opened: readonly OpenedSite[] }
  }
  site_open: { arguments: SiteOpenArguments; result: OpenedSite }
  /** Shuts it at once, and cuts its connections. `was`: whether it was open. */
  site_shut: { arguments: { readonly room: string; readonly site: string }; result: { readonly was: boolean } }
}
