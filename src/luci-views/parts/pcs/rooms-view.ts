/** Which networks make up which room. Read only: rooms are made in the settings. */
import dom from 'luci:dom'
import { badge } from '../badge.ts'
import { failurePanel } from '../failure.ts'
import * as rpc from '../rpc.ts'
import { table } from '../table.ts'
import type { View } from '../tabs.ts'
import type { PcContext } from './context.ts'

const callRooms = rpc.declare('rooms')

export function roomsView({ may }: PcContext): View {
  const body = E('div', {}, [E('p', { class: 'aq-loading' }, [_('Loading …')])])
  const draw = async () => {
    try {
      const { rooms, networks } = await callRooms({})
      const nameOf = (id: string) => rooms.find((room) => room.id === id)?.name ?? id
      const hint = may('exempt_save') ? _('Rooms are made under Settings.') : _('The administrator makes rooms.')
      dom.content(body, [
        table(
          [
            { title: _('Room'), cell: ({ name }) => E('strong', {}, [name]) },
            { title: _('In the white list'), cell: ({ id }) => E('code', {}, [id]) },
            { title: _('Networks'), cell: ({ networks: own }) => own.join(', ') || _('none: nothing is guarded') },
          ],
          rooms,
          _('There is no room yet.'),
        ),
        E('p', { class: 'aq-muted' }, [hint]),
        E('h3', {}, [_('Networks of the router')]),
        table(
          [
            { title: _('Network'), cell: ({ name }) => name },
            { title: _('Device'), cell: ({ device }) => device },
            { title: _('Addresses'), cell: ({ addresses }) => addresses.join(', ') },
            { title: _('State'), cell: ({ up }) => (up ? badge(_('up'), 'good') : badge(_('down'), 'quiet')) },
            { title: _('Room'), cell: ({ room }) => (room === undefined ? _('not guarded') : nameOf(room)) },
          ],
          networks,
          _('The router has told of no network.'),
        ),
      ])
    } catch (error) {
      dom.content(body, [failurePanel(error)])
    }
  }
  void draw()
  return { nodes: [body] }
}
