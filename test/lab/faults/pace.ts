/** Sets whether a run of the faults measures times. */
import { hangMs } from '../../patience.ts'

export interface Pace {
  /** Times count: how long something was open, and whether listed sites were away. */
  readonly isTimed: boolean
  /** How long a pupil's try waits, ms: what ended later did not open. */
  readonly tryMs: number
  /** How long the daemon's answer is waited for, ms. */
  readonly callMs: number
  /** How long mending and late rows may take, ms; undefined: as the fault says. */
  readonly limitMs: number | undefined
}

/** `npm run lab:faults`, on a computer that does nothing else. */
export const measured: Pace = { isTimed: true, tryMs: 1000, callMs: 1000, limitMs: undefined }
/** `npm test`, however slow and busy the computer is. */
export const patient: Pace = { isTimed: false, tryMs: 20_000, callMs: 20_000, limitMs: hangMs }
