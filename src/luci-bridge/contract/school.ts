/** The school: requests of pupils, PCs, rooms, hours, seats, and the people who log in. */
import type { Message } from '../../messages/message.ts'
import type { Needs } from '../../missing-names/found.ts'
import type { Nothing } from './answer.ts'
import type { Role } from './status.ts'

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

export interface RequestDecideArguments {
  readonly name: string
  readonly decision: 'taken' | 'refused'
  /** A word to go with it into the journal; at most 200 characters. */
  readonly word?: string
  /** With `taken`: also add the site to the draft. */
  readonly add?: boolean
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

export interface ExemptSaveArguments {
  readonly mac: string
  readonly exempt: boolean
  readonly name?: string
  /** When given, the address must match too. */
  readonly ips?: readonly string[]
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

/** Either `rows`, or `text` as it was copied from a spreadsheet. No rows: the class goes. */
export interface SeatsSaveArguments {
  readonly class: string
  readonly base: string
  readonly rows?: readonly Seat[]
  readonly text?: string
}

/** A login for LuCI. `root` is not among them. */
export interface User {
  readonly name: string
  readonly roles: readonly Role[]
  /** It is to be a director's, and waits for one who confirms it. */
  readonly waits?: boolean
}

export interface UserSetArguments {
  /** `a` to `z`, digits, `-` and `_`; at most 32; begins with a letter. */
  readonly name: string
  /** Needed for a new login; absent: it stays as it is. That of a director's login only a director or root sets. */
  readonly password?: string
  readonly role: Role
}

/** A suggestion that somebody does not want to see again. `at`: ISO 8601, UTC. */
export interface IgnoredNeed {
  readonly site: string
  readonly name: string
  readonly user: string
  readonly at: string
}

export interface SchoolMethods {
  requests: { arguments: Nothing; result: Requests }
  request_decide: { arguments: RequestDecideArguments; result: RequestDecided }
  /** Drops what this PC asked for, and what it asks until midnight. `pc` as in `RequestedSite.pcs`. */
  request_ignore: { arguments: { readonly pc: string }; result: { readonly dropped: number } }
  /** Looks at so many days, 7 if not given, 31 at most. */
  needs: { arguments: { readonly days?: number }; result: Needs & { readonly ignored: readonly IgnoredNeed[] } }
  /** For all who look; the newest 1000 are kept. `ignored: false` brings it back. */
  need_ignore: {
    arguments: { readonly site: string; readonly name: string; readonly ignored: boolean }
    result: { readonly ignored: readonly IgnoredNeed[] }
  }
  pcs: { arguments: Nothing; result: { readonly pcs: readonly Pc[] } }
  /** Only the PCs that are given change; at most 300 at once. */
  pcs_save: { arguments: { readonly pcs: readonly PcName[] }; result: { readonly changed: number } }
  exempt_save: { arguments: ExemptSaveArguments; result: Nothing }
  rooms: { arguments: Nothing; result: Rooms }
  timetable: { arguments: Nothing; result: Timetable }
  timetable_save: {
    arguments: { readonly lines: readonly TimetableLine[]; readonly base: string }
    result: { readonly sha256: string }
  }
  seats: { arguments: { readonly class?: string }; result: Seats }
  seats_save: { arguments: SeatsSaveArguments; result: Seats }
  users: { arguments: Nothing; result: { readonly users: readonly User[] } }
  /** `waits`: it becomes a director's when a director confirms it; until then it is what it was. */
  user_set: { arguments: UserSetArguments; result: { readonly waits: boolean } }
  /** Makes a login that waits a director's, with this password; or sets that of a director's login. */
  user_confirm: { arguments: { readonly name: string; readonly password: string }; result: Nothing }
  user_delete: { arguments: { readonly name: string }; result: Nothing }
}
