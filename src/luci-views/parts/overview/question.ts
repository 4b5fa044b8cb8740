/** The question before a lesson: may this site open? */
import dom from 'luci:dom'
import type { OpensInRoom, SiteOpens } from '../../../luci-bridge/contract.ts'
import { headline } from '../badge.ts'
import { button } from '../button.ts'
import { failurePanel } from '../failure.ts'
import { input } from '../field.ts'
import type { May } from '../may.ts'
import { pageLink } from '../page-link.ts'
import * as rpc from '../rpc.ts'

const callOpens = rpc.declare('site_opens')

const namesOf = (rooms: readonly OpensInRoom[]) => rooms.map(({ name }) => name).join(', ')

function sentence({ name, rooms }: SiteOpens): HTMLElement {
  const [open, shut] = [rooms.filter(({ opens }) => opens), rooms.filter(({ opens }) => !opens)]
  if (open.length === 0) return headline(_('%s does not open.').format(name), 'bad')
  if (shut.length === 0) return headline(_('%s opens.').format(name), 'good')
  return headline(_('%s opens in: %s. It does not open in: %s.').format(name, namesOf(open), namesOf(shut)), 'warning')
}

function reason({ why, site = '', title }: OpensInRoom, port: number): string {
  switch (why) {
    case 'site':
      return _('It is on the white list: %s.').format(title === undefined ? site : `${title} (${site})`)
    case 'needs':
      return _('It opens because %s needs it.').format(site)
    case 'except':
      return _('The white list keeps it shut as an exception.')
    case 'port':
      return _('The white list has it, and not on port %d.').format(port)
    case 'inside':
      return _(
        'Its address lies inside the school: it stays shut until its entry says that it is a site of the school.',
      )
    case 'outside':
      return _('It is listed as a site of the school, but its address lies on the internet.')
    case 'managed':
      return _('Its address is a router, a resolver or a PC of a room: no name opens these.')
    case 'no-address':
      return _('The white list has it, but no address is found for it: look at its spelling, or the site is away.')
    case 'on-demand':
      return _('It is on demand: it opens when a teacher opens %s for the room.').format(site)
    case 'unlisted':
      return _('It is not on the white list.')
  }
}

/** The reasons of all rooms, each once. Where it opens in one room, the first sentence has told that others lack it. */
function reasons({ rooms, port }: SiteOpens): string[] {
  const isListed = rooms.some(({ why }) => why !== 'unlisted')
  const telling = rooms.filter(({ why }) => !isListed || why !== 'unlisted')
  const paused = rooms.filter((room) => room.paused)
  return [
    ...new Set(telling.map((room) => reason(room, port))),
    ...(paused.length > 0 ? [_('Nothing opens now, because paused: %s.').format(namesOf(paused))] : []),
  ]
}

/** What can be done about it. */
function advice({ name, rooms, inDraft }: SiteOpens, may: May): LuciChild[][] {
  if (rooms.some(({ opens }) => opens))
    return may('needs')
      ? [
          [
            _('Does it open without pictures or videos? The helper knows what it lacks:'),
            ' ',
            pageLink('needs', _('Helper')),
          ],
        ]
      : []
  if (inDraft && rooms.every(({ why }) => !['inside', 'outside', 'managed', 'no-address'].includes(why)))
    return [[_('The draft has it: it opens when the director has approved the list.')]]
  const isNew = rooms.every(({ why }) => why === 'unlisted')
  if (!isNew || !may('list_edit')) return []
  return [[pageLink('whitelist', _('Add it to the white list'), { add: name })]]
}

function answerView(answer: SiteOpens, may: May): HTMLElement[] {
  const { ascii } = answer
  const lines: LuciChild[][] = [
    ...(ascii === undefined ? [] : [[E('code', {}, [ascii])]]),
    ...reasons(answer).map((text) => [text]),
    ...advice(answer, may),
  ]
  const list = lines.map((line) => E('li', {}, line))
  return [sentence(answer), E('ul', { class: 'aq-list' }, list)]
}

export function siteQuestion(may: May): HTMLElement[] {
  if (!may('site_opens')) return []
  const address = input({
    name: 'site-question',
    label: _('Paste an address from the browser'),
    placeholder: 'https://bilimland.kz/kk/…',
  })
  address.node.classList.add('aq-long')
  const answer = E('div', { 'data-name': 'site-answer', 'aria-live': 'polite' }, [])
  const press = button(
    _('Check'),
    async () => {
      if (address.value() === '') return address.node.querySelector('input')?.focus()
      try {
        dom.content(answer, answerView(await callOpens({ address: address.value() }), may))
      } catch (error) {
        dom.content(answer, [failurePanel(error)])
      }
    },
    { kind: 'action', name: 'ask-site' },
  )
  const line = E('div', { class: 'aq-filters' }, [address.node, press])
  line.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') press.click()
  })
  return [E('h3', {}, [_('May a site open?')]), line, answer]
}
