/** The rooms, each with its buttons. */
import type { RoomStatus } from '../../../luci-bridge/contract.ts'
import { badge } from '../badge.ts'
import { button } from '../button.ts'
import { input } from '../field.ts'
import { openForm } from '../form-dialog.ts'
import type { May } from '../may.ts'
import * as rpc from '../rpc.ts'
import { openedLines, openSite } from './open-site.ts'

const callRoomSet = rpc.declare('room_set')
const callLessonStart = rpc.declare('lesson_start')
const callLessonEnd = rpc.declare('lesson_end')

function stateOf(room: RoomStatus): HTMLElement {
  if (!room.paused) return badge(_('open', 'room'), 'good')
  return badge(room.why === 'hours' ? _('closed outside its hours') : _('paused'), 'warning')
}

/** The dialog stays until the lesson has begun: a class that was mistyped is not lost. */
function startLesson(room: RoomStatus, refresh: () => Promise<void>): void {
  const field = input({ name: 'class', label: _('Class, for example 7А'), value: room.lesson ?? '' })
  openForm({
    title: _('Start a lesson'),
    content: [E('p', {}, [_('Visits in %s will bear this class in the journal.').format(room.name)]), field.node],
    confirm: _('Start the lesson'),
    async save() {
      if (field.value() === '') return [E('p', { class: 'aq-bad' }, [_('Write the class.')])]
      await callLessonStart({ room: room.id, class: field.value() })
      await refresh()
      return undefined
    },
  })
}

function buttons(room: RoomStatus, may: May, refresh: () => Promise<void>): HTMLElement[] {
  const then = (act: () => Promise<unknown>) => async () => {
    await act()
    await refresh()
  }
  const set = (state: 'open' | 'paused') => then(() => callRoomSet({ room: room.id, state }))
  return [
    ...(!may('room_set')
      ? []
      : room.paused
        ? [button(_('Open the room'), set('open'), { kind: 'positive', big: true, name: 'resume' })]
        : [button(_('Pause the room'), set('paused'), { kind: 'negative', big: true, name: 'pause' })]),
    ...(may('site_open')
      ? [button(_('Open a site …'), () => openSite(room, refresh), { big: true, name: 'site-open' })]
      : []),
    ...(may('lesson_start')
      ? [button(_('Start a lesson'), () => startLesson(room, refresh), { big: true, name: 'lesson-start' })]
      : []),
    ...(room.lesson !== undefined && may('lesson_end')
      ? [
          button(
            _('End the lesson'),
            then(() => callLessonEnd({ room: room.id })),
            { big: true, name: 'lesson-end' },
          ),
        ]
      : []),
  ]
}

function card(room: RoomStatus, may: May, refresh: () => Promise<void>): HTMLElement {
  const pcs = N_(room.pcs, '%d PC in the last ten minutes', '%d PCs in the last ten minutes').format(room.pcs)
  const lesson = room.lesson === undefined ? [] : [' ', badge(_('lesson: %s').format(room.lesson), 'quiet')]
  return E('div', { class: 'aq-card', 'data-room': room.id }, [
    E('h3', {}, [room.name]),
    E('p', {}, [stateOf(room), ...lesson]),
    E('p', { class: 'aq-muted' }, [pcs]),
    ...openedLines(room, may, refresh),
    E('div', { class: 'aq-buttons' }, buttons(room, may, refresh)),
  ])
}

export function roomCards(rooms: readonly RoomStatus[], may: May, refresh: () => Promise<void>): HTMLElement {
  if (rooms.length === 0) return E('p', {}, [_('An administrator makes the rooms on this page.')])
  return E(
    'div',
    { class: 'aq-cards' },
    rooms.map((room) => card(room, may, refresh)),
  )
}
