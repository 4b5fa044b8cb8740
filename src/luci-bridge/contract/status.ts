/** What is in force, who looks at it, and how it goes. */
import type { Message } from '../../messages/message.ts'
import type { Role } from '../declarations/method.ts'
import type { DraftState } from './list.ts'
import type { OpenedSite } from './on-demand.ts'
import type { Reminder } from './papers.ts'

export interface RoomStatus {
  readonly id: string
  readonly name: string
  readonly paused: boolean
  /** Why it is paused: by somebody, or because its hours are over. */
  readonly why?: 'hand' | 'hours'
  readonly networks: readonly string[]
  readonly devices: readonly string[]
  /** The class that has its lesson there, and since when, in local time with its offset. */
  readonly lesson?: string
  readonly lessonSince?: string
  /** PCs that were seen in the last ten minutes. */
  readonly pcs: number
  /** Questions for names beyond what one card may ask, dropped since the rules were loaded. */
  readonly droppedQuestions: number
  /** What is open on demand there. */
  readonly opened: readonly OpenedSite[]
}

/** Visits since midnight, by the router's clock. Background names (nobody typed them) are in `background` alone. */
export interface Today {
  /** `2026-09-01` */
  readonly date: string
  readonly visits: number
  readonly refused: number
  readonly background: number
  /** 24 of them, by the hour in which a visit began. */
  readonly hours: readonly { readonly allowed: number; readonly refused: number }[]
  /** At most ten, most often refused first. `count`: visits; `pcs`: how many PCs. */
  readonly topRefused: readonly { readonly site: string; readonly count: number; readonly pcs: number }[]
}

export interface Status {
  readonly version: string
  /** Who calls: the LuCI login, and what it may do. */
  readonly me: { readonly user: string; readonly roles: readonly Role[] }
  readonly school: string
  readonly language: 'kk' | 'ru' | 'en'
  /** Whether an approval needs the director's signature file. */
  readonly requireSignature: boolean
  /** Whether the pages may follow the notifications by server-sent events, and need not ask every few seconds. */
  readonly liveStream: boolean
  /** Whether the list that is in force is the approved one. */
  readonly enforced: boolean
  /** The list in force: 0 is the empty one, which opens nothing. */
  readonly list: {
    readonly version: number
    readonly sites: number
    readonly sha256: string
    readonly by?: string
    readonly post?: string
    readonly order?: string
    /** Day of the order, `2026-09-01`; may be empty. */
    readonly date?: string
    /** When it was approved, ISO 8601. */
    readonly at?: string
  }
  readonly draft: DraftState
  readonly rooms: readonly RoomStatus[]
  /** What is wrong now, the newest last: the texts of `messages`. */
  readonly faults: readonly string[]
  readonly messages: readonly Message[]
  /** Visits that go on at this moment. */
  readonly visits: number
  readonly today: Today
  readonly clock: {
    /** Local time with its offset: `2026-10-05T09:12:03+05:00`. */
    readonly now: string
    /** `Asia/Almaty` */
    readonly zone: string
    /** False: the clock was never set since the router started, and times of the journal are not to be trusted. */
    readonly synchronised: boolean
  }
  /** Sites that pupils asked for and nobody has decided on. */
  readonly requests: number
  /** Entries of the plan that are due, the most urgent first. */
  readonly reminders: readonly Reminder[]
}

/** One check of `health`. */
export interface HealthCheck {
  readonly id: string
  readonly verdict: 'ok' | 'warning' | 'failed' | 'unknown'
  /** `message` and `advice` in English; `remedy` is empty where nothing has to be done. */
  readonly what: string
  readonly remedy: string
  readonly message: Message
  readonly advice?: Message
}

export interface Health {
  readonly checks: readonly HealthCheck[]
}

/** What became of `/etc/config/aqtizim` as it stands on the disk. */
export interface Reloaded {
  /** Whether all of it is in force. */
  readonly inForce: boolean
  /** What is not, and why. */
  readonly faults: readonly Message[]
}
