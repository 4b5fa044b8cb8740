/** The PCs that were seen or have a name, as a grid to name them in. */
import dom from 'luci:dom'
import type { Pc, PcName } from '../../../luci-bridge/contract.ts'
import { badge } from '../badge.ts'
import { button } from '../button.ts'
import { ask } from '../dialog.ts'
import { failurePanel } from '../failure.ts'
import { randomHint, randomMark } from '../random-mac.ts'
import * as rpc from '../rpc.ts'
import { type Column, table } from '../table.ts'
import type { View } from '../tabs.ts'
import { inZone } from '../zone.ts'
import type { PcContext } from './context.ts'

const callPcs = rpc.declare('pcs')
const callSave = rpc.declare('pcs_save')
const callExempt = rpc.declare('exempt_save')

/** What one call takes. */
const MOST = 300
const LONGEST_NAME = 64

interface Row {
  readonly pc: Pc
  readonly name: HTMLInputElement
  readonly room: HTMLSelectElement
}

function makeRow(pc: Pc, { rooms, may }: PcContext): Row {
  const disabled = may('pcs_save') ? null : ''
  const label = _('Name of %s').format(pc.mac)
  const name = E('input', {
    name: `name-${pc.mac}`,
    class: 'cbi-input-text',
    maxlength: LONGEST_NAME,
    value: pc.name ?? '',
    disabled,
    'aria-label': label,
  }) as HTMLInputElement
  const known =
    rooms.some(({ id }) => id === pc.room) || pc.room === undefined ? rooms : [...rooms, { id: pc.room, name: pc.room }]
  const options = [{ id: '', name: '—' }, ...known].map(({ id, name: text }) =>
    E('option', { value: id, selected: id === (pc.room ?? '') ? '' : null }, [text]),
  )
  const room = E(
    'select',
    { name: `room-${pc.mac}`, class: 'cbi-input-select', disabled, 'aria-label': _('Room of %s').format(pc.mac) },
    options,
  ) as HTMLSelectElement
  return { pc, name, room }
}

/** Of those that were touched. A name comes with its room, and without a name there is none. */
function changesOf(rows: readonly Row[]): PcName[] {
  return rows.flatMap(({ pc, name, room }) => {
    const [text, id] = [name.value.trim(), room.value]
    if (text === (pc.name ?? '') && (text === '' || id === (pc.room ?? ''))) return []
    return [{ mac: pc.mac, name: text, ...(text === '' || id === '' ? {} : { room: id }) }]
  })
}

/** A name that two PCs have makes the journal ambiguous. */
function doubleName(rows: readonly Row[]): string | undefined {
  const seen = new Set<string>()
  for (const { name } of rows) {
    const text = name.value.trim()
    if (text !== '' && seen.has(text)) return text
    seen.add(text)
  }
  return undefined
}

const spaced = (marks: readonly HTMLElement[]): LuciChild[] => marks.flatMap((mark) => [' ', mark])

function columnsOf(context: PcContext, toggle: (pc: Pc) => Promise<void>): Column<Row>[] {
  const when = ({ lastSeen }: Pc) =>
    lastSeen === undefined ? _('not since the start') : inZone(new Date(lastSeen).toISOString(), context.now)
  const columns: Column<Row>[] = [
    { title: _('Name'), cell: ({ name }) => name },
    { title: _('Room'), cell: ({ room }) => room },
    { title: _('Calls itself'), cell: ({ pc }) => pc.hostname ?? '' },
    { title: 'MAC', cell: ({ pc }) => [E('code', { class: 'aq-mac' }, [pc.mac]), ...spaced(randomMark(pc.mac))] },
    { title: _('Address'), cell: ({ pc }) => pc.ips.join(', ') },
    { title: _('Last seen'), cell: ({ pc }) => when(pc) },
    {
      title: '',
      cell: ({ pc }) => [
        ...(pc.exempt ? [badge(_('exempt'), 'warning'), ' '] : []),
        ...(context.may('exempt_save')
          ? [button(pc.exempt ? _('Guard it') : _('Exempt'), () => toggle(pc), { name: 'exempt' })]
          : []),
      ],
    },
  ]
  return columns
}

type IsThere = (pcs: readonly Pc[]) => boolean

/** The daemon takes over new settings a moment after they were written. */
async function readPcs(isThere: IsThere): Promise<readonly Pc[]> {
  for (let turn = 1; ; turn++) {
    const { pcs } = await callPcs({})
    if (isThere(pcs) || turn === TURNS) return pcs
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
  }
}
const TURNS = 12
const PAUSE_MS = 400

export function namesView(context: PcContext): View {
  const body = E('div', {}, [E('p', { class: 'aq-loading' }, [_('Loading …')])])
  const news = E('div', { 'data-name': 'pcs-news', role: 'status' }, [])
  const say = (text: string, kind: string) => dom.content(news, [E('p', { class: `alert-message ${kind}` }, [text])])

  async function save(rows: readonly Row[]): Promise<void> {
    const twice = doubleName(rows)
    if (twice !== undefined)
      return void say(_('Two PCs are called “%s”: each needs a name of its own.').format(twice), 'warning')
    const changes = changesOf(rows)
    if (changes.length === 0) return void say(_('Nothing was changed.'), 'info')
    try {
      for (let at = 0; at < changes.length; at += MOST) await callSave({ pcs: changes.slice(at, at + MOST) })
      say(N_(changes.length, '%d PC was saved.', '%d PCs were saved.').format(changes.length), 'success')
      await draw((pcs) => changes.every(({ mac, name }) => (pcs.find((pc) => pc.mac === mac)?.name ?? '') === name))
    } catch (error) {
      dom.content(news, [failurePanel(error)])
    }
  }

  async function toggle(pc: Pc): Promise<void> {
    const called = pc.name ?? pc.hostname ?? pc.mac
    const text = pc.exempt
      ? _('It is guarded and journalled like any other PC of its room.')
      : _('It opens every site and is never in the journal. Only the teacher’s own machine should be.')
    const title = (pc.exempt ? _('Guard %s?') : _('Exempt %s?')).format(called)
    if (
      !(await ask({
        title,
        content: [E('p', {}, [text])],
        confirm: pc.exempt ? _('Guard it') : _('Exempt'),
        kind: pc.exempt ? 'positive' : 'negative',
      }))
    )
      return
    await callExempt({ mac: pc.mac, exempt: !pc.exempt, ...(pc.exempt ? {} : { name: called.slice(0, LONGEST_NAME) }) })
    await draw(
      (pcs) =>
        pcs.some(({ mac, exempt }) => mac === pc.mac && exempt !== pc.exempt) || !pcs.some(({ mac }) => mac === pc.mac),
    )
  }

  async function draw(isThere: IsThere = () => true): Promise<void> {
    try {
      const pcs = await readPcs(isThere)
      const rows = pcs.map((pc) => makeRow(pc, context))
      const buttons = context.may('pcs_save')
        ? [button(_('Save the names'), () => save(rows), { kind: 'positive', name: 'save-names' })]
        : []
      dom.content(body, [
        table(columnsOf(context, toggle), rows, _('No PC has been seen yet. Switch one on in a room.')),
        ...randomHint(pcs.map(({ mac }) => mac)),
        E('div', { class: 'aq-buttons' }, buttons),
      ])
    } catch (error) {
      dom.content(body, [failurePanel(error)])
    }
  }
  void draw()
  return { nodes: [news, body] }
}
