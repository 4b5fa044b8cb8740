/** The school: requests of pupils, PCs, rooms, hours, seats, and the people who log in. */
import type { Message } from '../../messages/message.ts'
import type { Role } from '../declarations/method.ts'

export type { Need, NeedReasons } from '../../missing-names/found.ts'

/** What pupils asked for on the block page, most asked for first. Every text in it is a pupil's: show it as text alone. */
export interface RequestedSite {
  readonly name: string
  /** ms since the epoch */
  readonly first: number
  readonly last: number
  readonly pcs: readonly string[]
  readonly reasons: readonly string[]
}

/** What is asked for stands on demand in the list in force: it can be opened in these rooms without an approval. */
export interface RequestDemand {
  readonly site: string
  /** Of the PCs that asked, where they are known. */
  readonly rooms: readonly { readonly id: string; readonly name: string }[]
}

export interface Requests {
  readonly requests: readonly (RequestedSite & { readonly demand?: RequestDemand })[]
  /** PCs whose requests are dropped until midnight. */
  readonly ignored: readonly string[]
}

export interface RequestDecided {
  /** False: nobody waits for it. */
  readonly decided: boolean
  /** Whether it was added to the draft now; false also where it was there. */
  readonly added: boolean
}

/** A PC that was seen, or has a name. */
export interface Pc {
  /** `02:00:00:00:00:07` */
  readonly mac: string
  /** Absent: nobody has named it. */
  readonly name?: string
  /** The room that its name was given for; where it is seen else. */
  readonly room?: string
  /** The newest first. */
  readonly ips: readonly string[]
  /** What it calls itself (DHCP): anybody can write anything there. */
  readonly hostname?: string
  /** ms since the epoch; absent: not since the daemon started. */
  readonly lastSeen?: number
  readonly exempt: boolean
}

/** An empty name takes the PC's name and room away. */
export interface PcName {
  readonly mac: string
  readonly name: string
  readonly room?: string
}

export interface Rooms {
  readonly rooms: readonly { readonly id: string; readonly name: string; readonly networks: readonly string[] }[]
  /** Networks of the router, but for loopback. `room`: the room that it belongs to. */
  readonly networks: readonly {
    readonly name: string
    readonly device: string
    readonly up: boolean
    readonly addresses: readonly string[]
    readonly room?: string
  }[]
}

export type DayName = 'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun'

/** A room that has lines is shut outside them. */
export interface TimetableLine {
  readonly room: string
  readonly days: readonly DayName[]
  /** `08:00` */
  readonly from: string
  /** `08:45`; `24:00` is midnight; not later than `from`: on the next day. */
  readonly until: string
  /** The class that has its lesson then. */
  readonly class?: string
}

export interface Timetable {
  readonly lines: readonly TimetableLine[]
  /** Of the lines: `base` of the next save. */
  readonly sha256: string
}

export interface Seat {
  /** The PC's name. */
  readonly pc: string
  /** As the class's book has them; they are never in the journal. */
  readonly pupil: string
}

export interface Seats {
  readonly classes: readonly string[]
  /** Of the class that was asked for; empty without one. */
  readonly rows: readonly Seat[]
  /** Of the rows: `base` of the next save. */
  readonly sha256: string
  /** After a save: what looks odd in what was pasted. Rows and columns as the spreadsheet counts, from 1. */
  readonly problems?: readonly { readonly row: number; readonly column: number; readonly message: Message }[]
}

/** A login for LuCI. `root` is not among them. */
export interface User {
  readonly name: string
  readonly roles: readonly Role[]
  /** It is to be a director's, and waits for one who confirms it. */
  readonly waits?: boolean
}

/** A suggestion that somebody does not want to see again. `at`: ISO 8601, UTC. */
export interface IgnoredNeed {
  readonly site: string
  readonly name: string
  readonly user: string
  readonly at: string
}
