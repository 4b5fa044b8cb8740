/** Ready groups: what each has and where that is from, what of it is in the draft, and what a newer catalogue changed. */
import dom from 'luci:dom'
import type { CatalogueAnswer, CatalogueGroup } from '../../../luci-bridge/contract.ts'
import { badge } from '../badge.ts'
import { button } from '../button.ts'
import { failurePanel } from '../failure.ts'
import { input } from '../field.ts'
import { inWords } from '../in-words.ts'
import * as rpc from '../rpc.ts'
import type { View } from '../tabs.ts'
import { said } from '../tongue.ts'
import { date } from '../when.ts'
import { callEdit, type LoadedList } from './calls.ts'
import { ImportPreview } from './import-preview.ts'
import { refusalLines } from './site-form.ts'
import { conflictWords, type ListContext } from './state.ts'

const callCatalogue = rpc.declare('catalogue')
const callRead = rpc.declare('catalogue_read')

type Edit = Parameters<typeof callEdit>[0]['edit']

const textOf = (group: CatalogueGroup) =>
  [group.id, ...Object.values(group.title), ...group.sites.map(({ domain }) => domain)].join('\n').toLowerCase()

/** Its lines, each with the page that names it and the day. */
function linesOf({ sites }: CatalogueGroup): HTMLElement {
  const lines = sites.map(({ domain, needs = [], needs_exact: exact = [], source, written }) =>
    E('li', {}, [
      E('strong', {}, [domain]),
      ...[...needs, ...exact].map((name) => ` + ${name}`),
      ' — ',
      E('a', { href: source, target: '_blank', rel: 'noreferrer noopener' }, [date(written)]),
    ]),
  )
  return E('details', {}, [E('summary', {}, [_('Its sites, and where that is from')]), E('ul', {}, lines)])
}

class GroupsView implements View {
  readonly nodes: LuciChild[]
  readonly #context: ListContext
  readonly #body = E('div', { 'data-name': 'groups' }, [])
  readonly #search = input({ name: 'group-search', label: _('Search'), type: 'search', placeholder: 'kundelik' })
  readonly #preview: ImportPreview
  #answer: CatalogueAnswer = { groups: [], vanished: [] }
  #list: LoadedList | undefined
  #chosen = ''

  constructor(context: ListContext) {
    this.#context = context
    this.#preview = new ImportPreview(context, { added: () => {}, again: () => this.#read(this.#chosen) })
    this.#search.node.addEventListener('input', () => this.#draw())
    this.#search.node.classList.add('aq-long')
    const hint = _(
      'Groups of sites that belong together, with the page that names each. A group comes into the draft as ordinary entries: you see them first, and the director approves them like all others.',
    )
    this.nodes = [
      E('p', { class: 'aq-muted' }, [hint]),
      ...this.#preview.nodes,
      E('div', { class: 'aq-filters' }, [this.#search.node]),
      this.#body,
    ]
    this.redraw()
  }

  redraw(): void {
    if (this.#context.list === this.#list) return
    this.#list = this.#context.list
    void this.#load()
  }

  async #load(): Promise<void> {
    try {
      this.#answer = await callCatalogue({})
      this.#draw()
    } catch (error) {
      dom.content(this.#body, [failurePanel(error)])
    }
  }

  #draw(): void {
    const { groups, vanished, fault } = this.#answer
    if (fault !== undefined)
      return void dom.content(this.#body, [E('p', { class: 'alert-message error' }, [inWords(fault)])])
    const wanted = this.#search.value().trim().toLowerCase()
    const found = groups.filter((group) => textOf(group).includes(wanted))
    dom.content(this.#body, [
      ...vanished.map(({ id, sites }) =>
        E('p', { class: 'aq-problem aq-warning', 'data-name': 'vanished' }, [
          _('The catalogue has no group %s any more. Its entries stay in the list as they are: %s').format(
            id,
            sites.join(', '),
          ),
        ]),
      ),
      ...(found.length === 0 ? [E('p', {}, [_('Nothing found.')])] : found.map((group) => this.#card(group))),
    ])
  }

  #card(group: CatalogueGroup): HTMLElement {
    const { id, date: day, sites, listed } = group
    const about = N_(sites.length, '%d site', '%d sites').format(sites.length)
    const inDraft = listed > 0 ? [' ', badge(_('in the draft: %d').format(listed), 'good')] : []
    return E('section', { class: 'aq-card', 'data-name': `group-${id}` }, [
      E('h3', {}, [said(group.title), ...inDraft]),
      E('div', { class: 'aq-muted' }, [`${about}, ${date(day)}`]),
      ...this.#changes(group),
      linesOf(group),
      E('div', { class: 'aq-buttons' }, [
        button(_('Show what it brings'), () => this.#read(id), { kind: 'action', name: 'group-read' }),
      ]),
    ])
  }

  /** What another day's catalogue says otherwise: told, and done on a press alone. */
  #changes({ from, added, gone, changed }: CatalogueGroup): HTMLElement[] {
    if (from === undefined || added.length + gone.length + changed.length === 0) return []
    const names = changed.map(({ name }) => name)
    const line = (label: string, sites: readonly string[]) =>
      sites.length === 0 ? [] : [E('div', {}, [`${label}: ${sites.join(', ')}`])]
    const edits: Edit[] = [
      ...changed.map(({ name, values }) => ({ kind: 'change', name, values }) as const),
      ...gone.map((name) => ({ kind: 'remove', name }) as const),
    ]
    const press = () => this.#apply(edits)
    return [
      E('div', { class: 'aq-problem aq-warning', 'data-name': 'group-changes' }, [
        E('div', {}, [_('Your entries are from %s. Since then:').format(date(from))]),
        ...line(_('New'), added),
        ...line(_('No longer in the group'), gone),
        ...line(_('Changed'), names),
        ...(edits.length === 0
          ? []
          : [button(_('Change and remove these in the draft'), press, { name: 'group-take-over' })]),
      ]),
    ]
  }

  async #read(id: string): Promise<void> {
    this.#chosen = id
    this.#preview.clear()
    try {
      const { read, fault } = await callRead({ group: id })
      if (fault !== undefined) return this.#preview.say(inWords(fault), 'error')
      if (read !== undefined) this.#preview.show(read)
      this.#preview.nodes[1]?.scrollIntoView({ block: 'nearest' })
    } catch (error) {
      this.#preview.fail(error)
    }
  }

  /** One after the other; the first that is refused is told, and what was done before it stays. */
  async #apply(edits: readonly Edit[]): Promise<void> {
    this.#preview.clear()
    let base = this.#context.list.sha256
    try {
      for (const edit of edits) {
        const edited = await callEdit({ base, edit })
        if (!edited.saved) {
          await this.#context.refresh()
          return this.#preview.say(_('Not everything was changed.'), 'warning', refusalLines(edited))
        }
        base = edited.sha256
      }
      await this.#context.refresh()
      this.#preview.say(_('The draft says what the catalogue says.'), 'success')
    } catch (error) {
      const conflict = await conflictWords(this.#context, error)
      if (conflict === undefined) throw error
      this.#preview.say(conflict, 'warning')
    }
  }
}

export const groupsView = (context: ListContext): View => new GroupsView(context)
