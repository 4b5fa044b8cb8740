/** Defines an attempt. */

import type { Hands, Held, Observation, Outcome } from './client.ts'
import type { Lab } from './lab.ts'
import type { Trace } from './observations.ts'
import type { Ended } from './program.ts'

/** `shut`: whatever the person saw, the site it was not. */
export type Expected = Outcome | 'shut'

/** A row that the journal must have of it; the PC is the one that tried. */
export interface ExpectedRow {
  readonly site: string
  readonly verdict: 'allowed' | 'refused'
  readonly why?: string
}

/** What the attempts of a phase have besides their PC. */
export interface Stage {
  /** For attempts that need a second machine. */
  readonly lab: Lab
  /** When the phase's list began to be approved, ms since the epoch. */
  readonly since: number
  /** The command line on the router; undefined in a lab without aqtizim. */
  readonly aqtizim?: (...words: string[]) => Promise<Ended>
}

export interface Attempt {
  /** Unique, of lower-case letters, digits and hyphens: it stands in the HTTP path or the payload. */
  readonly id: string
  /** The machine it is made from. */
  readonly who: string
  /** Completes the sentence "somebody at this PC ..." */
  readonly what: string
  readonly expected: Expected
  /** Whether something answers it; silence is not waited for. Default: what opens, our page, and what leaves a row. */
  readonly answers?: boolean
  /** A download that is begun before the phase's list is approved. */
  readonly hold?: (hands: Hands) => Promise<Held>
  /** `held` is what `hold` began. */
  try(hands: Hands, stage: Stage, held: Held | undefined): Promise<Observation>
  /** What would be seen at the far side if it got through. Default: the HTTP request that bears the id. */
  readonly far?: readonly Trace[]
  /** Whether one of those traces must be there, or none may be. Default: just when it is expected to open. */
  readonly arrives?: boolean
  readonly journal?: ExpectedRow
  /** It comes out the same on a router without aqtizim, though it does not open. */
  readonly everywhere?: true
}

/** Attempts under one list. Those of one phase run beside each other; a phase begins when the one before has ended. */
export interface Phase {
  readonly title: string
  /** A file of lists/ that is approved first. */
  readonly list?: string
  /** Done when the downloads of the phase have begun, and before its attempts. */
  readonly first?: (stage: Stage) => Promise<void>
  /** Whether the attempts are made one after the other. */
  readonly alone?: boolean
  readonly attempts: readonly Attempt[]
}
