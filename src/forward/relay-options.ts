/** Defines what a relay is given, and how long it waits. */
import type { Machine } from '../machine/machine.ts'
import type { Target } from '../settings/forward-target.ts'
import type { Cursor } from './cursor.ts'
import type { Extent } from './journal-reader.ts'
import type { Dial } from './syslog-link.ts'
import type { Sender } from './syslog-message.ts'

/** Milliseconds, but for `rest`. */
export interface Timings {
  /** How long a connection carries rows until it is ended and answered for. */
  readonly roundMs: number
  /** Nothing is written for so long before a connection is ended: what broke it before has shown by then. */
  readonly quietMs: number
  /** Between two looks for new rows. */
  readonly pollMs: number
  readonly retryMs: { readonly first: number; readonly longest: number }
  /** How much longer than it worked it rests: 3 leaves a quarter of a processor. */
  readonly rest: number
}

export const timings: Timings = {
  roundMs: 30_000,
  quietMs: 2000,
  pollMs: 2000,
  retryMs: { first: 1000, longest: 300_000 },
  rest: 3,
}

export interface RelayOptions {
  readonly machine: Pick<Machine, 'files' | 'uptime' | 'log' | 'timers'>
  readonly target: Target
  readonly sender: Sender
  readonly cursor: Cursor
  readonly dir: string
  readonly extent: () => Extent
  readonly dial: Dial
  /** From 0 to 1: spreads the attempts of many schools. */
  readonly random: () => number
  readonly onMissing: (from: number, to: number) => void
  readonly timings?: Timings
}
