/** Fields of an entry for when it is open, where it lies, and how it is looked up. */
import type { ListSite, SiteValues } from '../../../luci-bridge/contract.ts'
import { type Field, input, select } from '../field.ts'

export interface ConditionFields {
  readonly nodes: HTMLElement[]
  values(): SiteValues
}

function check(name: string, label: string, checked: boolean) {
  const box = E('input', { type: 'checkbox', name, checked: checked ? '' : null }) as HTMLInputElement
  return { node: E('label', { class: 'aq-check' }, [box, ' ', label]), value: () => box.checked }
}

const line = (...fields: readonly Field[]) =>
  E(
    'div',
    { class: 'aq-filters' },
    fields.map(({ node }) => node),
  )

/** Whether an entry has one of these keys, so that its fields are shown unfolded. */
export const hasConditions = (site: Partial<ListSite>): boolean =>
  [site.open, site.from, site.until, site.inside, site.resolver, site.safe_search, site.whole_suffix].some(
    (value) => value !== undefined,
  )

/** Open always, or on demand, and on which days. */
export function openingFields(site: Partial<ListSite>): ConditionFields {
  const open = select({ name: 'open', label: _('Opens'), value: site.open ?? '' }, [
    ['', _('always')],
    ['on-demand', _('only while a teacher opens it')],
  ])
  const from = input({ name: 'from', label: _('First day'), type: 'date', value: site.from ?? '' })
  const until = input({ name: 'until', label: _('Last day'), type: 'date', value: site.until ?? '' })
  return {
    nodes: [line(open, from, until)],
    values: () => ({ open: open.value(), from: from.value(), until: until.value() }),
  }
}

/** Of a domain: the school's own network, safe search, a suffix as a whole. `inside` goes with an address as well. */
export function placeFields(site: Partial<ListSite>): ConditionFields {
  const inside = check('inside', _('A site of the school’s own network'), site.inside === true)
  if (site.address !== undefined) return { nodes: [inside.node], values: () => ({ inside: inside.value() }) }
  const resolver = input({
    name: 'resolver',
    label: _('Name server of the school’s own network'),
    value: site.resolver ?? '',
    placeholder: '192.168.3.1',
  })
  const safe = select({ name: 'safe_search', label: _('Safe search'), value: safeOf(site.safe_search) }, [
    ['', _('off')],
    ['strict', _('strict')],
    ['moderate', _('moderate')],
  ])
  const suffix = check('whole_suffix', _('The whole of a suffix such as gov.kz'), site.whole_suffix === true)
  return {
    nodes: [inside.node, line(resolver, safe), suffix.node],
    values: () => ({
      inside: inside.value(),
      resolver: resolver.value(),
      // What was written as true stays so.
      safe_search: safe.value() === safeOf(site.safe_search) ? (site.safe_search ?? '') : safe.value(),
      whole_suffix: suffix.value(),
    }),
  }
}

const safeOf = (written = '') => (written === 'true' ? 'strict' : written === 'false' ? '' : written)
