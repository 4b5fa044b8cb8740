/** What the views of the page *PCs and rooms* share. */
import type { May } from '../may.ts'

/** What the views of PCs and rooms share. */
export interface PcContext {
  readonly may: May
  readonly rooms: readonly { readonly id: string; readonly name: string }[]
  /** The router's clock, for its zone. */
  readonly now: string
}
