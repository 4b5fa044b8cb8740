/** What the journal is opened with, what it saves of others with each flush, and what the last writer left undone. */
import type { Machine } from '../machine/machine.ts'
import type { Unnumbered } from './record.ts'
import type { SigningKey } from './signify-keys.ts'
import type { SpoolLine } from './spool.ts'

export interface JournalOptions {
  readonly machine: Pick<Machine, 'files' | 'now' | 'log'>
  /** Where the days' files lie: flash, or a USB mount. */
  readonly dir: string
  /** Folder in RAM. */
  readonly spoolDir: string
  /** IANA name. */
  readonly zone: string
  /** Signs the seals that close a day. */
  readonly key?: SigningKey
  /** File in which the router remembers where its journal stands. Without one it remembers nothing. */
  readonly anchor?: string
  /** Octets of rows that may wait for a disk that is away. Default 8 MiB. */
  readonly maxWaiting?: number
}

/** What is to be saved with each flush. */
export interface OpenState {
  /** For the spool: restores the capture after a kill. In parts, each a text without line feeds. */
  state(): Iterable<string>
  /** For the disk: open visits as rows, so that a power cut does not take them. */
  rows(): readonly Unnumbered[]
  /** Up to when they are complete (seconds), where that is not now. */
  asOf?(): number | undefined
}

/** What the last writer left undone. */
export interface Leftovers {
  /** When it last wrote (seconds); nothing in a new journal. */
  readonly lastWritten: number | undefined
  /** Whether it ended by itself. */
  readonly clean: boolean
  /** The raw events of its open visits, when it was killed. */
  readonly spool: readonly SpoolLine[]
  /** Its open visits as the disk had them, when the power went. */
  readonly rows: readonly Unnumbered[]
}
