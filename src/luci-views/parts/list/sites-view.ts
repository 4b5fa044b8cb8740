/** The sites of the draft: search, add, edit, remove. A thousand sites are shown in slices. */
import dom from 'luci:dom'
import type { ListEdited, ListSite, Problem } from '../../../luci-bridge/contract.ts'
import { button } from '../button.ts'
import { ask } from '../dialog.ts'
import { type Column, table } from '../table.ts'
import type { View } from '../tabs.ts'
import { adder } from './adder.ts'
import { wireName } from './ascii.ts'
import { callEdit, type LoadedList, nameOf } from './calls.ts'
import { manyAtMost, openManyForm } from './many-form.ts'
import { bySite, problemLine, problemLines } from './problems.ts'
import { chosenSites, type SiteFilters, siteFilters } from './site-filters.ts'
import { cutLines, openSiteForm, refusalLines } from './site-form.ts'
import { conflictWords, type ListContext } from './state.ts'
import { fieldName } from './words.ts'

/** Rows that are shown at once; twice as many are added with each press. */
const SLICE = 50

const small = (label: string, values: readonly string[]) =>
  values.length === 0 ? [] : [E('div', {}, [E('span', { class: 'aq-muted' }, [`${label}: `]), values.join(', ')])]

/** When it is open, and what else is special about it. */
function conditionLines(site: ListSite): LuciChild[] {
  const values = (key: 'open' | 'from' | 'until' | 'resolver' | 'safe_search' | 'group') =>
    site[key] === undefined ? [] : small(fieldName(key), [site[key]])
  return [
    ...(site.open === 'on-demand' ? [E('div', {}, [_('Opens only while a teacher opens it')])] : []),
    ...values('from'),
    ...values('until'),
    ...(site.inside === true ? [E('div', {}, [_('In the school’s own network')])] : []),
    ...values('resolver'),
    ...values('safe_search'),
    ...(site.whole_suffix === true ? [E('div', {}, [_('Everything below it opens')])] : []),
    ...values('group'),
  ]
}

class SitesView implements View {
  readonly nodes: LuciChild[]
  readonly #context: ListContext
  readonly #news = E('div', { 'data-name': 'list-news', 'aria-live': 'polite' }, [])
  readonly #body = E('div', {}, [])
  readonly #filters: SiteFilters
  /** Names of the entries that are ticked. */
  readonly #ticked = new Set<string>()
  #shown = SLICE
  #list: LoadedList | undefined
  #problems = new Map<number, Problem[]>()

