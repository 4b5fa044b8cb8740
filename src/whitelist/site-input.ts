/** Defines a site as people write it, and what is made of what they paste. Types alone, so that pages can use them. */

/** A site as a teacher writes it; absent keys have their defaults (docs/whitelist.md). `parse` checks the values. */
export interface SiteValues {
  readonly domain?: string
  readonly address?: string
  readonly title?: string
  readonly subject?: string
  readonly subdomains?: boolean
  readonly needs?: readonly string[]
  /** Names of `needs` without what is below them. */
  readonly needs_exact?: readonly string[]
  readonly except?: readonly string[]
  readonly rooms?: readonly string[]
  /** As in the document: `443`, `udp/5060`, `udp/50000-50059`. */
  readonly ports?: readonly string[]
  /** `on-demand` */
  readonly open?: string
  /** `2026-12-01` */
  readonly from?: string
  readonly until?: string
  readonly inside?: boolean
  readonly resolver?: string
  /** `true`, `strict` or `moderate` */
  readonly safe_search?: string
  readonly whole_suffix?: boolean
  readonly group?: string
}

/** What is given replaces what is there, `null` takes the key away, the rest stays. */
export type SiteChanges = { readonly [Key in keyof SiteValues]?: Exclude<SiteValues[Key], undefined> | null }

/** What was taken away of what somebody pasted. */
export interface Cut {
  readonly from: string
  readonly to: string
}

/** What an entry would open. */
export interface Meaning {
  /** As people read it. */
  readonly domain: string
  readonly subdomains: boolean
  /** A public suffix below which not anybody can register, as a whole. */
  readonly wholeSuffix?: true
}
