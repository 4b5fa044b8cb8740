/** Defines the white list as a value, which `parse` makes of the document. */

/** A transport port of a site, or a range of them. */
export interface Port {
  readonly protocol: 'tcp' | 'udp'
  /** 1 to 65535; of a range: its first port. */
  readonly number: number
  /** The last port of a range, over `number`; absent: one port. `ports.ts` answers whether a port lies in it. */
  readonly last?: number
}

interface SiteBase {
  /** 1-based line of the entry in the document. */
  readonly line: number
  readonly title?: string
  readonly subject?: string
  /** UCI section names of the rooms that it is open in; absent: in all. */
  readonly rooms?: readonly string[]
  /** Sorted by protocol, then number; none overlaps another. Domains: TCP only, default 80 and 443, never within a range. */
  readonly ports: readonly Port[]
  /** Approved, and shut until a teacher opens it for a room and a time. */
  readonly onDemand?: true
  /** Days in the router's zone, `2026-12-01`, on which it is open: from the first to the last, both inclusive. */
  readonly from?: string
  readonly until?: string
  /** A site of the school's own network: it opens private addresses of other networks, and nothing else. */
  readonly inside?: true
  /** The catalogue's group and its date that the entry came from: `google-classroom@2026-11-01`. */
  readonly group?: string
}

/** A site named by domain. All names are in ASCII lower case without a final dot (IDNA A-labels). */
export interface DomainSite extends SiteBase {
  readonly kind: 'domain'
  readonly domain: string
  /** Whether all names below `domain` belong to it. */
  readonly subdomains: boolean
  /** Other names, each with all below it, that its pages load. */
  readonly needs: readonly string[]
  /** Other names that its pages load, each without what is below it. */
  readonly needsExact: readonly string[]
  /** Names, each with all below it, refused although something above them is listed. */
  readonly except: readonly string[]
  /** Where the names of a site with `inside` are looked up; absent: in the router's own resolver. A private address. */
  readonly resolver?: string
  /** A search engine's or YouTube's safe addresses are looked up instead of its own. */
  readonly safeSearch?: 'strict' | 'moderate'
  /** `domain` is a public suffix below which not anybody can register (`gov.kz`), and is meant as a whole. */
  readonly wholeSuffix?: true
}

/** A site named by address. */
export interface AddressSite extends SiteBase {
  readonly kind: 'address'
  readonly family: 4 | 6
  /** Canonical CIDR text (`203.0.113.0/24`, `2001:db8::/32`); host bits are zero. */
  readonly network: string
}

export type Site = DomainSite | AddressSite

export interface Whitelist {
  readonly sites: readonly Site[]
}

/** The name by which a site stands in the journal. */
export function siteName(site: Site): string {
  return site.kind === 'domain' ? site.domain : site.network
}

/** All names of a site that open, whether or not what is below them opens too. */
export function namesOf(site: DomainSite): string[] {
  return [site.domain, ...site.needs, ...site.needsExact]
}
