/** Defines what papers are made of: given by the router (router-sources.ts), or by a test. */
import type { Dark } from '../logger/dark.ts'
import type { Found, QueryOptions } from '../logger/query.ts'
import type { VisitRow } from '../logger/record.ts'
import type { Verified } from '../logger/verify.ts'
import type { Message } from '../messages/message.ts'
import type { DrillVerdict } from '../registers/drill.ts'
import type { Approval } from '../whitelist/approval.ts'
import type { Whitelist } from '../whitelist/whitelist.ts'
import type { Progress } from './paper-kind.ts'

export interface Person {
  readonly name: string
  readonly post: string
  readonly role: 'director' | 'teacher' | 'psychologist' | 'other'
  readonly commission: 'chair' | 'member' | undefined
}

export interface PaperRoom {
  readonly id: string
  readonly name: string
}

/** A numbered list as it lies on the disk. */
export interface ListVersion {
  readonly version: number
  /** Undefined where its record cannot be read. */
  readonly meta: Approval | undefined
  /** Local time with its offset: when it was approved. Undefined where that cannot be read. */
  readonly at?: string | undefined
  /** Why it cannot count. */
  readonly fault?: Message
}

/** The draft, or a version with its text. */
export interface ListText {
  readonly sha256: string
  /** Undefined where the text has errors. */
  readonly whitelist: Whitelist | undefined
}

/** One drill that was run. */
export interface DrillResult {
  /** Local time with its offset. */
  readonly at: string
  readonly room: string
  readonly pc: string
  /** Names that had to stay shut, and how many did. */
  readonly shut: { readonly of: number; readonly held: number }
  /** Listed names that had to open, and how many did. */
  readonly open: { readonly of: number; readonly held: number }
  /** Names that did not behave as they should, and what came instead. */
  readonly failed: readonly { readonly name: string; readonly verdict: DrillVerdict }[]
}

export interface Sources {
  readonly school: string
  /** IANA name. */
  readonly zone: string
  readonly rooms: readonly PaperRoom[]
  readonly people: readonly Person[]
  /** Local time with its offset: when the paper is written. */
  readonly now: string
  /**
   * Rows of the journal. `undefined` comes now and then between them: there other work of the router may go on, and the
   * paper waits for `pause` there.
   */
  rows(options: QueryOptions): Iterable<Found | undefined>
  pause(): Promise<void>
  /** Local dates, both included. */
  verify(since: string, until: string, progress: Progress): Promise<Verified>
  /** The router's key that signs the journal, by the SHA-256 of its file; none before the daemon's first start. */
  readonly key: { readonly id: string; readonly fingerprint: string } | undefined
  /** Oldest first. */
  versions(): readonly ListVersion[]
  /** Undefined where there is none of that number. */
  list(version: number | 'draft'): ListText | undefined
  /** PC to pupil by the class's seat plan; nothing where the class has none. */
  seats(className: string): ReadonlyMap<string, string> | undefined
  /** Takes all rows, and says at the end which PCs went dark. Undefined where nobody can tell. */
  readonly darkSearch?: () => { add(row: Found['row']): void; result(): readonly Dark[]; readonly lessons: number }
  /** Drills of a stretch of days, both included. Undefined: none can be kept on this router. */
  drills?(since: string, until: string): readonly DrillResult[]
  /** Whether a refused visit was a drill's, and nobody's wish: it is no attempt, and counted apart. */
  isDrill?(visit: VisitRow): boolean
}

export const roomName = ({ rooms }: Pick<Sources, 'rooms'>, id: string): string =>
  rooms.find((room) => room.id === id)?.name || id

export const personOf = ({ people }: Pick<Sources, 'people'>, role: Person['role']): Person | undefined =>
  people.find((person) => person.role === role)
