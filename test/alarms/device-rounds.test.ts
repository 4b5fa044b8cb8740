/** Tests the device monitor with a clock that the test moves. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { startDeviceMonitor } from '../../src/alarms/device-monitor.ts'
import type { State } from '../../src/control/controller.ts'
import type { EventDetails } from '../../src/logger/record.ts'
import { plan } from '../firewall/sample.ts'
import { fakeMachine } from '../machine/fake-machine.ts'

const test = suite('device monitor')
const school = plan()
const room = school.facts.rooms[0]
const device = room?.devices[0] ?? ''
const known = { name: 'PC-01', mac: '02:00:00:00:00:01', room: room?.id }
const stranger = '02:00:00:00:00:66'
const settings = { pcs: [known], exempt: [] }
const neighbour = (mac: string) => `192.168.1.101 dev ${device} lladdr ${mac} REACHABLE\n`
const arp = (mac: string) =>
  `IP address       HW type     Flags       HW address            Mask     Device\n192.168.1.101    0x1         0x2         ${mac}     *        ${device}\n`

function start(state: () => State | undefined) {
  let speaking = ''
  const machine = fakeMachine(([program]) => (program === 'ip' ? { stdout: speaking } : { status: 1 }), {
    '/proc/net/arp': arp(known.mac),
  })
  const rows: EventDetails[] = []
  const monitor = startDeviceMonitor({ machine, controller: { state }, event: (_name, row) => void rows.push(row) })
  const speak = (mac: string) => {
    speaking = neighbour(mac)
  }
  return { machine, rows, monitor, speak }
}

const ready = () => ({ settings, plan: school }) as unknown as State

test('who is not on the room’s list is told of in the round after, once in an hour with the number of the rest', async () => {
  const { machine, rows, monitor, speak } = start(ready)
  speak(known.mac)
  await machine.elapse(10_000)
  assert.equal(rows, [])
  speak(stranger)
  await machine.elapse(10_000)
  assert.is(rows.length, 1)
  assert.is(rows[0]?.count, 1)
  assert.match(JSON.stringify(rows[0]), stranger)
  await machine.elapse(600_000)
  assert.is(rows.length, 1)
  assert.is(monitor.faults().length, 1)
  await machine.elapse(3_600_000)
  assert.is(rows.length, 2)
  assert.ok(Number(rows[1]?.count) > 100)
  monitor.stop()
  assert.equal(machine.standing(), [])
})

test('two that take turns with one address are told of, a PC with a new card is not', async () => {
  const { machine, rows, monitor } = start(ready)
  machine.files.writeFileSync('/proc/net/arp', arp(stranger))
  await machine.elapse(60_000)
  assert.equal(
    rows.filter(({ about }) => about === 'address-claimed-twice'),
    [],
  )
  for (let turn = 0; turn < 6; turn++) {
    machine.files.writeFileSync('/proc/net/arp', arp(turn % 2 === 0 ? known.mac : stranger))
    await machine.elapse(1000)
  }
  assert.is(rows.filter(({ about }) => about === 'address-claimed-twice').length, 1)
  monitor.stop()
})

test('nothing is asked before the settings are read', async () => {
  const { machine, rows, monitor } = start(() => undefined)
  await machine.elapse(60_000)
  assert.equal([machine.ran, rows], [[], []])
  monitor.stop()
})

test.run()
