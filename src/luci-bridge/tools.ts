/** Lists the parts of the daemon that methods may use; each method names those that it needs. */

import type { Catalogue } from '../catalogue/catalogue.ts'
import type { OnDemand } from '../control/on-demand.ts'
import type { DistrictListFollower } from '../district-list/follower.ts'
import type { PaperKind } from '../documents/paper-kind.ts'
import type { DroppedQuestions } from '../firewall/dropped-questions.ts'
import type { Plan } from '../firewall/plan.ts'
import type { Check } from '../health/check.ts'
import type { SealPlace } from '../logger/anchor.ts'
import type { Filter, Found, QueryOptions } from '../logger/query.ts'
import type { Machine } from '../machine/machine.ts'
import type { Message } from '../messages/message.ts'
import type { SeatStore } from '../seating/store.ts'
import type { NewestVersion } from '../whitelist/file.ts'
import type { Reloaded, Reminder, RequestedSite, Rooms, TimetableLine } from './contract.ts'
import type { Method } from './daemon.ts'
import type { DailyStats } from './daily-stats.ts'
import type { Draft } from './draft.ts'
import type { IgnoredNeeds } from './ignored-needs.ts'
import type { Imports } from './imports.ts'
import type { Jobs } from './jobs.ts'
import type { RegisterTools } from './register-tools.ts'
import type { Sightings } from './sightings.ts'
import type { Uci, UciSections } from './uci.ts'
import type { UserTools } from './users.ts'
import type { VersionHistory } from './version-history.ts'

/** What is in force, and what of the settings the methods need. */
export interface Live {
  readonly settings: {
    readonly school: string
    readonly language: 'kk' | 'ru' | 'en'
    readonly requireSignature: boolean
    readonly liveStream: boolean
    readonly rooms: readonly { readonly id: string; readonly name: string; readonly networks: readonly string[] }[]
    readonly pcs: readonly { readonly name: string; readonly mac: string; readonly room: string | undefined }[]
    readonly exempt: readonly { readonly name: string; readonly mac: string; readonly addresses: readonly string[] }[]
  }
  readonly version: NewestVersion | undefined
  readonly plan: Plan | undefined
  /** Rooms that their timetable shuts. */
  readonly shut: ReadonlySet<string>
  readonly zone: string
  /** The day in the zone; undefined while no clock is set. */
  readonly today: string | undefined
  readonly enforced: boolean
  readonly faults: readonly Message[]
}

/** The journal as it is this moment, with the rows that are not on the disk yet. */
export interface JournalTool {
  page(options: QueryOptions & { limit: number }): { readonly rows: readonly Found[]; readonly next?: string }
  /** Rows, and a text after each piece of the work. */
  scan(options: QueryOptions): Generator<Found | string>
  open(filter: Filter): readonly Found[]
  catchUp(): Promise<void>
  /** Folder of the days' files, and the router's public key where there is one. */
  folder(): string
  key(): string | undefined
  /** The last seal that the router remembers. */
  sealed(): SealPlace | undefined
}

export interface RequestQueue {
  waiting(): readonly RequestedSite[]
  decide(name: string): boolean
  /** Drops what this PC asked for, and what it asks until midnight; gives how many waited. */
  ignore(pc: string): number
  ignored(): readonly string[]
}

export interface RouterNetwork extends Omit<Rooms['networks'][number], 'room'> {
  /** The router's way to the internet goes through it. */
  readonly isInternet: boolean
}

export interface Tools {
  readonly machine: Pick<Machine, 'files' | 'now' | 'uptime' | 'log' | 'timers'>
  readonly productVersion: string
  live(): Live | undefined
  /** Local time with its offset. */
  local(seconds: number): string
  readonly draft: Draft
  readonly imports: Imports
  /** Ready groups, read anew from the package's file. */
  catalogue(): Promise<Catalogue | { readonly fault: Message }>
  readonly districtList: Pick<DistrictListFollower, 'url' | 'standing' | 'list' | 'fetch'>
  readonly history: VersionHistory
  readonly journal: JournalTool
  readonly jobs: Jobs
  readonly dailyStats: DailyStats
  readonly sightings: Sightings
  /** Takes in who is there now, unless that was done less than so many milliseconds ago. */
  lookAround(maxAgeMs: number): Promise<void>
  readonly uci: Uci
  readonly requestQueue: RequestQueue
  readonly lessons: {
    of(room: string): string | undefined
    /** ms since the epoch */
    since(room: string): number | undefined
    start(room: string, name: string, user: string): void
    end(room: string, user: string): boolean
  }
  readonly onDemand: Pick<OnDemand, 'all' | 'open' | 'shut'>
  readonly approve: Method<'approve'>
  setPaused(room: string, paused: boolean): Promise<{ readonly cut: number; readonly paused: boolean }>
  health(): Promise<readonly Check[]>
  /** Questions for names that the cap of each room dropped. */
  droppedQuestions(): readonly DroppedQuestions[]
  /** Rejects where ubus fails. */
  reload(): Promise<Reloaded>
  /** Besides those of `live`. */
  faults(): readonly Message[]
  openVisits(): number
  reminders(): readonly Reminder[]
  /** The papers as of this moment; their long work waits for `pause` now and then. */
  papers(pause: () => Promise<void>): Promise<readonly PaperKind[]>
  /** The timetable out of the sections of UCI `aqtizim`. */
  timetable(sections: UciSections): readonly TimetableLine[]
  networks(): Promise<readonly RouterNetwork[]>
  /** What PCs call themselves, by MAC. */
  hostnames(): Promise<ReadonlyMap<string, string>>
  /** The room that an address is in now. */
  roomOf(address: string): string | undefined
  readonly users: UserTools
  readonly seats: SeatStore
  readonly ignoredNeeds: IgnoredNeeds
  /** Rejects where they cannot be loaded. */
  registers(): Promise<RegisterTools>
  /** A row about the system itself, with who did it. */
  event(name: string, details: Record<string, string | number | boolean>): void
  /** Gives others their turn. */
  breathe(): Promise<void>
}

/** What pages alone need: loaded with the first method that does (`page-tools.ts`). */
export type PageTools = Pick<
  Tools,
  | 'uci'
  | 'imports'
  | 'catalogue'
  | 'history'
  | 'jobs'
  | 'timetable'
  | 'networks'
  | 'hostnames'
  | 'users'
  | 'seats'
  | 'ignoredNeeds'
>

/** What is there from the start. */
export type CoreTools = Omit<Tools, keyof PageTools>
