/** Describes an entry's conditions for the approval sheet: everything besides its name and title. */
import type { Field } from '../whitelist/fields.ts'
import { areWebPorts, portText } from '../whitelist/ports.ts'
import type { DomainSite, Site } from '../whitelist/whitelist.ts'
import type { ApprovalWords } from './approval-sheet-words.ts'
import { longDate } from './dates.ts'
import type { Language } from './model.ts'
import { readableName } from './readable-name.ts'
import { roomName, type Sources } from './sources.ts'

type Rooms = Pick<Sources, 'rooms'>

const namesOf = (names: readonly string[]) => names.map(readableName).join(', ')
const portsOf = ({ ports }: Site) => ports.map(portText).join(', ')
const ownOf = (site: Site): DomainSite | undefined => (site.kind === 'domain' ? site : undefined)
const roomsOf = (site: Site, data: Rooms) => (site.rooms ?? []).map((room) => roomName(data, room)).join(', ')

function needsOf(site: Site, words: ApprovalWords): string {
  const { needs = [], needsExact = [] } = ownOf(site) ?? {}
  return [namesOf(needs), ...needsExact.map((name) => `${readableName(name)} (${words.onlyItself})`)]
    .filter(Boolean)
    .join(', ')
}

function insideOf(site: Site, words: ApprovalWords): string {
  const resolver = ownOf(site)?.resolver
  if (!site.inside) return ''
  return resolver === undefined ? words.inside : `${words.inside}, ${words.resolver} ${resolver}`
}

function daysOf({ from, until }: Site, words: ApprovalWords, language: Language): string {
  const day = (text: string | undefined) => (text === undefined ? '' : longDate(text, language))
  return from === undefined && until === undefined ? '' : words.days(day(from), day(until))
}

/** Only what is not as usual: a plain site has an empty cell. */
export function conditions(site: Site, data: Rooms, words: ApprovalWords, language: Language): string {
  const own = ownOf(site)
  const needs = needsOf(site, words)
  const parts = [
    site.onDemand ? words.onDemand : '',
    daysOf(site, words, language),
    own?.wholeSuffix ? words.wholeSuffix : '',
    own?.safeSearch === undefined ? '' : words.safeSearch[own.safeSearch],
    insideOf(site, words),
    own?.subdomains === false ? words.onlyItself : '',
    needs === '' ? '' : `+ ${needs}`,
    own !== undefined && own.except.length > 0 ? `${words.except}: ${namesOf(own.except)}` : '',
    site.rooms === undefined ? '' : `${words.rooms}: ${roomsOf(site, data)}`,
    areWebPorts(site.ports) ? '' : `${words.ports}: ${portsOf(site)}`,
    site.group === undefined ? '' : `${words.group} ${site.group}`,
  ]
  return parts.filter(Boolean).join('; ')
}

/** One key of an entry, for a change of it. */
export function fieldText(site: Site, field: Field, data: Rooms, words: ApprovalWords, language: Language): string {
  const own = ownOf(site)
  const day = (text: string | undefined) => (text === undefined ? '' : longDate(text, language))
  const values: Record<Field, string> = {
    title: site.title ?? '',
    subject: site.subject ?? '',
    rooms: roomsOf(site, data),
    ports: portsOf(site),
    subdomains: own?.subdomains === false ? words.onlyItself : words.below,
    needs: namesOf(own?.needs ?? []),
    needs_exact: namesOf(own?.needsExact ?? []),
    except: namesOf(own?.except ?? []),
    open: site.onDemand ? words.onDemand : words.always,
    from: day(site.from),
    until: day(site.until),
    inside: site.inside ? words.yes : '',
    resolver: own?.resolver ?? '',
    safe_search: own?.safeSearch === undefined ? '' : words.safeSearch[own.safeSearch],
    whole_suffix: own?.wholeSuffix ? words.yes : '',
    group: site.group ?? '',
  }
  return values[field] || words.nothing
}
