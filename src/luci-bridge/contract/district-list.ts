/** The list of a district: which version is here, and what it would change in the draft. */
import type { Message } from '../../messages/message.ts'
import type { DiffEntry } from './list.ts'

/** `removed`: it came from the district's list, which has it no more. */
export interface DistrictOffer extends DiffEntry {
  /** What `district_list_take` takes. */
  readonly name: string
  /** Whether the draft has an entry of this name that is the school's own: it is taken by its name alone. */
  readonly own: boolean
}

export interface DistrictListAnswer {
  /** Where it lies; absent where the settings have none: then all counts are 0. */
  readonly url?: string
  /** Whether it is being fetched. */
  readonly running: boolean
  /** When it was tried last since the start, ISO 8601, UTC. */
  readonly tried?: string
  /** When an attempt went well last, whenever that was; ISO 8601, UTC. */
  readonly heard?: string
  /** Why the last attempt brought nothing, or nothing can be compared. */
  readonly fault?: Message
  /** The last good one. */
  readonly list?: {
    readonly version: number
    /** `2026-11-30` */
    readonly date: string
    readonly entries: number
    /** When it came, ISO 8601, UTC. */
    readonly at: string
  }
  /** Hash of the draft compared with. */
  readonly sha256: string
  /** Entries of the draft that came from it. */
  readonly marked: number
  readonly added: number
  readonly changed: number
  readonly removed: number
  /** At most 300 a page. */
  readonly offers: readonly DistrictOffer[]
  /** `offset` of the next page; absent with the last. */
  readonly next?: number
}
