/** Method `pcs_save`: names PCs. */
import { macText } from '../../kernel/mac.ts'
import { message } from '../../messages/message.ts'
import type { Failed, PcName } from '../contract.ts'
import { failed, type Method } from '../daemon.ts'
import type { Tools } from '../tools.ts'
import { optionOf, sectionsOf, type UciChange, type UciSections } from '../uci.ts'

interface Named {
  readonly section: string
  readonly name: string
  readonly room: string
}

type Event = Record<string, string>

export const pcsSave =
  ({ uci, live, event }: Pick<Tools, 'uci' | 'live' | 'event'>): Method<'pcs_save'> =>
  async ({ pcs }, { user }) => {
    const rooms = live()?.settings.rooms.map(({ id }) => id) ?? []
    const result = await uci.change('aqtizim', (sections) => decide(sections, pcs, rooms))
    if (result.fault !== undefined) return result.fault
    for (const details of result.events) event('pc-named', { ...details, user })
    return { changed: result.events.length }
  }

interface Decided {
  readonly fault?: Failed
  readonly changes: UciChange[]
  readonly events: Event[]
}

function decide(sections: UciSections, wanted: readonly PcName[], rooms: readonly string[]): Decided {
  const known = new Map<string, Named>()
  for (const [section, pc] of sectionsOf(sections, 'pc'))
    known.set(macText(optionOf(pc, 'mac')), { section, name: optionOf(pc, 'name'), room: optionOf(pc, 'room') })
  const names = new Map([...known].map(([mac, { name }]) => [mac, name]))
  for (const { mac, name } of wanted) names.set(mac, name.trim())
  const decided: Decided = { changes: [], events: [] }
  for (const [index, pc] of wanted.entries()) {
    const fault = faultOf(pc, index, names, rooms)
    if (fault !== undefined) return { fault, changes: [], events: [] }
    changeOne(pc, known.get(pc.mac), decided)
  }
  return decided
}

function faultOf(pc: PcName, index: number, names: ReadonlyMap<string, string>, rooms: readonly string[]) {
  const { mac, room = '' } = pc
  const name = pc.name.trim()
  if (room !== '' && !rooms.includes(room))
    return failed('argument', message('room-unknown', { room }), { argument: `pcs.${index}.room` })
  const twin = [...names].find(([other, its]) => other !== mac && its === name)
  if (name !== '' && twin !== undefined)
    return failed('argument', message('pc-name-taken', { name, mac: twin[0] }), { argument: `pcs.${index}.name` })
  return undefined
}

function changeOne(pc: PcName, known: Named | undefined, { changes, events }: Decided): void {
  const name = pc.name.trim()
  const { mac } = pc
  if (name === '') {
    if (known === undefined) return
    changes.push({ delete: known.section })
    events.push({ mac, before: known.name })
    return
  }
  const room = pc.room ?? known?.room ?? ''
  if (known?.name === name && known.room === room) return
  const values = { name, mac, ...(room === '' ? {} : { room }) }
  changes.push(known === undefined ? { add: 'pc', values } : { set: known.section, values })
  if (known !== undefined && known.room !== '' && room === '') changes.push({ unset: known.section, options: ['room'] })
  const where = room === '' ? {} : { room }
  events.push({ mac, name, ...where, ...(known === undefined ? {} : { before: known.name }) })
}
