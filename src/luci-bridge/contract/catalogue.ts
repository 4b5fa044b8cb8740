/** Ready groups of sites: what the catalogue has, and what of it stands in the draft. */
import type { Message } from '../../messages/message.ts'
import type { SiteValues } from './list.ts'

export interface CatalogueGroup {
  readonly id: string
  /** The day that its lines are from. */
  readonly date: string
  readonly title: { readonly kk: string; readonly ru: string; readonly en: string }
  readonly sites: readonly {
    readonly domain: string
    readonly title?: string
    readonly needs?: readonly string[]
    readonly needs_exact?: readonly string[]
    /** The page that names it, and the day when the line was written. */
    readonly source: string
    readonly written: string
  }[]
  /** Entries of the draft that are from this group; `from`: the day of the oldest. */
  readonly listed: number
  readonly from?: string
  /** What is otherwise in this catalogue than on the day of the draft's entries; nothing of it happens by itself. */
  readonly added: readonly string[]
  readonly gone: readonly string[]
  readonly changed: readonly { readonly name: string; readonly values: SiteValues }[]
}

export interface CatalogueAnswer {
  /** Why there is no catalogue; `groups` is empty then. */
  readonly fault?: Message
  readonly groups: readonly CatalogueGroup[]
  /** Groups of the draft that the catalogue has no more: their entries stay as they are. */
  readonly vanished: readonly { readonly id: string; readonly sites: readonly string[] }[]
}
