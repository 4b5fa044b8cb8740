/** The list of a district: what it would change in the draft, taken over one by one or all of a kind, when the teacher says so. */
import dom from 'luci:dom'
import type { DistrictListAnswer, DistrictOffer } from '../../../luci-bridge/contract.ts'
import { badge } from '../badge.ts'
import { button } from '../button.ts'
import { failurePanel } from '../failure.ts'
import { inWords } from '../in-words.ts'
import * as rpc from '../rpc.ts'
import type { View } from '../tabs.ts'
import { date } from '../when.ts'
import { inZone } from '../zone.ts'
import type { LoadedList } from './calls.ts'
import { entryNode } from './diff-view.ts'
import { callUndo } from './import-calls.ts'
import { conflictWords, type ListContext } from './state.ts'

export const callDistrict = rpc.declare('district_list')
const callFetch = rpc.declare('district_list_fetch')
const callTake = rpc.declare('district_list_take')

type Kind = DistrictOffer['kind']

const kinds: readonly Kind[] = ['added', 'changed', 'removed']
/** Milliseconds between two questions while the list is fetched. */
const ASK_AGAIN = 1000

function headingOf(kind: Kind, count: number): string {
  if (kind === 'added') return _('Not in the draft: %d').format(count)
  return kind === 'changed'
    ? _('Otherwise in the draft: %d').format(count)
    : _('Left the district’s list: %d').format(count)
}

function markOf(kind: Kind): HTMLElement {
  if (kind === 'added') return badge(_('new'), 'good')
  return kind === 'changed' ? badge(_('changes'), 'warning') : badge(_('left the list'), 'bad')
}

function wordsOf(kind: Kind): { readonly one: string; readonly all: string } {
  if (kind === 'removed') return { one: _('Remove from the draft'), all: _('Remove all these from the draft') }
  return { one: _('Take over'), all: _('Take all these over') }
}

class DistrictView implements View {
  readonly nodes: LuciChild[]
  readonly #context: ListContext
  /** Until it settles, buttons may still be about the draft as it was. */
  #loading = Promise.resolve()
  readonly #news = E('div', { 'data-name': 'district-news', role: 'alert' }, [])
  readonly #body = E('div', { 'data-name': 'district', 'aria-live': 'polite' }, [])
  #list: LoadedList | undefined

  constructor(context: ListContext) {
    this.#context = context
    const hint = _(
      'Sites that the district offers to all schools. Nothing of it opens by itself: what you take over comes into the draft, and the director approves it like all else.',
    )
    this.nodes = [E('p', { class: 'aq-muted' }, [hint]), this.#news, this.#body]
    this.redraw()
  }

  redraw(): void {
    if (this.#context.list === this.#list) return
    this.#list = this.#context.list
    this.#loading = this.#load()
  }

  #say(text: string, kind: string, more: LuciChild[] = []): void {
    dom.content(this.#news, [E('p', { class: `alert-message ${kind}` }, [text]), ...more])
  }

  async #load(): Promise<void> {
    try {
      const first = await callDistrict({})
      const offers = [...first.offers]
      let { next } = first
      while (next !== undefined) {
        const page = await callDistrict({ offset: next })
        if (page.sha256 !== first.sha256 || page.list?.version !== first.list?.version) break
        offers.push(...page.offers)
        next = page.next
      }
      this.#draw({ ...first, offers })
    } catch (error) {
      dom.content(this.#body, [failurePanel(error)])
    }
  }

  #draw(answer: DistrictListAnswer): void {
    const { list, running, fault, marked, url, heard } = answer
    if (running) window.setTimeout(() => void this.#load(), ASK_AGAIN)
    const about =
      list === undefined
        ? []
        : [
            E('p', { 'data-name': 'district-version' }, [
              _('Version %d of %s, with %d entries. It came %s.').format(
                list.version,
                date(list.date),
                list.entries,
                inZone(list.at, this.#context.now),
              ),
              ' ',
              _('From it in the draft: %d.').format(marked),
            ]),
          ]
    const asked =
      heard === undefined
        ? []
        : [
            E('p', { class: 'aq-muted', 'data-name': 'district-heard' }, [
              _('The district’s server answered last %s.').format(inZone(heard, this.#context.now)),
            ]),
          ]
    const wait = running ? [E('p', { class: 'aq-loading' }, [_('The list is being fetched …')])] : []
    const trouble =
      fault === undefined ? [] : [E('p', { class: 'alert-message warning', 'data-code': fault.code }, [inWords(fault)])]
    const parts = kinds.flatMap((kind) => this.#part(kind, answer))
    const isSame = list !== undefined && fault?.code !== 'bulk-draft-wrong' && parts.length === 0
    dom.content(this.#body, [
      ...about,
      ...asked,
      ...trouble,
      ...wait,
      E('div', { class: 'aq-buttons' }, [
        button(_('Fetch it now'), () => this.#fetch(), { name: 'district-fetch', title: url ?? '' }),
      ]),
      ...(isSame ? [E('p', {}, [_('The draft has all that the district’s list has.')])] : parts),
    ])
  }

  #part(kind: Kind, answer: DistrictListAnswer): HTMLElement[] {
    const offers = answer.offers.filter((offer) => offer.kind === kind)
    if (offers.length === 0) return []
    const { one, all } = wordsOf(kind)
    const row = (offer: DistrictOffer) =>
      entryNode(offer, this.#context.rooms, markOf(kind), [
        button(one, () => this.#take(answer, kind, offer.name), {
          name: 'district-take',
          title: `${one}: ${offer.site}`,
        }),
      ])
    const [own, theirs] = [offers.filter((offer) => offer.own), offers.filter((offer) => !offer.own)]
    const atOnce = button(all, () => this.#take(answer, kind), { kind: 'action', name: `district-all-${kind}` })
    const hint = _('Entries that the school wrote itself are taken over one by one:')
    return [
      E('section', { 'data-name': `district-${kind}` }, [
        E('h4', {}, [headingOf(kind, answer[kind])]),
        ...(theirs.length === 0 ? [] : [E('div', { class: 'aq-buttons' }, [atOnce])]),
        ...theirs.map(row),
        ...(own.length === 0 ? [] : [E('p', { class: 'aq-muted' }, [hint])]),
        ...own.map(row),
      ]),
    ]
  }

  async #fetch(): Promise<void> {
    dom.content(this.#news, [])
    await callFetch({})
    await this.#load()
  }

  async #take({ sha256, list }: DistrictListAnswer, kind: Kind, name?: string): Promise<void> {
    try {
      const about = { base: sha256, version: list?.version ?? 0, kind }
      const { taken, sha256: base } = await callTake(name === undefined ? about : { ...about, name })
      await this.#context.refresh()
      await this.#loading
      const undo = button(_('Take it back'), () => this.#undo(base), { name: 'district-undo' })
      this.#say(
        N_(taken, '%d entry of the draft was changed.', '%d entries of the draft were changed.').format(taken),
        'success',
        [E('div', { class: 'aq-buttons' }, [undo])],
      )
    } catch (error) {
      const conflict = await conflictWords(this.#context, error)
      if (conflict === undefined) throw error
      await this.#loading
      this.#say(conflict, 'warning')
    }
  }

  async #undo(base: string): Promise<void> {
    await callUndo({ base })
    await this.#context.refresh()
    await this.#loading
    this.#say(_('The draft is as it was before.'), 'success')
  }
}

export const districtView = (context: ListContext): View => new DistrictView(context)