  constructor(context: ListContext) {
    this.#context = context
    this.#filters = siteFilters(() => {
      this.#shown = SLICE
      this.redraw()
    })
    this.redraw()
    const saved = (edited: ListEdited) => this.#saved(edited)
    const top = context.may('list_edit') ? [adder(context, (call, done) => this.#attempt(call, done), saved)] : []
    this.nodes = [...top, this.#news, E('div', { class: 'aq-filters' }, this.#filters.nodes), this.#body]
  }

  redraw(): void {
    const { list } = this.#context
    if (list !== this.#list) {
      this.#list = list
      this.#problems = bySite(list.sites, list.problems)
      this.#filters.offer(list.sites)
      const names = new Set(list.sites.map(nameOf))
      for (const name of this.#ticked) if (!names.has(name)) this.#ticked.delete(name)
    }
    const found = chosenSites(list.sites, this.#filters.read(), ({ line }) => this.#problems.get(line) ?? [])
    const empty = list.sites.length === 0 ? _('The list is empty: nothing opens.') : _('Nothing found.')
    dom.content(this.#body, [
      E('p', { class: 'aq-muted', 'data-name': 'count' }, [
        _('%d of %d sites').format(found.length, list.sites.length),
      ]),
      ...(this.#problems.get(0) ?? []).map((problem) => problemLine(problem, true)),
      ...this.#expiredLine(),
      ...this.#manyBar(found),
      table(this.#columns(), found.slice(0, this.#shown), empty),
      ...this.#more(found.length - this.#shown),
    ])
  }

  /** Entries whose last day is over: one press takes them all out of the draft. */
  #expiredLine(): HTMLElement[] {
    const { list, may } = this.#context
    const isExpired = ({ line }: ListSite) => this.#problems.get(line)?.some(({ code }) => code === 'expired') === true
    const names = list.sites.filter(isExpired).map(nameOf)
    if (names.length === 0) return []
    const words = N_(names.length, '%d entry has run out.', '%d entries have run out.').format(names.length)
    const press = () => this.#removeExpired(names)
    const act = may('list_edit') ? [' ', button(_('Remove what has run out'), press, { name: 'remove-expired' })] : []
    return [E('p', { class: 'aq-problem aq-warning', 'data-name': 'expired' }, [words, ...act])]
  }

  /** What is done with the ticked entries; those that are shown can be ticked at once, as many as one step takes. */
  #manyBar(found: readonly ListSite[]): HTMLElement[] {
    if (!this.#context.may('list_edit') || found.length === 0) return []
    const chosen = this.#context.list.sites.filter((site) => this.#ticked.has(nameOf(site)))
    const tick = () => {
      for (const site of found.slice(0, Math.min(this.#shown, manyAtMost))) this.#ticked.add(nameOf(site))
      this.redraw()
    }
    const clear = () => {
      this.#ticked.clear()
      this.redraw()
    }
    const done = (edited: ListEdited) => {
      this.#ticked.clear()
      this.redraw()
      this.#tell(edited, N_(chosen.length, '%d entry was changed.', '%d entries were changed.').format(chosen.length))
    }
    const buttons =
      chosen.length === 0
        ? [button(_('Mark all that are shown'), tick, { name: 'tick-all' })]
        : [
            E('span', { 'data-name': 'ticked' }, [_('marked: %d').format(chosen.length)]),
            button(_('Change'), () => openManyForm(this.#context, chosen, done), { name: 'change-many' }),
            button(_('Remove'), () => this.#removeMany(chosen.map(nameOf)), { name: 'remove-many' }),
            button(_('Unmark'), clear, { name: 'untick' }),
          ]
    return [E('div', { class: 'aq-buttons' }, buttons)]
  }

  async #removeMany(names: readonly string[]): Promise<void> {
    const sure = await ask({
      title: N_(names.length, 'Remove %d entry?', 'Remove %d entries?').format(names.length),
      content: [E('p', {}, [names.join(', ')])],
      confirm: _('Remove'),
      kind: 'negative',
    })
    if (!sure) return
    await this.#attempt(
      () => callEdit({ base: this.#context.list.sha256, edit: { kind: 'remove-many', names } }),
      (edited) => this.#tell(edited, _('Removed: %s').format(names.join(', '))),
    )
  }

  #tickBox(site: ListSite): HTMLElement {
    const name = nameOf(site)
    const box = E('input', {
      type: 'checkbox',
      name: 'tick',
      'aria-label': _('Mark %s').format(name),
      checked: this.#ticked.has(name) ? '' : null,
    }) as HTMLInputElement
    box.addEventListener('change', () => {
      if (!box.checked) this.#ticked.delete(name)
      else if (this.#ticked.size < manyAtMost) this.#ticked.add(name)
      this.redraw()
    })
    return box
  }

  async #removeExpired(names: readonly string[]): Promise<void> {
    const sure = await ask({
      title: _('Remove what has run out?'),
      content: [E('p', {}, [names.join(', ')])],
      confirm: _('Remove'),
      kind: 'negative',
    })
    if (!sure) return
    const some = names.slice(0, manyAtMost)
    const removeAll = () => callEdit({ base: this.#context.list.sha256, edit: { kind: 'remove-many', names: some } })
    await this.#attempt(removeAll, (edited) => this.#tell(edited, _('Removed: %s').format(some.join(', '))))
  }

  #more(rest: number): HTMLElement[] {
    if (rest <= 0) return []
    const press = () => {
      this.#shown += 2 * SLICE
      this.redraw()
    }
    return [button(_('Show more (%d)').format(rest), press, { name: 'more' })]
  }

  #columns(): Column<ListSite>[] {
    const columns: Column<ListSite>[] = [
      {
        title: _('Site'),
        cell: (site) => [E('strong', {}, [nameOf(site)]), E('div', {}, [site.title ?? '']), ...wireName(nameOf(site))],
      },
      { title: _('Subject'), cell: (site) => site.subject ?? '' },
      { title: _('Details'), cell: (site) => this.#details(site) },
    ]
    if (!this.#context.may('list_edit')) return columns
    const edit = (site: ListSite) => openSiteForm(this.#context, site, (edited) => this.#saved(edited))
    const cell = (site: ListSite) =>
      E('div', { class: 'aq-buttons aq-row-buttons' }, [
        button(_('Edit'), () => edit(site), { name: 'edit' }),
        button(_('Remove'), () => this.#remove(site), { name: 'remove' }),
      ])
    return [{ title: '', cell: (site) => this.#tickBox(site) }, ...columns, { title: '', cell }]
  }

  #details(site: ListSite): LuciChild[] {
    const roomNames = (site.rooms ?? []).map((id) => this.#context.rooms.find((room) => room.id === id)?.name ?? id)
    return [
      ...small(_('Needs'), site.needs ?? []),
      ...small(_('Needs, one name alone'), site.needs_exact ?? []),
      ...small(_('Except'), site.except ?? []),
      ...small(_('Rooms'), roomNames),
      ...small(_('Ports'), site.ports ?? []),
      ...(site.subdomains === false ? [E('div', {}, [_('This one name alone')])] : []),
      ...conditionLines(site),
      ...(this.#problems.get(site.line) ?? []).map((problem) => problemLine(problem)),
    ]
  }

  async #remove(site: ListSite): Promise<void> {
    const sure = await ask({
      title: _('Remove %s?').format(nameOf(site)),
      content: [E('p', {}, [_('It stays open until the director approves the list without it.')])],
      confirm: _('Remove'),
      kind: 'negative',
    })
    if (!sure) return
    const edit = { kind: 'remove', name: nameOf(site) } as const
    await this.#attempt(
      () => callEdit({ base: this.#context.list.sha256, edit }),
      (edited) => this.#tell(edited, _('Removed: %s').format(nameOf(site))),
    )
  }

  async #attempt(call: () => Promise<ListEdited>, done: (edited: ListEdited) => void): Promise<void> {
    try {
      const answer = await call()
      if (!answer.saved) return void dom.content(this.#news, refusalLines(answer))
      await this.#context.refresh()
      done(answer)
    } catch (error) {
      const conflict = await conflictWords(this.#context, error)
      if (conflict === undefined) throw error
      dom.content(this.#news, [E('p', { class: 'alert-message warning', 'data-name': 'conflict' }, [conflict])])
    }
  }

  #saved(edited: ListEdited): void {
    this.#tell(edited, _('Saved: %s').format(nameOf(edited.site ?? {})))
  }

  #tell({ cut, problems, site }: ListEdited, text: string): void {
    const own = bySite(this.#context.list.sites, problems).get(site?.line ?? -1) ?? []
    dom.content(this.#news, [
      E('p', { class: 'alert-message success' }, [text]),
      ...cutLines(cut),
      ...problemLines(own),
    ])
  }
}

export const sitesView = (context: ListContext): View => new SitesView(context)
