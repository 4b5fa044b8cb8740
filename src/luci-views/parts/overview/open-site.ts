/** Opens what is on demand in a room: for the lesson, some minutes, or until a time. */
import type { OpenedSite, RoomStatus } from '../../../luci-bridge/contract.ts'
import { button } from '../button.ts'
import { tell } from '../failure.ts'
import { input, select } from '../field.ts'
import { openForm } from '../form-dialog.ts'
import type { May } from '../may.ts'
import * as rpc from '../rpc.ts'

const callDemand = rpc.declare('on_demand')
const callOpen = rpc.declare('site_open')
const callShut = rpc.declare('site_shut')

type Refresh = () => Promise<void>

const clockOf = (until: string) => until.slice(11, 16)

/** What is chosen of how long, as `site_open` takes it. */
const timeOf = (choice: string, until: string) =>
  choice === 'lesson' ? { lesson: true } : choice === 'until' ? { until } : { minutes: Number(choice) }

/** The form of one room. `site`: what is chosen first. */
export async function openSite(room: { readonly id: string; readonly name: string }, refresh: Refresh): Promise<void> {
  const { sites } = await callDemand({})
  const here = sites.filter(({ rooms }) => rooms.includes(room.id))
  if (here.length === 0) return tell(_('The list has no site on demand for %s.').format(room.name))
  const site = select(
    { name: 'demand-site', label: _('Site') },
    here.map(({ site: name, title }) => [name, title === undefined ? name : `${title} (${name})`] as const),
  )
  const until = input({ name: 'demand-until', label: _('Until'), type: 'time' })
  until.node.hidden = true
  const time = select(
    { name: 'demand-time', label: _('How long') },
    [
      ['lesson', _('for this lesson')],
      ...[5, 15, 45, 90].map((minutes) => [String(minutes), _('%d minutes').format(minutes)] as const),
      ['until', _('until a time of today')],
    ],
    () => {
      until.node.hidden = time.value() !== 'until'
    },
  )
  const hint = _('The director has approved it. It shuts by itself, and the journal has who opened it.')
  openForm({
    title: _('Open a site in %s').format(room.name),
    content: [
      E('p', { class: 'aq-muted' }, [hint]),
      E('div', { class: 'aq-form' }, [site.node, time.node, until.node]),
    ],
    confirm: _('Open'),
    async save() {
      await callOpen({ room: room.id, site: site.value(), ...timeOf(time.value(), until.value()) })
      await refresh()
      return undefined
    },
  })
}

/** With one press: for the lesson, or for 45 minutes where none goes on. */
export async function openForLesson(room: { readonly id: string; readonly name: string }, site: string): Promise<void> {
  const isNoLesson = (error: unknown) =>
    error instanceof rpc.CallFailed && error.failed?.message?.code === 'no-lesson-now'
  const opened = await callOpen({ room: room.id, site, lesson: true }).catch((error: unknown) => {
    if (!isNoLesson(error)) throw error
    return callOpen({ room: room.id, site, minutes: 45 })
  })
  tell(_('%s is open in %s until %s.').format(site, room.name, clockOf(opened.until)))
}

function openedLine(one: OpenedSite, may: May, refresh: Refresh): HTMLElement {
  const shut = async () => {
    await callShut({ room: one.room, site: one.site })
    await refresh()
  }
  const left = N_(one.minutesLeft, '%d minute left', '%d minutes left').format(one.minutesLeft)
  return E('li', { 'data-opened': one.site }, [
    E('strong', {}, [one.title ?? one.site]),
    ' ',
    _('until %s').format(clockOf(one.until)),
    ` (${left}; ${one.user}) `,
    ...(may('site_shut') ? [button(_('Shut'), shut, { name: 'site-shut' })] : []),
  ])
}

/** What is open on demand in a room, each with its end. */
export function openedLines(room: RoomStatus, may: May, refresh: Refresh): HTMLElement[] {
  if (room.opened.length === 0) return []
  const lines = room.opened.map((one) => openedLine(one, may, refresh))
  return [E('p', {}, [_('Open on demand:')]), E('ul', { class: 'aq-list' }, lines)]
}
