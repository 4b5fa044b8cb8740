/** Drills: opened for a room by the teacher, run in the browsers of its PCs, and judged by the router's own record. */
import poll from 'luci:poll'
import type { DrillOutcome, DrillProbe, DrillSummary, Status } from '../../luci-bridge/contract.ts'
import { badge, headline } from '../parts/badge.ts'
import { button } from '../parts/button.ts'
import { show } from '../parts/dialog.ts'
import { input, select } from '../parts/field.ts'
import { loadMay, type May } from '../parts/may.ts'
import { page } from '../parts/page.ts'
import { redraw, whenChanged } from '../parts/redraw.ts'
import * as rpc from '../parts/rpc.ts'
import { type Column, table } from '../parts/table.ts'
import { clock, dateTime } from '../parts/when.ts'

const callStatus = rpc.declare('status')
const callList = rpc.declare('drill_list')
const callGet = rpc.declare('drill_get')
const callStart = rpc.declare('drill_start')
const callStop = rpc.declare('drill_stop')

interface Data {
  readonly drills: readonly DrillSummary[]
  readonly rooms: Status['rooms']
  readonly may: May
}

function verdictText(verdict: DrillOutcome): string {
  switch (verdict) {
    case 'refused':
      return _('refused by the white list')
    case 'opened':
      return _('opened')
    case 'elsewhere':
      return _('let through, and the provider or the site did not answer')
    case 'bypassed':
      return _('opened past the router')
    case 'no-trace':
      return _('no answer, and the router was not asked')
  }
}

const isRight = ({ expected, verdict }: DrillProbe) => verdict === (expected === 'shut' ? 'refused' : 'opened')

const probeColumns = (): Column<DrillProbe>[] => [
  { title: _('Site'), cell: ({ name }) => name },
  { title: _('Expected'), cell: ({ expected }) => (expected === 'shut' ? _('must not open') : _('must open')) },
  {
    title: _('Result'),
    cell: (probe) => E('span', { class: isRight(probe) ? '' : 'aq-bad' }, [verdictText(probe.verdict)]),
  },
]

async function look(id: string): Promise<void> {
  const { runs } = await callGet({ id })
  const content = runs.flatMap(({ pc, ip, from, probes }) => [
    E('h4', {}, [`${pc} · ${ip} · ${dateTime(from)}`]),
    table(probeColumns(), probes, ''),
  ])
  show(_('Result of the drill'), content.length > 0 ? content : [E('p', {}, [_('No PC has run it yet.')])])
}

/** What else went wrong is in the drill itself. */
const mostShown = 8

const drillColumns = (rooms: Status['rooms']): Column<DrillSummary>[] => [
  { title: _('Room'), cell: ({ room }) => rooms.find(({ id }) => id === room)?.name ?? room },
  { title: _('Time'), cell: ({ from }) => dateTime(from) },
  { title: _('PCs'), number: true, cell: ({ pcs }) => pcs },
  { title: _('As expected'), cell: ({ right, probes }) => `${right} / ${probes}` },
  {
    title: _('Unexpected'),
    cell: ({ wrong, pcs }) => {
      if (pcs === 0) return badge(_('not run yet'), 'quiet')
      if (wrong.length === 0) return badge(_('nothing'), 'good')
      const items = wrong
        .slice(0, mostShown)
        .map(({ name, verdict }) => E('li', {}, [`${name}: ${verdictText(verdict)}`]))
      const more = wrong.length > mostShown ? [E('li', {}, [`+${wrong.length - mostShown}`])] : []
      return E('ul', {}, [...items, ...more])
    },
  },
  { title: '', cell: ({ id }) => button(_('Look'), () => look(id), { name: 'look' }) },
]

function starter({ rooms }: Data, refresh: () => Promise<void>): LuciChild[] {
  const room = select(
    { name: 'room', label: _('Room') },
    rooms.map(({ id, name }) => [id, name] as const),
  )
  const minutes = input({ name: 'minutes', label: _('Minutes'), type: 'number', value: '45' })
  const start = async () => {
    const { addresses } = await callStart({ room: room.value(), minutes: Number(minutes.value()) })
    await refresh()
    const links = addresses.map((address) => E('li', {}, [E('code', { 'data-name': 'address' }, [address])]))
    show(_('The drill is open'), [
      E('p', {}, [_('Open this address in the browser of each PC of the room, and press the button there:')]),
      E('ul', {}, [...links]),
    ])
  }
  return [
    E('p', {}, [
      _(
        'A browser of the room tries names that must not open and listed sites that must. Nothing of them is fetched. The result goes into the act of the check.',
      ),
    ]),
    E('div', { class: 'aq-form' }, [room.node, minutes.node]),
    E('div', { class: 'aq-buttons' }, [
      button(_('Open a drill'), start, { kind: 'positive', big: true, name: 'start' }),
    ]),
  ]
}

function openDrill(drill: DrillSummary, { rooms, may }: Data, refresh: () => Promise<void>): LuciChild[] {
  const name = rooms.find(({ id }) => id === drill.room)?.name ?? drill.room
  const stop = async () => {
    await callStop({ room: drill.room })
    await refresh()
  }
  return [
    headline(_('A drill is open in %s until %s.').format(name, clock(drill.until).slice(0, 5)), 'warning'),
    ...(may('drill_stop') ? [button(_('Close it'), stop, { name: 'stop' })] : []),
  ]
}

export default page<Data>({
  title: () => _('Drill'),
  async load() {
    const [{ rooms }, { drills }, may] = await Promise.all([callStatus({}), callList({}), loadMay()])
    return { rooms, drills, may }
  },
  render(data) {
    const list = E('div', {}, [])
    const refresh = async () => draw((await callList({})).drills)
    const drawChanged = whenChanged((drills: readonly DrillSummary[]) => drills)
    const draw = (drills: readonly DrillSummary[]) =>
      drawChanged(drills, () =>
        redraw(list, [
          ...drills.filter(({ open }) => open).flatMap((drill) => openDrill(drill, data, refresh)),
          table(drillColumns(data.rooms), drills, _('There was no drill yet.')),
        ]),
      )
    draw(data.drills)
    poll.add(refresh, 3)
    return [...(data.may('drill_start') ? starter(data, refresh) : []), list]
  },
})
