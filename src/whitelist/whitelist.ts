/** The white list as a value: what `parse` makes of the document and everything else works on. */

/** A transport port of a site. */
export interface Port {
  readonly protocol: 'tcp' | 'udp'
  /** 1 to 65535 */
  readonly number: number
}

interface SiteBase {
  /** 1-based line of the entry in the document. */
  readonly line: number
  readonly title?: string
  readonly subject?: string
  /** UCI section names of the rooms that it is open in; absent: in all. */
  readonly rooms?: readonly string[]
  /** Sorted by protocol, then number; no duplicates. Domains: TCP only, default 80 and 443. */
  readonly ports: readonly Port[]
}

/** A site named by domain. All names are in ASCII lower case without a final dot (IDNA A-labels). */
export interface DomainSite extends SiteBase {
  readonly kind: 'domain'
  readonly domain: string
  /** Whether all names below `domain` belong to it. */
  readonly subdomains: boolean
  /** Other names, each with all below it, that its pages load. */
  readonly needs: readonly string[]
  /** Names, each with all below it, refused although something above them is listed. */
  readonly except: readonly string[]
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
