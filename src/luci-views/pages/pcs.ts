/** PCs and rooms: names, seats, networks and hours. */
import type { Status } from '../../luci-bridge/contract.ts'
import { loadMay, type May } from '../parts/may.ts'
import { page } from '../parts/page.ts'
import type { PcContext } from '../parts/pcs/context.ts'
import { namesView } from '../parts/pcs/names-view.ts'
import { roomsView } from '../parts/pcs/rooms-view.ts'
import { seatsView } from '../parts/pcs/seats-view.ts'
import { timetableView } from '../parts/pcs/timetable-view.ts'
import * as rpc from '../parts/rpc.ts'
import { tabs } from '../parts/tabs.ts'

const callStatus = rpc.declare('status')

interface Data {
  readonly may: May
  readonly status: Status
}

async function load(): Promise<Data> {
  const [may, status] = await Promise.all([loadMay(), callStatus({})])
  return { may, status }
}

function render({ may, status }: Data): LuciChild[] {
  const context: PcContext = { may, rooms: status.rooms, now: status.clock.now }
  const all = [
    { name: 'names', title: _('PCs'), make: () => namesView(context) },
    { name: 'seats', title: _('Seats'), make: () => seatsView(context) },
    { name: 'rooms', title: _('Rooms'), make: () => roomsView(context) },
    { name: 'timetable', title: _('Timetable'), make: () => timetableView(context) },
  ]
  return [tabs(all, 'names').node]
}

export default page({ title: () => _('PCs and rooms'), load, render })
