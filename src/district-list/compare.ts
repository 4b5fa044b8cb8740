/** Compares the district's list with a school's draft, and writes entries of it into the draft. */

import { fieldValues } from '../whitelist/diff.ts'
import { addSites, canonical, editSites } from '../whitelist/edit.ts'
import { FIELDS, type Field } from '../whitelist/fields.ts'
import type { SiteChanges, SiteValues } from '../whitelist/site-input.ts'
import { type Site, siteName, type Whitelist } from '../whitelist/whitelist.ts'
import { DISTRICT_GROUP } from './signed-list.ts'

/**
 * - `added`: the draft has no entry of this name
 * - `changed`: it has one that says something else
 * - `removed`: all that it has of this name is from the district's list, which has it no more
 */
export type OfferKind = 'added' | 'changed' | 'removed'

export interface Offer {
  readonly kind: OfferKind
  /** Whether the draft has an entry of this name that is not from the district's list: nobody changes it in passing. */
  readonly own: boolean
  /** In the one spelling in which names are compared. */
  readonly name: string
  /** What the draft has. */
  readonly before: Site | undefined
  /** What the district has. */
  readonly after: Site | undefined
  /** In which fields a changed one differs. */
  readonly fields: readonly Field[]
}

export interface Offers {
  /** In the order of the district's list; then what has left it, in the order of the draft. */
  readonly offers: readonly Offer[]
  /** Entries of the draft that are from the district's list, whatever it says of them now. */
  readonly marked: number
}

/** A title, a subject and rooms are the school's, as is where they came from and what lies in its own network. */
const OWN: readonly Field[] = ['title', 'subject', 'rooms', 'group', 'inside', 'resolver']
const TOLD = FIELDS.filter((field) => !OWN.includes(field))

const WRITTEN: readonly (keyof SiteValues)[] = ['domain', 'address', 'title', 'subject', ...TOLD]

const isMarked = ({ group }: Site) => group?.split('@')[0] === DISTRICT_GROUP

/** The first of each name. */
function byName(sites: readonly Site[]): Map<string, Site> {
  const named = new Map<string, Site>()
  for (const site of sites) if (!named.has(siteName(site))) named.set(siteName(site), site)
  return named
}

export function compareWith(district: Whitelist, draft: Whitelist): Offers {
  const [wanted, listed] = [byName(district.sites), byName(draft.sites)]
  const ours = new Set(draft.sites.filter((site) => !isMarked(site)).map(siteName))
  const offers = [...wanted].flatMap(([name, after]): Offer[] => {
    const [before, own] = [listed.get(name), ours.has(name)]
    if (before === undefined) return [{ kind: 'added', own, name, before, after, fields: [] }]
    const [old, now] = [fieldValues(before), fieldValues(after)]
    const fields = TOLD.filter((field) => old[field].join('\n') !== now[field].join('\n'))
    return fields.length === 0 ? [] : [{ kind: 'changed', own, name, before, after, fields }]
  })
  // Every entry of a name is removed with it.
  const gone = [...listed].flatMap(([name, before]): Offer[] =>
    ours.has(name) || wanted.has(name)
      ? []
      : [{ kind: 'removed', own: false, name, before, after: undefined, fields: [] }],
  )
  return { offers: [...offers, ...gone], marked: draft.sites.filter(isMarked).length }
}

/** What the list says of each name, as a draft says it, with the mark of where it came from. */
export function valuesByName(sites: readonly SiteValues[], group: string): Map<string, SiteValues> {
  const named = new Map<string, SiteValues>()
  for (const site of sites) {
    const name = canonical(site.domain ?? site.address ?? '')
    const told = WRITTEN.flatMap((key) => (site[key] === undefined ? [] : [[key, site[key]] as const]))
    if (!named.has(name)) named.set(name, { ...Object.fromEntries(told), group })
  }
  return named
}

const nothingRead = { reads: () => ({ whitelist: undefined, problems: [] }) }

export interface Taken {
  readonly text: string
  /** How many of the offers are in it: an entry that cannot be edited stays as it was. */
  readonly taken: number
}

/** Each edit reads the whole text: many entries at once, and yet so few that others wait for moments alone. */
const editedAtOnce = 50

/** The draft with these offers in it; others do their work in between. */
export async function takeOver(
  text: string,
  offers: readonly Offer[],
  values: ReadonlyMap<string, SiteValues>,
  breathe: () => Promise<void>,
): Promise<Taken> {
  const cleared: SiteChanges = Object.fromEntries(TOLD.map((key) => [key, null]))
  const editOf = ({ kind, name }: Offer): SiteChanges | null => {
    if (kind === 'removed') return null
    const { domain: _domain, address: _address, title: _title, subject: _subject, ...now } = values.get(name) ?? {}
    return { ...cleared, ...now }
  }
  const edits = offers.filter(({ kind }) => kind !== 'added').map((offer) => [offer.name, editOf(offer)] as const)
  let [edited, taken] = [text, 0]
  for (let at = 0; at < edits.length; at += editedAtOnce) {
    await breathe()
    const after = editSites(edited, new Map(edits.slice(at, at + editedAtOnce)), nothingRead)
    edited = after.text
    taken += after.edited
  }
  const added = offers.flatMap(({ kind, name }) => (kind === 'added' ? (values.get(name) ?? []) : []))
  await breathe()
  const after = addSites(edited, added, nothingRead)
  return { text: after.text, taken: taken + (after.changed ? added.length : 0) }
}
