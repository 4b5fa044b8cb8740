/** Methods `setup`, `rooms_add` and `zone_set`: how far a school is on its way to a shut lab, the labs, and the time zone. */
import ipaddr from 'ipaddr.js'
import { isInNetwork } from '../../firewall/networks.ts'
import { isClockSet } from '../../machine/clock.ts'
import { KAZAKH_POSIX, KAZAKH_ZONES } from '../../machine/kazakh-zones.ts'
import { message } from '../../messages/message.ts'
import { totals } from '../../registers/drill.ts'
import type { SetupNetwork } from '../contract/setup.ts'
import type { Failed } from '../contract.ts'
import { failed, type Method } from '../daemon.ts'
import { setupSteps } from '../setup-steps.ts'
import type { RouterNetwork, Tools } from '../tools.ts'
import { listOf, optionOf, sectionsOf, type UciChange, type UciSections } from '../uci.ts'
import { listUsers } from '../users.ts'

/** Milliseconds. */
const lookMs = 2000
const mostHostnames = 5

type Around = Pick<Tools, 'live' | 'networks' | 'sightings' | 'hostnames' | 'lookAround'>

async function networksAround(tools: Around): Promise<SetupNetwork[]> {
  await tools.lookAround(lookMs)
  const rooms = tools.live()?.settings.rooms ?? []
  const hostnames = await tools.hostnames()
  return (await tools.networks()).map(({ name, addresses, isInternet }) => {
    const ranges = addresses.filter((range) => ipaddr.isValidCIDR(range))
    const there = tools.sightings
      .all()
      .filter(({ ips }) => ips.some((ip) => ranges.some((range) => isInNetwork(ip, range))))
    const room = rooms.find(({ networks }) => networks.includes(name))?.id
    return {
      ...{ name, addresses, isInternet, pcs: there.length },
      ...(room === undefined ? {} : { room }),
      hostnames: there.flatMap(({ mac }) => hostnames.get(mac) ?? []).slice(0, mostHostnames),
    }
  })
}

/** A long list is not read for it: what was approved once had sites. */
async function sitesOf({ draft }: Pick<Tools, 'draft'>, version: number): Promise<number> {
  return version > 0 ? 0 : ((await draft.parsed()).whitelist?.sites.length ?? 0)
}

export const setup =
  (tools: Around & Pick<Tools, 'draft' | 'uci' | 'users' | 'registers' | 'machine'>): Method<'setup'> =>
  async () => {
    const state = tools.live()
    const [sections, users] = await Promise.all([tools.uci.read('aqtizim'), listUsers(tools.users)])
    const version = state?.version?.version ?? 0
    const { registers } = await tools.registers()
    const steps = setupSteps({
      rooms: (state?.settings.rooms ?? []).filter(({ networks }) => networks.length > 0).length,
      school: state?.settings.school ?? '',
      people: sectionsOf(sections, 'person').map(([, person]) => optionOf(person, 'role')),
      zone: state?.zone ?? '',
      clockIsSet: isClockSet(tools.machine.now()),
      roles: users.flatMap(({ roles }) => roles),
      sites: await sitesOf(tools, version),
      sent: tools.draft.state().sent !== undefined,
      version,
      drills: registers.drills.value.drills.map(totals),
    })
    return { steps, networks: await networksAround(tools), zones: KAZAKH_ZONES }
  }

interface NewRoom {
  readonly network: string
  readonly name: string
}

/** A section's name out of a network's, as the white list will write it: it begins with a letter, and is no other's. */
function sectionFor(network: string, taken: ReadonlySet<string>): string {
  const word = network.replace(/\W/g, '_')
  const base = (/^[A-Za-z]/.test(word) ? word : `room_${word}`).slice(0, 28)
  for (let count = 1; ; count += 1) {
    const name = count === 1 ? base : `${base}_${count}`
    if (!taken.has(name)) return name
  }
}

interface Made {
  readonly answer: Failed | readonly { readonly id: string; readonly room: NewRoom }[]
  readonly changes?: readonly UciChange[]
}

const refuse = (index: number, says: Failed['message']) =>
  failed('argument', says, { argument: `rooms.${index}.network` })

/** Networks that belong to a room. */
const guardedBy = (sections: UciSections) =>
  new Set(sectionsOf(sections, 'room').flatMap(([, room]) => listOf(room, 'network')))

function make(rooms: readonly NewRoom[], sections: UciSections): Made {
  const taken = new Set(Object.keys(sections))
  const guarded = guardedBy(sections)
  const made: { id: string; room: NewRoom }[] = []
  for (const [index, room] of rooms.entries()) {
    const { network } = room
    if (guarded.has(network)) return { answer: refuse(index, message('network-has-room', { network })) }
    const id = sectionFor(network, taken)
    guarded.add(network)
    taken.add(id)
    made.push({ id, room })
  }
  const changes = made.map(({ id, room: { network, name } }) => ({
    ...{ add: 'room', name: id },
    values: { name, network: [network] },
  }))
  return { answer: made, changes }
}

/**
 * The network whose room would shut off whoever looks after the router: the one that they have its pages open by, or one of
 * those that are left, where no other remains. A room reaches neither pages nor SSH.
 */
function ownNetwork(
  rooms: readonly NewRoom[],
  known: readonly RouterNetwork[],
  guarded: ReadonlySet<string>,
  opened: string,
): string | undefined {
  const shut = new Set([...guarded, ...rooms.map(({ network }) => network)])
  const holds = ({ addresses }: RouterNetwork) =>
    addresses.some((range) => ipaddr.isValidCIDR(range) && isInNetwork(opened, range))
  const opens = known.find((one) => !guarded.has(one.name) && shut.has(one.name) && holds(one))
  if (opens !== undefined) return opens.name
  const isLeft = known.some(({ name, isInternet }) => !isInternet && !shut.has(name))
  return isLeft ? undefined : rooms[0]?.network
}

export const roomsAdd =
  ({ uci, networks, event }: Pick<Tools, 'uci' | 'networks' | 'event'>): Method<'rooms_add'> =>
  async ({ rooms, opened = '', typed }, { user }) => {
    const known = await networks()
    for (const [index, { network }] of rooms.entries()) {
      const found = known.find(({ name }) => name === network)
      if (found === undefined) return refuse(index, message('network-unknown', { network }))
      if (found.isInternet) return refuse(index, message('network-is-internet', { network }))
    }
    const { answer } = await uci.change('aqtizim', (sections): Made => {
      const own = ownNetwork(rooms, known, guardedBy(sections), opened.replace(/^\[|\]$/g, ''))
      if (own === undefined || own === typed) return make(rooms, sections)
      return { answer: failed('refused', message('network-is-yours', { network: own })) }
    })
    if ('error' in answer) return answer
    for (const { id, room } of answer) event('room-made', { room: id, name: room.name, network: room.network, user })
    return { rooms: answer.map(({ id }) => id) }
  }

/** OpenWrt itself takes it from there: its init script `system` follows the file. */
export const zoneSet =
  ({ uci, event }: Pick<Tools, 'uci' | 'event'>): Method<'zone_set'> =>
  async ({ zone }, { user }) => {
    const values = { zonename: zone, timezone: KAZAKH_POSIX }
    await uci.change('system', (sections): { changes: readonly UciChange[] } => {
      const [first] = sectionsOf(sections, 'system')
      return { changes: [first === undefined ? { add: 'system', values } : { set: first[0], values }] }
    })
    event('zone-set', { zone, user })
    return {}
  }
