/**
 * Remembers in a file beside the lists which folder and mount hold the journal, and its last row and seal. So a missing USB
 * stick is not taken for a new journal, and a truncated end is noticed without a printed head.
 */

import { dirname } from 'node:path'
import { codeOf, replaceFile } from '../machine/atomic-write.ts'
import type { Files } from '../machine/machine.ts'
import { type Message, MessageError, message } from '../messages/message.ts'
import { type DayFile, listDays } from './day-files.ts'
import { piecesOf } from './day-pieces.ts'
import { readStanding, type Standing } from './recovery.ts'
import { decodeRow } from './row-codec.ts'
import { readSavedRows, type SavedRows } from './saved-rows.ts'

/** A seal's row and its head. */
export interface SealPlace {
  readonly n: number
  readonly head: string
}

export interface Anchored {
  readonly format: 1
  /** Folder of the days' files. */
  readonly dir: string
  /** Mount point that the folder was below: `/`, or a stick's. */
  readonly mount: string
  /** Number of the last row that the disk had. */
  readonly last: number
  /** The last seal that the disk had. */
  readonly seal?: SealPlace
  /** Seconds since the epoch. */
  readonly at: number
}

/** What the disk has. */
export interface Disk extends Standing {
  readonly saved: SavedRows | undefined
}

export class Anchor {
  readonly #files: Files
  readonly #path: string | undefined
  readonly #dir: string
  /** What was remembered at the start. */
  readonly known: Anchored | undefined
  #saved: number | undefined

  /** Without a path nothing is remembered. */
  constructor(files: Files, path: string | undefined, dir: string) {
    this.#files = files
    this.#path = path
    this.#dir = dir
    this.known = readAnchor(files, path, dir)
  }

  /** Throws where the disk is away, or cannot be read. `wantsSaved`: nothing was left in RAM. */
  readDisk(wantsSaved: boolean): Disk {
    const away = whyAway(this.#files, this.known)
    if (away !== undefined) throw new MessageError(away)
    const saved = wantsSaved ? readSavedRows(this.#files, this.#dir) : undefined
    const standing = readStanding(this.#files, this.#dir, saved?.n)
    const newest = standing.lastDay?.file
    if (newest?.packed) throw new MessageError(message('disk-newest-compressed', { file: newest.path }))
    return { ...standing, saved }
  }

  /** What the disk had and has no longer, `next` being its next row; nothing where all is there. */
  missing(next: number): Missing | undefined {
    const { known } = this
    if (known === undefined) return undefined
    const { last, seal, at } = known
    const rows = Math.max(0, last - next + 1)
    if (rows === 0 && (seal === undefined || hasSeal(this.#files, listDays(this.#files, this.#dir), seal)))
      return undefined
    const what = rows > 0 ? message('journal-lacks-rows', { rows, last }) : message('journal-other-rows', { last })
    return { rows, at, what }
  }

  /** The disk has all rows up to `last`. Writes only when there is another seal. Throws Node's error. */
  save(last: number, seal: SealPlace | undefined, at: number): void {
    const state = seal?.n ?? 0
    if (this.#path === undefined || this.#saved === state) return
    const mount = mountOf(this.#files, this.#dir)
    const anchored: Anchored = { format: 1, dir: this.#dir, mount, last, ...(seal && { seal }), at }
    replaceFile(this.#files, this.#path, `${JSON.stringify(anchored)}\n`, true)
    this.#saved = state
  }
}

export interface Missing {
  /** How many, from the end; 0 where others stand in their place. */
  readonly rows: number
  /** When they were there, seconds since the epoch. */
  readonly at: number
  readonly what: Message
}

/** Nothing where the file is missing, makes no sense, or is about another folder. */
export function readAnchor(
  files: Pick<Files, 'readFileSync'>,
  path: string | undefined,
  dir: string,
): Anchored | undefined {
  if (path === undefined) return undefined
  try {
    const read: unknown = JSON.parse(String(files.readFileSync(path, 'utf8')))
    return isAnchored(read) && read.dir === dir ? read : undefined
  } catch {
    return undefined
  }
}

/** Why the disk cannot be there; nothing where it may be. */
export function whyAway(files: Pick<Files, 'statSync'>, anchor: Anchored | undefined): Message | undefined {
  if (anchor === undefined || mountOf(files, anchor.mount) === anchor.mount) return undefined
  return message('disk-not-mounted', { folder: anchor.mount, rows: anchor.last })
}

/** Looked for from the end, where it is as a rule. A day that cannot be read is for `verify` to name. */
function hasSeal(files: Files, days: readonly DayFile[], { n, head }: SealPlace): boolean {
  try {
    for (const day of [...days].reverse())
      for (const piece of piecesOf(files, day, 'newest'))
        for (const line of piece.toString('utf8').split('\n').reverse()) {
          const number = Number(/^\{"n":(\d+)/.exec(line)?.[1] ?? Number.NaN)
          if (number === n) return headOf(line) === head
          if (number < n) return false
        }
    return false
  } catch {
    return true
  }
}

function headOf(line: string): string | undefined {
  const decoded = decodeRow(line)
  return decoded?.kind === 'seal' ? decoded.row.seal.head : undefined
}

/** The nearest folder above, or itself, where another file system begins. */
function mountOf(files: Pick<Files, 'statSync'>, path: string): string {
  let at = path
  for (let device = deviceOf(files, at); ; ) {
    const above = dirname(at)
    const next = deviceOf(files, above)
    if (above === at || (device !== undefined && next !== device)) return at
    at = above
    device ??= next
  }
}

/** Nothing where there is no such folder. */
function deviceOf(files: Pick<Files, 'statSync'>, path: string): number | undefined {
  try {
    return files.statSync(path).dev
  } catch (error) {
    if (codeOf(error) === undefined) throw error
    return undefined
  }
}

function isAnchored(value: unknown): value is Anchored {
  if (typeof value !== 'object' || value === null) return false
  const { format, dir, mount, last, seal, at } = value as Partial<Record<keyof Anchored, unknown>>
  return (
    format === 1 &&
    [dir, mount].every((text) => typeof text === 'string') &&
    [last, at].every((number) => typeof number === 'number') &&
    (seal === undefined || isPlace(seal))
  )
}

function isPlace(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  const { n, head } = value as Partial<Record<keyof SealPlace, unknown>>
  return typeof n === 'number' && typeof head === 'string'
}
