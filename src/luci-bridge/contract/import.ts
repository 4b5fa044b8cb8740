/** Many sites at once: a file or a paste is read, shown line by line, and added when the teacher says so. */
import type { Message } from '../../messages/message.ts'
import type { Encoding } from '../../whitelist/encodings.ts'
import type { Problem } from './list.ts'

/**
 * - `new`: would be added
 * - `merged`: another line of the file says the same, or opens it
 * - `present`: the draft has it
 * - `unread`: the line gives no site
 */
export type ImportOutcome = 'new' | 'merged' | 'present' | 'unread'

export interface ImportedLine {
  /** 1-based; column in UTF-16 units. */
  readonly line: number
  readonly column: number
  /** The line, or the entry's name; at most 100 characters. */
  readonly written: string
  readonly outcome: ImportOutcome
  /** As people read it. */
  readonly site?: string
  readonly why?: Message
  /** As the list would tell it: an error of a line that is unread, a warning about one that is not. */
  readonly problem?: Problem
}

export interface ImportLines {
  /** At most 500. */
  readonly lines: readonly ImportedLine[]
  /** `offset` of the next ones; absent with the last. */
  readonly next?: number
}

/** Only `upload` until the last part is there; then `read`, or `fault` where the whole cannot be read. */
export interface ImportRead {
  readonly upload: string
  readonly fault?: Message
  readonly read?: ImportLines & {
    /** What `import_lines` and `import_add` take. Forgotten after an hour, and with the next list of the same person. */
    readonly id: string
    readonly form: 'yaml' | 'rules' | 'table' | 'text'
    readonly encoding: Encoding
    readonly counts: Readonly<Record<ImportOutcome, number>>
    readonly notes: readonly Message[]
  }
}
