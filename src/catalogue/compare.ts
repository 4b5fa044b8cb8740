/** What the draft has of each ready group, and what another day's catalogue says otherwise. */
import { domainToASCII } from 'node:url'
import type { SiteValues } from '../whitelist/site-input.ts'
import { type Catalogue, entryOf, type Group } from './catalogue.ts'

/** A line that the catalogue has in another form than the draft. */
export interface ChangedSite {
  readonly name: string
  /** What the catalogue says now, with its group and day, and without the title, which a teacher may change. */
  readonly values: SiteValues
}

export interface GroupState {
  readonly group: Group
  /** Entries of the draft that are from this group. */
  readonly listed: number
  /** The day that the oldest of them is from; absent where there are none. */
  readonly from?: string
  /** What differs where they are from an older day. The draft changes only when a teacher takes it over. */
  readonly added: readonly string[]
  readonly gone: readonly string[]
  readonly changed: readonly ChangedSite[]
}

/** Entries of a group that the catalogue has no more. */
export interface VanishedGroup {
  readonly id: string
  readonly sites: readonly string[]
}

export interface Comparison {
  readonly groups: readonly GroupState[]
  readonly vanished: readonly VanishedGroup[]
}

const nameOf = ({ domain, address }: SiteValues) => (domain === undefined ? (address ?? '') : canonical(domain))
const canonical = (domain: string) => domainToASCII(domain) || domain

/** The mark of entries that are from the list of a district (`district-list/signed-list.ts`), and from no group. */
const DISTRICT = 'district'

/** `sites`: the draft's entries. */
export function compare({ groups }: Catalogue, sites: readonly SiteValues[]): Comparison {
  const names = new Set(sites.map(nameOf))
  const byGroup = new Map<string, SiteValues[]>()
  for (const site of sites) {
    const [id] = site.group?.split('@') ?? []
    if (id === undefined || id === DISTRICT) continue
    const own = byGroup.get(id)
    if (own === undefined) byGroup.set(id, [site])
    else own.push(site)
  }
  const states = groups.map((group) => stateOf(group, byGroup.get(group.id) ?? [], names))
  const known = new Set(groups.map(({ id }) => id))
  const vanished = [...byGroup]
    .filter(([id]) => !known.has(id))
    .map(([id, own]) => ({ id, sites: own.map(({ domain, address }) => domain ?? address ?? '') }))
  return { groups: states, vanished }
}

function stateOf(group: Group, own: readonly SiteValues[], names: ReadonlySet<string>): GroupState {
  const days = own.map((site) => site.group?.split('@')[1] ?? '').sort()
  const [from] = days
  const state = { group, listed: own.length, ...(from === undefined ? {} : { from }) }
  if (from === undefined || from >= group.date) return { ...state, added: [], gone: [], changed: [] }
  const old = new Map(own.map((site) => [nameOf(site), site]))
  const wanted = new Map(group.sites.map((site) => [canonical(site.domain), entryOf(group, site)]))
  const changed = [...wanted].flatMap(([name, values]) => {
    const site = old.get(name)
    return site === undefined || sameLine(site, values)
      ? []
      : [{ name: site.domain ?? name, values: changesOf(values) }]
  })
  return {
    ...state,
    added: [...wanted.keys()].filter((name) => !names.has(name)),
    gone: [...old].filter(([name]) => !wanted.has(name)).map(([name, { domain }]) => domain ?? name),
    changed,
  }
}

/** Keys that the line has no more are there with nothing in them, so that an edit takes them away. */
function changesOf({ domain: _domain, title: _title, ...values }: SiteValues): SiteValues {
  return { subdomains: true, needs: [], needs_exact: [], safe_search: '', ...values }
}

/** The keys that the catalogue sets; title, rooms and days are the teacher's to choose. */
function sameLine(a: SiteValues, b: SiteValues): boolean {
  const told = ({ subdomains = true, needs = [], needs_exact: exact = [], safe_search: safe = '' }: SiteValues) =>
    JSON.stringify([subdomains, [...needs].sort(), [...exact].sort(), safe])
  return told(a) === told(b)
}
