/** The sites of the draft: search, add, edit, remove. A thousand sites are shown in slices. */
import dom from 'luci:dom'
import type { ListEdited, ListSite, Problem } from '../../../luci-bridge/contract.ts'
import { button } from '../button.ts'
import { ask } from '../dialog.ts'
import { input } from '../field.ts'
import { type Column, table } from '../table.ts'
import { callEdit, nameOf } from './calls.ts'
import { bySite, problemLine, problemLines } from './problems.ts'
import { cutLines, openSiteForm, refusalLines } from './site-form.ts'
import { conflictWords, type ListContext } from './state.ts'

/** Rows that are shown at once, and added with each press. */
const SLICE = 50

const isFound = (site: ListSite, wanted: string) =>
  [nameOf(site), site.title ?? '', site.subject ?? '', ...(site.needs ?? []), ...(site.except ?? [])].some((text) =>
    text.toLowerCase().includes(wanted),
  )

const small = (label: string, values: readonly string[]) =>
  values.length === 0
    ? []
    : [E('div', { class: 'aq-detail' }, [E('span', { class: 'aq-muted' }, [`${label}: `]), values.join(', ')])]

function details(site: ListSite, context: ListContext): LuciChild[] {
  const roomNames = (site.rooms ?? []).map((id) => context.rooms.find((room) => room.id === id)?.name ?? id)
  return [
    ...small(_('Needs'), site.needs ?? []),
    ...small(_('Except'), site.except ?? []),
    ...small(_('Rooms'), roomNames),
    ...small(_('Ports'), site.ports ?? []),
    ...(site.subdomains === false ? [E('div', { class: 'aq-detail' }, [_('This one name alone')])] : []),
  ]
}

/** Everything under the search field, and what was said of the last edit. */
export function sitesView(context: ListContext): LuciChild[] {
  const mayEdit = context.may('list_edit')
  const news = E('div', { 'data-name': 'list-news', 'aria-live': 'polite' }, [])
  const body = E('div', {}, [])
  let shown = SLICE

  const tell = (edited: ListEdited, text: string) =>
    dom.content(news, [
      E('p', { class: 'alert-message success' }, [text]),
      ...cutLines(edited.cut),
      ...problemLines(edited.problems.filter(({ line }) => line === edited.site?.line)),
    ])
  const edited = (one: ListEdited) => tell(one, _('Saved: %s').format(nameOf(one.site ?? {})))

  async function remove(site: ListSite): Promise<void> {
    const sure = await ask({
      title: _('Remove %s?').format(nameOf(site)),
      content: [E('p', {}, [_('It stays open until the director approves the list without it.')])],
      confirm: _('Remove'),
      kind: 'negative',
    })
    if (!sure) return
    await attempt(
      () => callEdit({ base: context.list.sha256, edit: { kind: 'remove', name: nameOf(site) } }),
      (one) => tell(one, _('Removed: %s').format(nameOf(site))),
    )
  }

  async function attempt(call: () => Promise<ListEdited>, done: (edited: ListEdited) => void): Promise<void> {
    try {
      const answer = await call()
      if (!answer.saved) return void dom.content(news, refusalLines(answer))
      await context.refresh()
      done(answer)
    } catch (error) {
      const conflict = await conflictWords(context, error)
      if (conflict === undefined) throw error
      dom.content(news, [E('p', { class: 'alert-message warning', 'data-name': 'conflict' }, [conflict])])
    }
  }

  const columns: Column<ListSite>[] = [
    {
      title: _('Site'),
      cell: (site) => [
        E('strong', {}, [nameOf(site)]),
        ...(site.title === undefined ? [] : [E('div', {}, [site.title])]),
      ],
    },
    { title: _('Subject'), cell: (site) => site.subject ?? '' },
    {
      title: _('Details'),
      cell: (site) => [
        ...details(site, context),
        ...(problems.get(site.line) ?? []).map((problem) => problemLine(problem)),
      ],
    },
  ]
  if (mayEdit)
    columns.push({
      title: '',
      cell: (site) =>
        E('div', { class: 'aq-buttons aq-row-buttons' }, [
          button(_('Edit'), () => openSiteForm(context, site, edited), { name: 'edit', kind: 'neutral' }),
          button(_('Remove'), () => remove(site), { name: 'remove', kind: 'negative' }),
        ]),
    })

  const search = input({ name: 'search', label: _('Search'), type: 'search', placeholder: _('name, title or subject') })
  let problems = new Map<number, Problem[]>()
  function draw(): void {
    const { sites } = context.list
    problems = bySite(sites, context.list.problems)
    const wanted = search.value().toLowerCase()
    const found = wanted === '' ? sites : sites.filter((site) => isFound(site, wanted))
    const empty = wanted === '' ? _('The list is empty: nothing opens.') : _('Nothing found.')
    const rest = found.length - shown
    const more = () => {
      shown += 2 * SLICE
      draw()
    }
    dom.content(body, [
      E('p', { class: 'aq-muted', 'data-name': 'count' }, [_('%d of %d sites').format(found.length, sites.length)]),
      ...(problems.get(0) ?? []).map((problem) => problemLine(problem, true)),
      table(columns, found.slice(0, shown), empty),
      ...(rest > 0 ? [button(_('Show more (%d)').format(rest), more, { name: 'more' })] : []),
    ])
  }
  search.node.addEventListener('input', () => {
    shown = SLICE
    draw()
  })
  draw()
  context.redraw = draw
  const top = mayEdit ? [adder(context, (call, then) => attempt(call, then), edited)] : []
  return [...top, news, E('div', { class: 'aq-filters' }, [search.node]), body]
}

type Attempt = (call: () => Promise<ListEdited>, done: (edited: ListEdited) => void) => Promise<void>

function adder(context: ListContext, attempt: Attempt, edited: (one: ListEdited) => void): HTMLElement {
  const address = input({
    name: 'paste',
    label: _('Paste an address from the browser'),
    placeholder: 'https://bilimland.kz/kk/…',
  })
  const title = input({ name: 'new-title', label: _('Title') })
  const subject = input({ name: 'new-subject', label: _('Subject') })
  const add = async () => {
    const values = {
      domain: address.value(),
      ...(title.value() === '' ? {} : { title: title.value() }),
      ...(subject.value() === '' ? {} : { subject: subject.value() }),
    }
    if (values.domain === '') return address.node.querySelector('input')?.focus()
    await attempt(
      () => callEdit({ base: context.list.sha256, edit: { kind: 'add', values } }),
      (one) => {
        for (const field of [address, title, subject]) field.set('')
        edited(one)
      },
    )
  }
  const buttons = [
    button(_('Add'), add, { kind: 'positive', name: 'add' }),
    button(_('More …'), () => openSiteForm(context, undefined, edited), {
      name: 'add-more',
      title: _('Add with needs, rooms and ports'),
    }),
  ]
  const fields = E('form', { class: 'aq-filters', submit: (event) => event.preventDefault() }, [
    address.node,
    title.node,
    subject.node,
    ...buttons,
  ])
  address.node.classList.add('aq-long')
  fields.addEventListener('keydown', (event) => {
    if ((event as KeyboardEvent).key === 'Enter' && event.target instanceof HTMLInputElement)
      void (buttons[0] as HTMLElement).click()
  })
  return fields
}
