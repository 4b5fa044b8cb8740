/** What pupils asked for, a card for each site. */
import type { Requests } from '../../../luci-bridge/contract.ts'
import { button } from '../button.ts'
import { ask } from '../dialog.ts'
import { tell } from '../failure.ts'
import { input } from '../field.ts'
import type { May } from '../may.ts'
import { openForLesson } from '../overview/open-site.ts'
import * as rpc from '../rpc.ts'
import { inZone } from '../zone.ts'

const callDecide = rpc.declare('request_decide')
const callIgnore = rpc.declare('request_ignore')

export interface CardTools {
  readonly may: May
  /** The router's time, whose zone is that of all others. */
  readonly now: string
  readonly refresh: () => Promise<void>
}

async function take(name: string): Promise<void> {
  const { added } = await callDecide({ name, decision: 'taken', add: true })
  tell(
    added
      ? _('%s stands in the draft of the white list now. It opens when the director has approved it.').format(name)
      : _('%s was in the draft already.').format(name),
  )
}

async function refuse(name: string): Promise<void> {
  const word = input({ name: 'word', label: _('Why, for the journal (may stay empty)') })
  word.node.classList.add('aq-wide')
  const go = await ask({
    title: _('Refuse %s').format(name),
    content: [word.node],
    confirm: _('Refuse'),
    kind: 'negative',
  })
  if (go) await callDecide({ name, decision: 'refused', ...(word.value() === '' ? {} : { word: word.value() }) })
}

async function ignore(pc: string): Promise<void> {
  const words = _('Its requests are dropped until midnight, and it is not told. Its access to listed sites stays.')
  const go = await ask({
    title: _('Ignore %s today').format(pc),
    content: [E('p', {}, [words])],
    confirm: _('Ignore today'),
  })
  if (go) await callIgnore({ pc })
}

function pcLine(pc: string, { may, refresh }: CardTools): HTMLElement {
  const press = async () => {
    await ignore(pc)
    await refresh()
  }
  const act = may('request_ignore') ? [' ', button(_('Ignore today'), press, { name: 'ignore' })] : []
  return E('li', { 'data-pc': pc }, [pc, ...act])
}

type RequestedSite = Requests['requests'][number]

/** The list has it on demand: it opens with one press, and is decided by that. */
function openButtons({ name, demand }: RequestedSite, { may, refresh }: CardTools): HTMLElement[] {
  if (demand === undefined || !may('site_open')) return []
  return demand.rooms.map((room) => {
    const press = async () => {
      await openForLesson(room, demand.site)
      await callDecide({ name, decision: 'taken' })
      await refresh()
    }
    const text = _('Open it now in %s').format(room.name)
    return button(text, press, { kind: 'positive', big: true, name: 'open-demand' })
  })
}

export function requestCard(site: RequestedSite, tools: CardTools): HTMLElement {
  const { may, now, refresh } = tools
  const then = (act: (name: string) => Promise<void>) => async () => {
    await act(site.name)
    await refresh()
  }
  const at = (ms: number) => inZone(new Date(ms).toISOString(), now)
  const count = N_(site.pcs.length, '%d PC asked for it.', '%d PCs asked for it.').format(site.pcs.length)
  const buttons = may('request_decide')
    ? [
        button(_('Add to the draft'), then(take), { kind: 'positive', big: true, name: 'take' }),
        button(_('Refuse'), then(refuse), { kind: 'negative', big: true, name: 'refuse' }),
      ]
    : []
  return E('div', { class: 'aq-card', 'data-site': site.name }, [
    E('h3', {}, [site.name]),
    E('p', { class: 'aq-muted' }, [count, ' ', _('First %s, last %s.').format(at(site.first), at(site.last))]),
    ...site.reasons.map((reason) => E('blockquote', { class: 'aq-quote' }, [reason])),
    E('div', { class: 'aq-buttons' }, [...openButtons(site, tools), ...buttons]),
    E('details', {}, [
      E('summary', {}, [_('Which PCs')]),
      E(
        'ul',
        { class: 'aq-list' },
        site.pcs.map((pc) => pcLine(pc, tools)),
      ),
    ]),
  ])
}
