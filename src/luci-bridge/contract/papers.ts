/** The papers for the commission, and what is due. */

/** A paper that is due. `due`: `2026-09-01`. */
export interface Reminder {
  readonly id: string
  readonly due: string
  readonly text: string
}

// biome-ignore lint/suspicious/noEmptyInterface: each paper's register adds its methods here.
export interface PaperMethods {}
