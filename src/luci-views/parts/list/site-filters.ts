/** Which entries of the list are shown, and in what order. */
import type { ListSite, Problem } from '../../../luci-bridge/contract.ts'
import { type Field, input, select } from '../field.ts'
import { nameOf } from './site-name.ts'

export type State = '' | 'noted' | 'demand' | 'dated' | 'rooms' | 'safe'
export type Order = 'list' | 'name' | 'title' | 'subject'

export interface Wanted {
  readonly text: string
  /** `-`: those without one. */
  readonly subject: string
  readonly group: string
  readonly state: State
  readonly order: Order
}

/** A group without its day, so that entries of two days stand together. */
const groupOf = ({ group = '' }: ListSite) => group.split('@')[0] ?? ''

const textOf = (site: ListSite) =>
  [nameOf(site), site.title, site.subject, ...(site.needs ?? []), ...(site.needs_exact ?? []), ...(site.except ?? [])]
    .join('\n')
    .toLowerCase()

const isOf = (value: string, wanted: string) => wanted === '' || (wanted === '-' ? value === '' : value === wanted)

function isIn(state: State, site: ListSite, problems: readonly Problem[]): boolean {
  switch (state) {
    case '':
      return true
    case 'noted':
      return problems.length > 0
    case 'demand':
      return site.open === 'on-demand'
    case 'dated':
      return site.from !== undefined || site.until !== undefined
    case 'rooms':
      return (site.rooms ?? []).length > 0
    case 'safe':
      return site.safe_search !== undefined
  }
}

/** A copy; `problemsOf` gives what is said of an entry. */
export function chosenSites(
  sites: readonly ListSite[],
  wanted: Wanted,
  problemsOf: (site: ListSite) => readonly Problem[],
): ListSite[] {
  const { text, subject, group, state, order } = wanted
  const found = sites.filter(
    (site) =>
      isOf(site.subject ?? '', subject) &&
      isOf(groupOf(site), group) &&
      isIn(state, site, problemsOf(site)) &&
      (text === '' || textOf(site).includes(text.toLowerCase())),
  )
  const keyOf: Record<Exclude<Order, 'list'>, (site: ListSite) => string> = {
    name: nameOf,
    title: (site) => site.title ?? nameOf(site),
    subject: (site) =>
      `${site.subject === undefined ? '\uffff' : ''}${site.subject ?? ''}\n${site.title ?? nameOf(site)}`,
  }
  if (order === 'list') return found
  const key = keyOf[order]
  return found.sort((a, b) => key(a).localeCompare(key(b)))
}

export interface SiteFilters {
  readonly nodes: HTMLElement[]
  read(): Wanted
  /** Offers the subjects and groups that the list has now; what is chosen stays. */
  offer(sites: readonly ListSite[]): void
}

export function siteFilters(change: () => void): SiteFilters {
  const search = input({ name: 'search', label: _('Search'), type: 'search', placeholder: _('name, title or subject') })
  search.node.addEventListener('input', change)
  search.node.classList.add('aq-long')
  const state = select(
    { name: 'state', label: _('State') },
    [
      ['', _('all')],
      ['noted', _('with a note or a mistake')],
      ['demand', _('on demand')],
      ['dated', _('for certain days')],
      ['rooms', _('in certain rooms')],
      ['safe', _('with safe search')],
    ],
    change,
  )
  const order = select(
    { name: 'order', label: _('Sorted') },
    [
      ['list', _('as in the list')],
      ['name', _('by address')],
      ['title', _('by title')],
      ['subject', _('by subject')],
    ],
    change,
  )
  const [subjectPlace, groupPlace] = [E('div', { class: 'aq-field' }, []), E('div', { class: 'aq-field' }, [])]
  let subject: Field | undefined
  let group: Field | undefined
  const one = (name: string, label: string, values: readonly string[], old: Field | undefined): Field => {
    const options = [...new Set(values)].filter((value) => value !== '').sort((a, b) => a.localeCompare(b))
    const choices = [['', _('all')], ['-', _('none')], ...options.map((value) => [value, value] as const)] as const
    const value = old?.value() ?? ''
    return select({ name, label, value }, choices, change)
  }
  return {
    nodes: [search.node, subjectPlace, groupPlace, state.node, order.node],
    read: () => ({
      ...{ text: search.value(), subject: subject?.value() ?? '', group: group?.value() ?? '' },
      ...{ state: state.value() as State, order: order.value() as Order },
    }),
    offer(sites) {
      const subjects = sites.map((site) => site.subject ?? '')
      subject = one('subject-filter', _('Subject'), subjects, subject)
      group = one('group-filter', _('Group'), sites.map(groupOf), group)
      subjectPlace.replaceChildren(subject.node)
      groupPlace.replaceChildren(group.node)
    },
  }
}
