/** Warns about entries that repeat what another entry opens. */

import { widen } from './address.ts'
import type { Placed } from './entry-values.ts'
import { parentOf } from './names.ts'
import { coversPorts } from './ports.ts'
import type { Report } from './report.ts'
import { said } from './report.ts'
import type { PlacedSite } from './site.ts'
import type { Site } from './whitelist.ts'

/** The first site that claims a name or network in all rooms, and the first one in each room. */
interface Claims {
  all?: Site
  byRoom?: Map<string, Site>
}

type ClaimIndex = Map<string, Claims>

interface Indexes {
  /** By domain or network: all sites so far. */
  readonly seen: ClaimIndex
  /** By domain: all sites that have everything below it. By network: all. */
  readonly wide: ClaimIndex
  /** Names of `domain` and `needs` that some site refuses. */
  readonly listed: ClaimIndex
  readonly refused: ReadonlySet<string>
  /** Prefix lengths that occur. */
  readonly prefixes: ReadonlySet<number>
}

/** Sites that are looked at in one step. */
const STEP = 500

/** Reports `duplicate` and `covered` for what stands in a list that is otherwise right; in steps. */
export function* reportOverlaps(sites: readonly PlacedSite[], report: Report): Generator<void> {
  const refused = new Set(sites.flatMap(({ except }) => except.map(({ value }) => value)))
  const wide: ClaimIndex = new Map()
  const listed: ClaimIndex = new Map()
  const prefixes = new Set<number>()
  for (const [index, { site, name, needs, needsExact }] of sites.entries()) {
    if (index % STEP === STEP - 1) yield
    if (site.kind === 'address') prefixes.add(Number(name.value.split('/')[1]))
    if (site.kind === 'address' || site.subdomains) claim(wide, name.value, site)
    for (const { value } of [name, ...needs, ...needsExact]) if (refused.has(value)) claim(listed, value, site)
  }
  const indexes = { seen: new Map(), wide, listed, refused, prefixes }
  for (const [index, placed] of sites.entries()) {
    if (index % STEP === STEP - 1) yield
    reportName(placed, indexes, report)
    reportNeeds(placed, report)
    for (const name of placed.except) reportExcept(name, placed.site, indexes, report)
    claim(indexes.seen, placed.name.value, placed.site)
  }
}

function claim(index: ClaimIndex, name: string, site: Site): void {
  const claims = index.get(name) ?? {}
  index.set(name, claims)
  if (!site.rooms) claims.all ??= site
  else {
    claims.byRoom ??= new Map()
    for (const room of site.rooms) if (!claims.byRoom.has(room)) claims.byRoom.set(room, site)
  }
}

function reportName({ site, name }: PlacedSite, { seen, wide, refused, prefixes }: Indexes, report: Report): void {
  const twin = anyClaim(seen.get(name.value), site)
  if (twin && (site.kind === 'domain' || coversPorts(twin.ports, site.ports))) {
    const message = said(name.value, ` is listed already in line ${twin.line}, and that entry counts.`)
    report('duplicate', name.offset, message, 'warning')
    return
  }
  const above = site.kind === 'domain' ? parents(name.value, refused) : networksAbove(name.value, prefixes)
  for (const parent of above) {
    const cover = fullClaim(wide.get(parent), site)
    if (!cover) continue
    const message = said(name.value, ` is open already through ${parent} in line ${cover.line}.`)
    report('covered', name.offset, message, 'warning')
    return
  }
}

/** A site's own name or another need above a need makes it idle; what other sites list may go any day. */
function reportNeeds({ site, name, needs, needsExact }: PlacedSite, report: Report): void {
  if (site.kind !== 'domain') return
  const own = new Set(needs.map(({ value }) => value))
  if (site.subdomains) own.add(site.domain)
  const except = new Set(site.except)
  for (const need of [...needs, ...needsExact]) {
    const isSame = needs.includes(need) ? site.subdomains && need.value === name.value : own.has(need.value)
    const cover = isSame ? need.value : parents(need.value, except).find((parent) => own.has(parent))
    if (cover === undefined) continue
    report('covered', need.offset, said(need.value, ` is open already through ${cover} in this entry.`), 'warning')
  }
}

function reportExcept(name: Placed<string>, site: Site, { listed }: Indexes, report: Report): void {
  const listing = anyClaim(listed.get(name.value), site)
  if (!listing) return
  const message = said(name.value, ` is listed in line ${listing.line} and refused here: it stays refused.`)
  report('duplicate', name.offset, message, 'warning')
}

/** The names above, nearest first, up to one that is refused. */
function parents(name: string, refused: ReadonlySet<string>): string[] {
  const found: string[] = []
  if (refused.has(name)) return found
  for (let parent = parentOf(name); parent !== undefined && !refused.has(parent); parent = parentOf(parent)) {
    found.push(parent)
  }
  return found
}

function networksAbove(network: string, prefixes: ReadonlySet<number>): string[] {
  return [...prefixes].map((prefix) => widen(network, prefix)).filter((above) => above !== undefined)
}

/** A site that claims the name in one of this site's rooms at least. */
function anyClaim(claims: Claims | undefined, { rooms }: Site): Site | undefined {
  if (!claims) return undefined
  if (claims.all || !rooms) return claims.all ?? claims.byRoom?.values().next().value
  for (const room of rooms) {
    const site = claims.byRoom?.get(room)
    if (site) return site
  }
  return undefined
}

/** A site that claims the name in all of this site's rooms, for all of its ports. */
function fullClaim(claims: Claims | undefined, { rooms, ports }: Site): Site | undefined {
  if (!claims) return undefined
  if (claims.all && coversPorts(claims.all.ports, ports)) return claims.all
  const sites = rooms?.map((room) => claims.byRoom?.get(room)) ?? []
  return sites.length > 0 && sites.every((site) => site && coversPorts(site.ports, ports)) ? sites[0] : undefined
}
