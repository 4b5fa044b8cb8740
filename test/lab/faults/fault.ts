/** Defines a fault. */
import type { Scene } from './scene.ts'

export interface Fault {
  /** Unique, of lower-case letters, digits and hyphens. */
  readonly id: string
  /** What happens, in a few words. */
  readonly what: string
  inject(scene: Scene): Promise<void>
  /** A fault that goes on for so many milliseconds until `undo` ends it; time to mend counts from that end. */
  readonly lastsMs?: number
  readonly undo?: (scene: Scene) => Promise<void>
  /** Listed sites have to stay open all the time. */
  readonly stays?: boolean
  /**
   * What the administrator's own hand opened cannot be shut before it was open: it has to be shut within a second, and
   * where it lasts, the probers have to see it.
   */
  readonly opens?: boolean
  /** Rows that were not flushed yet are lost, and the journal has to say so. */
  readonly cutsPower?: boolean
  /** Part of the short run that every test run makes. */
  readonly short?: boolean
  /** How long mending may take. Default 20 000. */
  readonly limitMs?: number
}
