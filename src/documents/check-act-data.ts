/** Counts for the act of the check: one pass over the rows of a period, in memory that does not grow with them. */
import type { Dark } from '../logger/dark.ts'
import type { Found } from '../logger/query.ts'
import type { EventRow, Gap, VisitRow } from '../logger/record.ts'
import type { Verified } from '../logger/verify.ts'
import { addDays } from '../machine/day.ts'
import { DemandCounts } from './check-act-demand.ts'
import { MOST_GAPS } from './gaps.ts'
import type { Progress } from './paper-kind.ts'
import type { DrillResult, ListVersion, Sources } from './sources.ts'
import { VisitCounts } from './visit-counts.ts'

/** Local days, both included. */
export interface Period {
  readonly from: string
  readonly until: string
}

/** Rooms may have PCs of the same name. An id of a room has no slash. */
const pcKey = ({ room, pc }: VisitRow): string => `${room}/${pc}`

export class RoomCounts {
  visits = 0
  refused = 0
  background = 0
  readonly sites = new VisitCounts()
  readonly pcs = new VisitCounts()

  add(row: VisitRow): void {
    if (row.background) {
      this.background++
      return
    }
    this.pcs.add(pcKey(row))
    if (row.verdict === 'refused') this.refused++
    else {
      this.visits++
      this.sites.add(row.site)
    }
  }
}

/** A file of old days that was deleted, as the journal says it. */
export interface Expired {
  readonly from: string
  readonly to: string
}

const MOST_ROOMS = 100
const MOST_EXPIRED = 50

export class PeriodCounts {
  readonly all = new RoomCounts()
  readonly rooms = new Map<string, RoomCounts>()
  readonly sites = new VisitCounts()
  readonly refusedSites = new VisitCounts()
  /** By room's id, slash, PC. */
  readonly refusedPcs = new VisitCounts()
  readonly reasons = new VisitCounts()
  readonly gaps: Gap[] = []
  gapCount = 0
  rows = 0
  unset = 0
  /** Refused visits of drills: no room has them among its numbers. */
  ofDrills = 0
  readonly expired: Expired[] = []
  readonly demand = new DemandCounts()
  /** Days that have a file. A seal that closes a day is written on the next one, and says nothing of that. */
  readonly days = new Set<string>()

  add({ kind, row }: Found['row'], isDrill: boolean): void {
    this.rows++
    if (kind === 'day') this.days.add(row.day.date)
    if ('clock' in row && row.clock === 'unset') this.unset++
    if (kind === 'visit' && isDrill) this.ofDrills++
    else if (kind === 'visit') this.#visit(row)
    if (kind === 'gap') {
      this.gapCount++
      if (this.gaps.length < MOST_GAPS) this.gaps.push(row.gap)
    }
    if (kind === 'event') this.#event(row)
  }

  #visit(row: VisitRow): void {
    this.all.add(row)
    const known = this.rooms.get(row.room)
    const room = known ?? new RoomCounts()
    if (known === undefined && this.rooms.size < MOST_ROOMS) this.rooms.set(row.room, room)
    room.add(row)
    if (row.background) return
    if (row.verdict === 'allowed') this.sites.add(row.site)
    else {
      this.refusedSites.add(row.site)
      this.refusedPcs.add(pcKey(row))
      this.reasons.add(row.why ?? '')
    }
  }

  #event(row: EventRow): void {
    this.demand.add(row)
    const { event, from, to } = row
    if (event !== 'expired' || typeof from !== 'string' || typeof to !== 'string') return
    if (this.expired.length < MOST_EXPIRED) this.expired.push({ from, to })
  }
}

export interface CheckData {
  readonly counts: PeriodCounts
  /** Undefined where nobody can tell. */
  readonly dark: { readonly found: readonly Dark[]; readonly lessons: number } | undefined
  readonly verified: Verified
  /** In force for a part of the period, and those whose files are damaged, oldest first. */
  readonly versions: readonly ListVersion[]
  readonly drills: readonly DrillResult[]
}

const dayOf = ({ kind, row }: Found['row']): string =>
  (kind === 'visit' ? row.start : kind === 'gap' ? row.gap.from : row.at).slice(0, 10)

export async function gather(sources: Sources, { from, until }: Period, progress: Progress): Promise<CheckData> {
  const counts = new PeriodCounts()
  const search = sources.darkSearch?.()
  // A visit that began before midnight is written the day after, and belongs to the day before.
  const onProgress: Progress = (done, of) => progress(done, of * 2)
  for (const found of sources.rows({ since: from, until: addDays(until, 1), onProgress })) {
    if (found === undefined) {
      await sources.pause()
      continue
    }
    const day = dayOf(found.row)
    if (day < from || day > until) continue
    const { kind, row } = found.row
    counts.add(found.row, kind === 'visit' && sources.isDrill?.(row) === true)
    search?.add(found.row)
  }
  const rest: Progress = (done, of) => progress(of + done, of * 2)
  const verified = await sources.verify(from, until, rest)
  return {
    counts,
    verified,
    dark: search && { found: search.result(), lessons: search.lessons },
    versions: versionsIn(sources, { from, until }),
    drills: sources.drills?.(from, until) ?? [],
  }
}

/** A version is in force until the next one that counts; one that does not count is named where it was approved. */
function versionsIn(sources: Sources, { from, until }: Period): ListVersion[] {
  const all = sources.versions()
  const sound = all.filter(({ meta, fault }) => meta !== undefined && fault === undefined)
  return all.filter((each) => {
    const began = each.at?.slice(0, 10)
    if (began === undefined || began > until) return false
    if (each.fault !== undefined) return began >= from
    const next = sound.find(({ version }) => version > each.version)?.at?.slice(0, 10)
    return next === undefined || next >= from
  })
}
