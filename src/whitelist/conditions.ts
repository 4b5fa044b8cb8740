/** Reads the keys of an entry that say when it opens, where the site is, and where the entry came from. */

import { checkAddress, isPrivate } from './address.ts'
import { type Placed, readFlag, readOne, readWord, type Values } from './entry-values.ts'
import { type Report, said } from './report.ts'
import type { DomainSite, Site } from './whitelist.ts'

/** Keys that go with a domain and with an address. */
export const CONDITION_KEYS = ['open', 'from', 'until', 'inside', 'group'] as const

type Conditions = Pick<Site, 'onDemand' | 'from' | 'until' | 'inside' | 'group'>

/** What was read of an entry's conditions. `today`: the day in the router's zone, for what has run out. */
export function readConditions(values: Values, today: string | undefined, report: Report): Conditions {
  const onDemand = readWord('open', values, ['on-demand'], report) !== undefined
  const inside = readFlag('inside', values, report) === true
  const group = readGroup(values, report)
  return {
    ...(onDemand && { onDemand }),
    ...readDays(values, today, report),
    ...(inside && { inside }),
    ...(group !== undefined && { group }),
  }
}

function readDays(values: Values, today: string | undefined, report: Report): Pick<Site, 'from' | 'until'> {
  const [from, until] = [readDay('from', values, report), readDay('until', values, report)]
  if (from && until && from.value > until.value)
    report('bad-date', until.offset, `until: ${until.value} lies before from: ${from.value}, so the site never opens.`)
  else if (until && today !== undefined && until.value < today)
    report('expired', until.offset, `The entry has run out on ${until.value}: it can be taken out.`, 'warning')
  return { ...(from && { from: from.value }), ...(until && { until: until.value }) }
}

function readDay(key: 'from' | 'until', values: Values, report: Report): Placed<string> | undefined {
  const day = readOne(values.get(key), key, 'bad-date', report)
  if (!day || isDay(day.value)) return day
  report('bad-date', day.offset, said(day.value, ` is no day: write it as in ${key}: 2026-12-31.`))
  return undefined
}

/** Whether the text is a day of the calendar as in 2026-12-31. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const time = Date.parse(`${text}T00:00:00Z`)
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text)
}

function readGroup(values: Values, report: Report): string | undefined {
  const group = readOne(values.get('group'), 'group', 'yaml-syntax', report)
  if (!group) return undefined
  const [, day] = /^[a-z0-9][a-z0-9-]{0,63}@(\d{4}-\d{2}-\d{2})$/.exec(group.value) ?? []
  if (day !== undefined && isDay(day)) return group.value
  const message = said(group.value, ' is no group: write it as in group: google-classroom@2026-11-01.')
  report('yaml-syntax', group.offset, message)
  return undefined
}

type DomainConditions = Pick<DomainSite, 'resolver' | 'safeSearch' | 'wholeSuffix'>

/** Those that go with a domain alone. `inside`: whether the entry says that it lies in the school's own network. */
export function readDomainConditions(values: Values, inside: boolean, report: Report): DomainConditions {
  const resolver = readResolver(values, inside, report)
  const search = readWord('safe_search', values, ['true', 'strict', 'moderate', 'false'], report)
  const wholeSuffix = readFlag('whole_suffix', values, report) === true
  const safeSearch = search === 'true' ? 'strict' : search === 'false' ? undefined : search
  const offset = values.get('safe_search')?.offset ?? 0
  if (safeSearch && inside) report('unknown-key', offset, 'safe_search: does not go with inside:.')
  return {
    ...(resolver !== undefined && { resolver }),
    ...(safeSearch && { safeSearch }),
    ...(wholeSuffix && { wholeSuffix }),
  }
}

function readResolver(values: Values, inside: boolean, report: Report): string | undefined {
  const written = readOne(values.get('resolver'), 'resolver', 'bad-address', report)
  if (!written) return undefined
  const { value, offset } = written
  if (!inside) report('unknown-key', offset, 'resolver: goes with inside: true alone.')
  const { network } = checkAddress(value)
  if (!network || value.includes('/')) {
    report('bad-address', offset, said(value, ' is no address: write it as in resolver: 192.168.3.1.'))
  } else if (!isPrivate(network)) {
    const message = said(
      value,
      " lies outside the school: a resolver there could answer any name. Write the address of the school's own.",
    )
    report('foreign-resolver', offset, message)
  } else return network.text.slice(0, network.text.indexOf('/'))
  return undefined
}
