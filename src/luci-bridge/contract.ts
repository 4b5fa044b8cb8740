/**
 * The ubus object `aqtizim`: its methods with the shapes of their arguments and results. Types alone, and all that a
 * page may import.
 */

export interface Problem {
  readonly code: string
  readonly severity: 'error' | 'warning'
  /** 1-based. */
  readonly line: number
  readonly column: number
  readonly message: string
}

export interface RoomStatus {
  readonly id: string
  readonly name: string
  readonly paused: boolean
  /** Why it is paused: by somebody, or because its hours are over. */
  readonly why?: 'hand' | 'hours'
  readonly networks: readonly string[]
  readonly devices: readonly string[]
  /** The class that has its lesson there. */
  readonly lesson?: string
}

export interface Status {
  readonly version: string
  /** Whether the list that is in force is the approved one. */
  readonly enforced: boolean
  /** The list in force: 0 is the empty one, which opens nothing. */
  readonly list: {
    readonly version: number
    readonly sites: number
    readonly sha256: string
    readonly by?: string
    readonly date?: string
  }
  readonly rooms: readonly RoomStatus[]
  /** One sentence each: what is wrong now, the newest last. */
  readonly faults: readonly string[]
  /** Visits that go on at this moment. */
  readonly visits: number
}

/** One check of `health`; `remedy` is empty where nothing has to be done. */
export interface HealthCheck {
  readonly id: string
  readonly verdict: 'ok' | 'warning' | 'failed' | 'unknown'
  readonly what: string
  readonly remedy: string
}

export interface Health {
  readonly checks: readonly HealthCheck[]
}

export interface ListCheck {
  readonly problems: readonly Problem[]
  readonly sites: number
}

export interface ApproveArguments {
  /** SHA-256 of the draft that the caller has seen, in hexadecimal: an edit in between is not approved with it. */
  readonly sha256: string
  /** Name and post of the person who approves. */
  readonly by: string
  readonly post: string
  readonly order: string
  /** `2026-09-01` */
  readonly date: string
  /** usign/signify signature file over the draft. */
  readonly signature?: string
}

export interface Approved {
  /** 0 when it was not approved. */
  readonly version: number
  readonly problems: readonly Problem[]
  /** Why nothing was approved or enforced, one sentence each. */
  readonly refused: readonly string[]
  /** From the call to the new list in force. */
  readonly milliseconds: number
  /** Connections that the new list shut. */
  readonly cut: number
}

export interface JournalArguments {
  readonly since?: string
  readonly until?: string
  readonly room?: string
  readonly pc?: string
  readonly site?: string
  readonly verdict?: 'allowed' | 'refused'
  /** The newest so many; 200 if not given. */
  readonly limit?: number
  /** Only visits that go on. */
  readonly open?: boolean
}

/** Rows as docs/journal-format.md has them, oldest first; visits that go on come last and have `open` instead of `n`. */
export interface JournalPage {
  readonly rows: readonly Readonly<Record<string, unknown>>[]
}

export interface RoomSetArguments {
  readonly room: string
  readonly state: 'open' | 'paused'
}

/** At most 32 letters, digits, blanks and some punctuation. */
export interface LessonStartArguments {
  readonly room: string
  readonly class: string
}

/** What pupils asked for on the block page, most asked for first. Every text in it is a pupil's: show it as text alone. */
export interface RequestedSite {
  readonly name: string
  /** ms since the epoch */
  readonly first: number
  readonly last: number
  readonly pcs: readonly string[]
  readonly reasons: readonly string[]
}

export interface RequestDecideArguments {
  readonly name: string
  readonly decision: 'taken' | 'refused'
}

/** Every method: what it takes and what it gives. */
export interface Contract {
  status: { arguments: Record<string, never>; result: Status }
  health: { arguments: Record<string, never>; result: Health }
  list_check: { arguments: { readonly text: string }; result: ListCheck }
  approve: { arguments: ApproveArguments; result: Approved }
  journal: { arguments: JournalArguments; result: JournalPage }
  requests: { arguments: Record<string, never>; result: { readonly requests: readonly RequestedSite[] } }
  request_decide: { arguments: RequestDecideArguments; result: { readonly decided: boolean } }
  /** `paused`: whether it is shut now; a room that is opened outside its hours stays so. */
  room_set: { arguments: RoomSetArguments; result: { readonly cut: number; readonly paused: boolean } }
  /** Ends the lesson that was open there. */
  lesson_start: { arguments: LessonStartArguments; result: Record<string, never> }
  /** `ended`: false where no lesson was open. */
  lesson_end: { arguments: { readonly room: string }; result: { readonly ended: boolean } }
}

export type MethodName = keyof Contract
