/** Compares two lists site by site, for whoever approves the change. */

import { FIELDS, type Field } from './fields.ts'
import { areWebPorts, portNumbers, portText } from './ports.ts'
import { type Port, type Site, siteName, type Whitelist } from './whitelist.ts'

export interface ChangedSite {
  readonly before: Site
  readonly after: Site
  /** Never empty. */
  readonly fields: readonly Field[]
}

/** Added and changed sites stand in the order of the new list, removed ones in that of the old. */
export interface Difference {
  readonly added: readonly Site[]
  readonly removed: readonly Site[]
  readonly changed: readonly ChangedSite[]
}

/**
 * Sites are the same when their name is; where a name stands several times, equal entries are paired first, then the
 * others in their order. The place in the document and the order within a list of names or rooms do not count.
 */
export function diff(before: Whitelist, after: Whitelist): Difference {
  const old = before.sites.map(compared)
  const now = after.sites.map(compared)
  const equal = pair(old, now, ({ site, fields }) => JSON.stringify([siteName(site), fields]))
  const named = pair(equal.restOfBefore, equal.restOfAfter, ({ site }) => siteName(site))
  return {
    added: named.restOfAfter.map(({ site }) => site),
    removed: named.restOfBefore.map(({ site }) => site),
    changed: named.pairs.map(([one, other]) => ({
      before: one.site,
      after: other.site,
      fields: FIELDS.filter((_, index) => one.fields[index] !== other.fields[index]),
    })),
  }
}

/** The fields as texts that are equal when the fields mean the same, in the order of `FIELDS`. */
function compared(site: Site): { readonly site: Site; readonly fields: readonly string[] } {
  const values = fieldValues(site)
  return { site, fields: FIELDS.map((field) => JSON.stringify(values[field])) }
}

/** What an entry says, as it would be written; empty where the default holds. The order within a list means nothing. */
export function fieldValues(site: Site): Record<Field, readonly string[]> {
  const own = site.kind === 'domain' ? site : undefined
  return {
    title: one(site.title),
    subject: one(site.subject),
    rooms: sorted(site.rooms),
    ports: areWebPorts(site.ports) ? [] : site.ports.map(shortPort),
    subdomains: own?.subdomains === false ? ['false'] : [],
    needs: sorted(own?.needs),
    needs_exact: sorted(own?.needsExact),
    except: sorted(own?.except),
    open: site.onDemand ? ['on-demand'] : [],
    from: one(site.from),
    until: one(site.until),
    inside: site.inside ? ['true'] : [],
    resolver: one(own?.resolver),
    safe_search: one(own?.safeSearch),
    whole_suffix: own?.wholeSuffix ? ['true'] : [],
    group: one(site.group),
  }
}

const one = (text: string | undefined): string[] => (text === undefined ? [] : [text])
const sorted = (texts: readonly string[] | undefined): string[] => [...(texts ?? [])].sort()
const shortPort = (port: Port): string => (port.protocol === 'tcp' ? portNumbers(port) : portText(port))

/** Pairs what has the same key, first with first; the rests keep their order. */
function pair<T>(before: readonly T[], after: readonly T[], keyOf: (item: T) => string) {
  const waiting = new Map<string, { readonly items: T[]; next: number }>()
  for (const item of before) {
    const queue = waiting.get(keyOf(item))
    if (queue) queue.items.push(item)
    else waiting.set(keyOf(item), { items: [item], next: 0 })
  }
  const pairs: [T, T][] = []
  const paired = new Set<T>()
  const restOfAfter: T[] = []
  for (const item of after) {
    const queue = waiting.get(keyOf(item))
    const partner = queue?.items[queue.next]
    if (queue && partner !== undefined) {
      queue.next++
      paired.add(partner)
      pairs.push([partner, item])
    } else restOfAfter.push(item)
  }
  return { pairs, restOfBefore: before.filter((item) => !paired.has(item)), restOfAfter }
}
