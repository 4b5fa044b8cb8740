/** The journal for people: rows, counts, export, the check of the chain. Long work is a job. */
import type { Message } from '../../messages/message.ts'

export interface JournalFilters {
  /** `2026-10-05`, `2026-10-05T09:00`, or with an offset; local times of the row without one. */
  readonly since?: string
  /** Exclusive; as a date it means that day's end. */
  readonly until?: string
  readonly room?: string
  /** Name, MAC or address. */
  readonly pc?: string
  /** A site with all names below it. */
  readonly site?: string
  readonly verdict?: 'allowed' | 'refused'
  /** The class that had its lesson. */
  readonly class?: string
  /** What nobody typed (updates, telemetry): `hide` it, show it `only`, or `all`, which is the default. */
  readonly background?: 'hide' | 'only' | 'all'
}

/** A row as docs/journal-format.md has it. */
export type JournalRow = Readonly<Record<string, unknown>>

/** Oldest first; without a cursor visits that go on come last and have `open` instead of `n`. A page may be empty and have a `next`. */
export interface JournalPage {
  readonly rows: readonly JournalRow[]
  /** Where older rows are; absent when there are none. */
  readonly next?: string
}

export type SummaryBy = 'pc' | 'site' | 'room' | 'class' | 'hour' | 'day' | 'verdict' | 'why'

/** `up`, `down`: octets. `key` `*`: what is beyond 5000 kinds. */
export interface SummaryRow {
  readonly key: string
  readonly visits: number
  readonly flows: number
  readonly refused: number
  readonly up: number
  readonly down: number
}

/** Most visits first; `kinds` is how many there are in all. */
export interface SummaryResult {
  readonly rows: readonly SummaryRow[]
  readonly kinds: number
}

/** What verify found. `wrong`: the first row that is not as it was written; `from` to `to` are row numbers. */
export interface VerifyResult {
  readonly rows: number
  readonly seals: number
  readonly signatures: number
  /** Head of the last seal; empty where there is none. */
  readonly head: string
  /** Rows behind it, which nothing fixes yet. */
  readonly unsealed: number
  /** False: there is no key of this router, so that signatures were not checked. */
  readonly keyKnown: boolean
  readonly wrong?: {
    readonly code: string
    readonly file: string
    readonly line: number
    readonly from: number
    readonly to: number
    readonly message: Message
  }
}

/** A job goes on by itself; ask for it with `job`. One of a kind runs at a time. */
export interface Started {
  readonly job: string
}

/**
 * A job that nobody asks for in ten minutes is dropped, running or not. `text` is a part of its output, to be put behind
 * the parts before; `next` is where the next one begins, absent when `state` is no longer `running` and nothing is left.
 */
export interface JobState {
  readonly state: 'running' | 'done' | 'failed'
  /** How far it is, in steps. */
  readonly done: number
  readonly of: number
  readonly text?: string
  readonly next?: number
  /** The output's type and the name that a browser should save it under. */
  readonly type?: string
  readonly name?: string
  /** `base64`: `text` is bytes written so (a part each by itself). */
  readonly encoding?: 'base64'
  /** With `done`: of `verify`. */
  readonly verified?: VerifyResult
  /** With `failed`: why, and the same in English. */
  readonly message?: Message
  readonly error?: string
}
