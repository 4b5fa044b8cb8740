/** The sentence that a teacher reads first, and what there is to do. */
import type { Health, Status } from '../../../luci-bridge/contract.ts'
import { headline } from '../badge.ts'
import { inWords } from '../in-words.ts'
import type { May } from '../may.ts'
import { pageLink } from '../page-link.ts'
import { date } from '../when.ts'

export function listSentence({ list }: Status): string {
  if (list.version === 0) return _('No white list has been approved yet: every site is refused.')
  const sites = N_(list.sites, '%d site', '%d sites').format(list.sites)
  const day = list.date || list.at || ''
  if (!list.by || day === '') return _('White list %d with %s.').format(list.version, sites)
  return _('White list %d with %s, approved on %s by %s.').format(list.version, sites, date(day), list.by)
}

const pausedRooms = ({ rooms }: Status): string =>
  rooms
    .filter(({ paused }) => paused)
    .map(({ name }) => name)
    .join(', ')

function works(status: Status): string {
  const pcs = status.rooms.reduce((sum, room) => sum + room.pcs, 0)
  const rooms = N_(status.rooms.length, '%d room', '%d rooms').format(status.rooms.length)
  const paused = pausedRooms(status)
  return [
    _('It works.'),
    _('%s now, %s.').format(N_(pcs, '%d PC', '%d PCs').format(pcs), rooms),
    ...(paused === '' ? [] : [_('Nothing opens now, because paused: %s.').format(paused)]),
    listSentence(status),
  ].join(' ')
}

/** What is wrong now: the daemon's faults, and failed checks that say what to do. */
function troubles(status: Status, health: Health | undefined): { what: string; remedy: string }[] {
  const failed = (health?.checks ?? []).filter(({ verdict }) => verdict === 'failed')
  const faults = status.messages.map((message) => ({ what: inWords(message), remedy: '' }))
  return [
    ...faults,
    ...failed.map(({ message, advice }) => ({
      what: inWords(message),
      remedy: advice === undefined ? '' : inWords(advice),
    })),
  ]
}

function troubleList(found: { what: string; remedy: string }[]): HTMLElement[] {
  if (found.length === 0) return []
  const items = found.map(({ what, remedy }) =>
    E('li', {}, [what, ...(remedy === '' ? [] : [' ', E('strong', {}, [_('What to do:')]), ' ', remedy])]),
  )
  return [E('ul', { class: 'aq-list', 'data-name': 'troubles' }, items)]
}

/** What waits for somebody, one line each. */
function tasks(status: Status, may: May): LuciChild[][] {
  const { draft, requests, me, clock } = status
  const approves = me.roles.includes('director')
  const waiting = N_(requests, '%d site was asked for by pupils.', '%d sites were asked for by pupils.').format(
    requests,
  )
  return [
    ...(clock.synchronised
      ? []
      : [[_('The router’s clock is not set: times in the journal are not to be trusted yet.')]]),
    ...(draft.sent && approves
      ? [[_('A white list waits for your approval.'), ' ', pageLink('whitelist', _('White list'))]]
      : []),
    ...(draft.sent && !approves ? [[_('The draft of the white list lies before the director.')]] : []),
    ...(draft.returned && may('list_get')
      ? [
          [
            _('The director sent the draft back: %s').format(draft.returned.note),
            ' ',
            pageLink('whitelist', _('White list')),
          ],
        ]
      : []),
    ...(draft.differs && !draft.sent && !draft.returned && may('list_get')
      ? [
          [
            _('The draft of the white list has changes that are not in force.'),
            ' ',
            pageLink('whitelist', _('White list')),
          ],
        ]
      : []),
    // Who has no such page can do nothing about it.
    ...(requests > 0 && may('requests') ? [[waiting, ' ', pageLink('requests', _('Requests'))]] : []),
  ]
}

export function stateView(status: Status, health: Health | undefined, may: May): HTMLElement[] {
  const found = troubles(status, health)
  const first = !status.enforced
    ? headline(_('It does not work: the white list is not in force. What is written below says why.'), 'bad')
    : status.rooms.length === 0
      ? headline(_('No room is set up yet: nothing is guarded.'), 'warning')
      : found.length > 0
        ? headline(
            `${N_(found.length, 'It works, but %d thing has to be seen to.', 'It works, but %d things have to be seen to.').format(found.length)} ${listSentence(status)}`,
            'warning',
          )
        : headline(works(status), status.list.version === 0 || pausedRooms(status) !== '' ? 'warning' : 'good')
  const lines = tasks(status, may).map((line) => E('li', {}, line))
  return [
    first,
    ...troubleList(found),
    ...(lines.length === 0 ? [] : [E('ul', { class: 'aq-list', 'data-name': 'tasks' }, lines)]),
  ]
}

function reminderList(title: string, name: string, entries: Status['reminders']): HTMLElement[] {
  if (entries.length === 0) return []
  const items = entries.map(({ due, what }) => E('li', {}, [_('Due on %s: %s').format(date(due), inWords(what))]))
  return [E('h3', {}, [title]), E('ul', { class: 'aq-list', 'data-name': name }, items)]
}

/** What is late, and what is due soon: after the rooms, whose buttons a lesson waits for. */
export function remindersView({ reminders }: Status): HTMLElement[] {
  const soon = reminders.filter(({ overdue }) => !overdue)
  const late = reminders.filter(({ overdue }) => overdue)
  return [...reminderList(_('Overdue'), 'overdue', late), ...reminderList(_('Due soon'), 'reminders', soon)]
}
