/** Ready groups of sites: reads the catalogue that the package brings, and writes a group as entries of the list. */
import type { Files } from '../machine/machine.ts'
import { type Message, message } from '../messages/message.ts'
import { printSite } from '../whitelist/edit.ts'
import type { SiteValues } from '../whitelist/site-input.ts'

/** What a group's line may set of an entry. */
type GroupValues = Pick<SiteValues, 'domain' | 'title' | 'subdomains' | 'needs' | 'needs_exact' | 'safe_search'>

export interface GroupSite extends GroupValues {
  readonly domain: string
  /** Where the fact is from: the maker's own page, an address that a page can link to. */
  readonly source: string
  /** The day when this line was written: 2026-11-30. */
  readonly written: string
}

export interface Group {
  /** Those whose name begins with `system-` are for PCs, and no sites for people. */
  readonly id: string
  /** The day from which its lines are. */
  readonly date: string
  readonly title: { readonly kk: string; readonly ru: string; readonly en: string }
  readonly sites: readonly GroupSite[]
}

export interface Catalogue {
  readonly groups: readonly Group[]
}

/** In characters of the file. */
export const CATALOGUE_LIMIT = 1024 * 1024
const ENTRY_KEYS = ['domain', 'title', 'subdomains', 'needs', 'needs_exact', 'safe_search'] as const

/** Reads the file. What is no catalogue of format 1 is refused as a whole. */
export function readCatalogue(text: string): Catalogue | { readonly fault: Message } {
  if (text.length > CATALOGUE_LIMIT) return { fault: message('catalogue-broken') }
  try {
    const { format, groups } = JSON.parse(text) as { format?: unknown; groups?: unknown }
    if (format === 1 && Array.isArray(groups) && groups.every(isGroup)) return { groups }
  } catch {}
  return { fault: message('catalogue-broken') }
}

type Unknown = Readonly<Record<string, unknown>>
const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''
const isLink = (value: unknown) => isText(value) && /^https?:\/\//.test(value)
const isDay = (value: unknown) => isText(value) && /^\d{4}-\d{2}-\d{2}$/.test(value)
const areTexts = (value: unknown) => value === undefined || (Array.isArray(value) && value.every(isText))
const isObject = (value: unknown): value is Unknown => typeof value === 'object' && value !== null

function isGroup(value: unknown): value is Group {
  if (!isObject(value)) return false
  const { id, date, title, sites } = value
  const named = isObject(title) && [title.kk, title.ru, title.en].every(isText)
  return isText(id) && isDay(date) && named && Array.isArray(sites) && sites.length > 0 && sites.every(isSite)
}

function isSite(value: unknown): value is GroupSite {
  if (!isObject(value)) return false
  const { domain, source, written, title, subdomains, needs, needs_exact: exact, safe_search: safe } = value
  const flag = subdomains === undefined || typeof subdomains === 'boolean'
  const texts = [title, safe].every((each) => each === undefined || isText(each))
  return isText(domain) && isLink(source) && isDay(written) && flag && texts && areTexts(needs) && areTexts(exact)
}

/** What an entry of the list says of where it is from. */
const groupKey = ({ id, date }: Pick<Group, 'id' | 'date'>): string => `${id}@${date}`

/** A line of the group as an entry, which says from which group and day it is. */
export function entryOf(group: Group, site: GroupSite): SiteValues {
  const values = ENTRY_KEYS.map((key) => [key, site[key]] as const).filter(([, value]) => value !== undefined)
  return { ...Object.fromEntries(values), group: groupKey(group) }
}

/** The group as a white list of its own. */
export const asList = (group: Group): string =>
  `sites:\n${group.sites.map((site) => printSite(entryOf(group, site))).join('')}`

/** Reads the catalogue's file at `path`, each time anew: nobody needs it often. */
export function loadCatalogue(
  files: Pick<Files, 'readFileSync'>,
  path: string,
): Catalogue | { readonly fault: Message } {
  try {
    return readCatalogue(files.readFileSync(path, 'utf8'))
  } catch (error) {
    return { fault: message('catalogue-missing', { reason: (error as Error).message }) }
  }
}
