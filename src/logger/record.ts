/** Defines the journal's rows, format 1 (docs/journal-format.md). */
import type { Values } from '../messages/message.ts'

export const FORMAT = 1

export interface VisitRow {
  readonly n: number
  /** Local times with their offset. */
  readonly start: string
  readonly end: string
  readonly room: string
  readonly pc: string
  readonly mac: string
  readonly ip: string
  /** The list's site, else the name asked for, else the address. */
  readonly site: string
  /** The name itself where it is not the site's. */
  readonly host?: string
  readonly verdict: 'allowed' | 'refused'
  readonly why?: string
  /** `tcp/22`: where the port is not 80 or 443 of TCP. */
  readonly port?: string
  readonly flows: number
  /** HTTP requests, where they outnumber the flows; refused packets, where `unit` says so. */
  readonly requests?: number
  readonly packets?: number
  /** How many visits the row stands for, where they were too many to be told apart. */
  readonly joined?: number
  /** Octets from the PC and to it. */
  readonly up?: number
  readonly down?: number
  /** Nobody typed this: a connectivity check, telemetry, an update. */
  readonly background?: boolean
  /** The class that had a lesson. */
  readonly lesson?: string
  /** Written while the visit went on, because journalling ended: the flow may have outlived it. */
  readonly cut?: boolean
  readonly clock?: 'unset'
}

export interface Gap {
  readonly from: string
  readonly to: string
  /** Flows known to be missing; none where their number is not known. */
  readonly flows?: number
  /** `event-loss`, `daemon-down`, `power-cut`, `counter-difference`, `no-space` ... */
  readonly why: string
  readonly room?: string
  readonly counter?: string
  /** Rows that could not be kept, for `no-space`; that are gone, for `rows-missing`. */
  readonly rows?: number
}

export interface GapRow {
  readonly n: number
  readonly gap: Gap
  readonly clock?: 'unset'
}

/** An event's own fields; `values` are those of the message whose code stands beside them. */
export type EventDetails = Readonly<Record<string, string | number | boolean | Values>>

/** What happened to the system itself. */
export interface EventRow {
  readonly n: number
  readonly at: string
  readonly event: string
  readonly [detail: string]: string | number | boolean | Values | undefined
}

/** New flows by room and counter: `allowed` (forwarded), `gate` and `refused` (packets). */
export type Counts = Readonly<Record<string, Readonly<Record<string, number>>>>

export interface Seal {
  /** Rows up to and including this one, since the journal began. */
  readonly rows: number
  /** SHA-256 in hexadecimal; chain.ts says of what. */
  readonly head: string
  /** What the kernel counted and what the journal has, since the last seal. */
  readonly kernel?: Counts
  readonly recorded?: Counts
  /** The day's last seal. */
  readonly closes?: boolean
  /** The signing key's id, 16 hexadecimal digits. */
  readonly key?: string
  /** Signature over the row's bytes before `,"sig":`, as signify writes it. Always the last field. */
  readonly sig?: string
}

export interface SealRow {
  readonly n: number
  readonly at: string
  readonly seal: Seal
  readonly clock?: 'unset'
}

/** The first row of each day's file. */
export interface DayRow {
  readonly n: number
  readonly at: string
  readonly day: {
    readonly date: string
    readonly format: number
    readonly zone: string
    /** The hash that the file before ended with; 64 zeros in the first. */
    readonly previous: string
  }
  readonly clock?: 'unset'
}

export type Row = VisitRow | GapRow | EventRow | SealRow | DayRow
/** A row before it has its number. */
export type Unnumbered = Row extends infer R ? (R extends Row ? Omit<R, 'n'> : never) : never

export type RowKind = 'visit' | 'gap' | 'event' | 'seal' | 'day'

export type Decoded =
  | { readonly kind: 'visit'; readonly row: VisitRow }
  | { readonly kind: 'gap'; readonly row: GapRow }
  | { readonly kind: 'event'; readonly row: EventRow }
  | { readonly kind: 'seal'; readonly row: SealRow }
  | { readonly kind: 'day'; readonly row: DayRow }
  | { readonly kind: 'unknown'; readonly n: number; readonly text: string }
