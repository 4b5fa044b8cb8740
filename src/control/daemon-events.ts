/** Defines the events between parts of the daemon. */
import type { Row } from '../logger/record.ts'
import type { Events } from '../machine/events.ts'

export interface DaemonEvents extends Record<string, readonly unknown[]> {
  /** The connection to ubus came back after it was lost. */
  readonly connected: readonly []
  /** SIGHUP: the settings are to be read again. */
  readonly 'hang-up': readonly []
  /** A plan took force in the kernel. */
  readonly applied: readonly []
  /** A visit's row was written to the journal. */
  readonly visit: readonly [row: Row]
  /** The answer for a listed name was too long for a resolver. */
  readonly 'long-answer': readonly [name: string]
  /** A pupil asked for a site. */
  readonly request: readonly [name: string]
  /** A lesson began or ended, and the journal has the row. */
  readonly lesson: readonly [details: Readonly<Record<string, string>>]
}

export type DaemonBus = Events<DaemonEvents>
