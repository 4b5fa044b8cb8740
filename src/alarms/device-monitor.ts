/** Finds devices that do not belong in a room, or that do what no PC does, and raises alarms. */

import type { Controller, State } from '../control/controller.ts'
import { createDroppedQuestions } from '../firewall/dropped-questions.ts'
import { isInNetwork } from '../firewall/networks.ts'
import { listTerse } from '../firewall/nftables.ts'
import { macSetNames, readDroppedQuestions, readSuspects } from '../firewall/readings.ts'
import { parseArp, parseForwarding, parseSpeaking } from '../kernel/neighbour-table.ts'
import type { EventDetails } from '../logger/record.ts'
import type { Machine } from '../machine/machine.ts'
import { message } from '../messages/message.ts'
import { type Alarm, createAlarmLimiter } from './alarm-limiter.ts'
import { createFlapDetector } from './flap-detector.ts'
import { judgeNeighbours, type Known } from './neighbours.ts'
import { createSuspects } from './suspects.ts'

export interface DeviceMonitorTools {
  readonly machine: Machine
  readonly controller: Pick<Controller, 'state'>
  /** A row in the journal. */
  readonly event: (name: string, details: EventDetails) => void
}

/** Milliseconds between two looks at who claims what, and at the rest. */
const claimsMs = 1000
const roundMs = 10_000

/** What the settings and the networks say of devices. */
function knowledge({ settings, plan }: State): Known {
  const rooms = plan?.facts.rooms ?? []
  const names = new Map([...settings.pcs, ...settings.exempt].map(({ mac, name }) => [mac, name]))
  return {
    roomOf: (device) => rooms.find(({ devices }) => devices.includes(device))?.id,
    nameOf: (mac) => names.get(mac),
    isInRoom: (address, id) =>
      rooms.some((room) => room.id === id && room.networks4.some((network) => isInNetwork(address, network))),
    exemptAddresses: (mac) => settings.exempt.find((device) => device.mac === mac)?.addresses,
    hasList: (id) => settings.pcs.some(({ room }) => room === id),
  }
}

/** Reads a file of the kernel; empty where there is none. */
function readKernel({ files }: Pick<Machine, 'files'>, path: string): Buffer {
  try {
    return files.readFileSync(path)
  } catch {
    return Buffer.alloc(0)
  }
}

/** Who claims an address, and behind which socket a MAC is: two that have the same take turns. */
function createClaims(machine: Pick<Machine, 'files' | 'uptime'>) {
  const addressFlips = createFlapDetector()
  const portFlips = createFlapDetector({ keysOfHolder: 500 })

  function readAddresses(known: Known): Alarm[] {
    const table = readKernel(machine, '/proc/net/arp').toString('latin1')
    return parseArp(table).flatMap(({ address, mac, device }): Alarm[] => {
      const room = known.roomOf(device)
      const other = room === undefined ? undefined : addressFlips(device, address, mac, machine.uptime())
      if (room === undefined || other === undefined) return []
      const what = message('address-claimed-twice', { address, room, mac, other })
      return [{ about: 'address-claimed-twice', subject: address, what, details: { room, ip: address, mac, other } }]
    })
  }

  function readPorts(bridge: string, known: Known): Alarm[] {
    return parseForwarding(readKernel(machine, `/sys/class/net/${bridge}/brforward`)).flatMap(({ mac, port }) => {
      if (portFlips(bridge, mac, String(port), machine.uptime()) === undefined) return []
      const name = known.nameOf(mac)
      const what =
        name === undefined ? message('mac-twice', { bridge, mac }) : message('mac-twice-named', { bridge, mac, name })
      return [{ about: 'mac-twice', subject: mac, what, details: { mac, device: bridge } }]
    })
  }

  return (state: State): Alarm[] => {
    const known = knowledge(state)
    const devices = state.plan?.facts.rooms.flatMap((room) => room.devices) ?? []
    // The ports belong to the bridge, not to a VLAN of it.
    const bridges = new Set(devices.map((device) => device.replace(/\..*/, '')))
    return [...readAddresses(known), ...[...bridges].flatMap((bridge) => readPorts(bridge, known))]
  }
}

/** Which devices send in the rooms, and which of them the kernel refused for packets that no PC sends. */
function createDevices(machine: Pick<Machine, 'run'>) {
  const suspects = createSuspects()
  return async (state: State): Promise<Alarm[]> => {
    const known = knowledge(state)
    const [neighbours, ...sets] = await Promise.all([
      machine.run(['ip', 'neigh', 'show']),
      ...macSetNames.map((set) => machine.run(['nft', '-j', 'list', 'set', 'inet', 'aqtizim', set])),
    ])
    const counted = sets.flatMap(({ status, stdout }) => (status === 0 ? readSuspects(stdout) : []))
    return [...judgeNeighbours(parseSpeaking(neighbours.stdout), known), ...suspects(counted, known.nameOf)]
  }
}

export function startDeviceMonitor({ machine, controller, event }: DeviceMonitorTools) {
  const limit = createAlarmLimiter()
  const readClaims = createClaims(machine)
  const readDevices = createDevices(machine)
  const dropped = createDroppedQuestions()
  let busy = false

  function raise(alarms: readonly Alarm[]): void {
    for (const { alarm, count } of limit.note(alarms, machine.uptime())) {
      const { text: what, code, values } = alarm.what
      machine.log('warning', `alarm: ${what}`)
      event('alarm', { about: alarm.about, what, code, values, ...alarm.details, count })
    }
  }

  async function countDropped(): Promise<void> {
    const { status, stdout } = await machine.run(listTerse('-j'))
    if (status === 0) dropped.note(readDroppedQuestions(stdout), machine.uptime())
  }

  async function round(): Promise<void> {
    const state = controller.state()
    if (busy || state?.plan === undefined) return
    busy = true
    await Promise.all([readDevices(state).then(raise), countDropped()]).catch((error: Error) =>
      machine.log('error', `looking out for devices: ${error.message}`),
    )
    busy = false
  }

  function look(): void {
    const state = controller.state()
    if (state?.plan !== undefined) raise(readClaims(state))
  }

  const timers = [machine.timers.every(claimsMs, look), machine.timers.every(roundMs, () => void round())]
  void round()
  return {
    /** The alarms of the last hour. */
    faults: () => limit.current(machine.uptime()),
    /** Questions for names that the rooms' caps dropped. */
    droppedQuestions: () => dropped.read(),
    stop: () => timers.forEach((timer) => void timer.stop()),
  }
}

export type DeviceMonitor = ReturnType<typeof startDeviceMonitor>
