/** Tests alarms on the lab's router: unknown devices, and traffic outside a room's hours. */
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { bundle } from '../../build/bundle.ts'
import type { Status } from '../../src/luci-bridge/contract.ts'
import { connect } from '../../src/ubus-client/index.ts'
import { type Aqtizim, installAqtizim } from '../lab/aqtizim.ts'
import { handsAt } from '../lab/client.ts'
import { type Lab, startLab } from '../lab/lab.ts'
import { stationOf } from '../lab/map.ts'
import { until } from '../patience.ts'

const test = suite('device monitor in the lab')
const list = fileURLToPath(new URL('../lab/lists/first.yaml', import.meta.url))

/** Sends one datagram: `node -e PROGRAM SOURCE SOURCE-PORT DESTINATION DESTINATION-PORT`. */
const sender = `
const [source, sourcePort, destination, port] = process.argv.slice(1)
const socket = require('node:dgram').createSocket('udp4')
socket.bind(Number(sourcePort), source, () => {
  socket.setBroadcast(true)
  socket.send('x', Number(port), destination, () => socket.close())
})`

const send = (lab: Lab, ...words: string[]) => lab.station('pc1').must([process.execPath, '-e', sender, ...words])

async function alarms(aqtizim: Aqtizim): Promise<readonly Record<string, unknown>[]> {
  const rows = (await aqtizim.journal()) as readonly object[] as readonly Record<string, unknown>[]
  return rows.filter(({ event }) => event === 'alarm')
}

const statusOf = async (aqtizim: Aqtizim) => JSON.parse((await aqtizim.command('status', '--json')).stdout) as Status
const roomOf = async (aqtizim: Aqtizim, id: string) => (await statusOf(aqtizim)).rooms.find((room) => room.id === id)

/** Another PC is on the list than the one that is there; the multimedia room has no hours today. */
function change(root: string): void {
  const path = join(root, 'etc/config/aqtizim')
  const { mac } = stationOf('pc2')
  writeFileSync(path, readFileSync(path, 'utf8').replace(mac, '02:00:00:00:00:77'))
  const today = (new Date(Date.now() + 5 * 3_600_000).getUTCDay() + 6) % 7
  const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']
  const later = days[(today + 3) % 7]
  const hours = `\nconfig hours 'lessons'\n\toption room 'multimedia'\n\tlist day '${later}'\n\toption from '08:00'\n\toption until '15:30'\n`
  appendFileSync(path, hours)
}

test('who should not be there is named once; a room opens with its hours', async () => {
  await bundle()
  const lab = await startLab()
  try {
    const aqtizim = await installAqtizim(lab, change)
    const approved = await aqtizim.command('approve', list, '--by', 'Director', '--date', '2026-09-01')
    assert.is(approved.status, 0, approved.stderr)

    // Two that are on the list speak as well, and are no alarm.
    await Promise.all(
      (['pc1', 'pc2', 'exempt'] as const).map((station) => handsAt(lab, station, 'look').get('http://bilimland.test')),
    )
    await lab.station('exempt').must(['ip', 'address', 'add', '192.168.1.55/24', 'dev', 'eth0'])
    await lab.station('pc1').must(['ip', 'address', 'add', '10.99.0.7/24', 'dev', 'eth0'])
    await handsAt(lab, 'exempt', 'copy').ask('bilimland.test', 'A', '-b', '192.168.1.55', '@192.168.1.1')
    await send(lab, '10.99.0.7', '5000', '192.168.1.1', '9')
    await send(lab, '192.168.1.101', '67', '255.255.255.255', '68')

    // The room without hours now is shut, which a pause by hand outlasts.
    assert.is((await roomOf(aqtizim, 'multimedia'))?.why, 'hours')
    assert.is((await roomOf(aqtizim, 'informatics'))?.paused, false)
    assert.is((await handsAt(lab, 'pc3', 'shut').get('http://bilimland.test')).outcome, 'our page')
    assert.match((await aqtizim.command('status')).stdout, /multimedia {2}shut by its hours/)
    const resumed = await aqtizim.command('resume', 'multimedia')
    assert.equal([resumed.status, /stays shut: its hours are over/.test(resumed.stderr)], [1, true])
    const boot = readFileSync(join(aqtizim.root, 'etc/aqtizim/boot.nft'), 'utf8')
    const ubus = connect({ path: aqtizim.socket, reconnect: false })
    await ubus.ready()
    const uci = (method: string, more: object) => ubus.call('uci', method, { config: 'aqtizim', ...more })
    const always = { day: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'], from: '00:00', until: '24:00' }
    await uci('set', { section: 'lessons', values: always })
    await uci('commit', {})
    await until('the room opens', async () => (await roomOf(aqtizim, 'multimedia'))?.paused === false)
    assert.is((await handsAt(lab, 'pc3', 'open').get('http://bilimland.test')).outcome, 'opens')
    // A power cut comes back with the room shut, until somebody knows what time it is.
    assert.is(readFileSync(join(aqtizim.root, 'etc/aqtizim/boot.nft'), 'utf8'), boot)
    await aqtizim.command('pause', 'multimedia')
    assert.is((await roomOf(aqtizim, 'multimedia'))?.why, 'hand')
    assert.is((await aqtizim.command('resume', 'multimedia')).status, 0)
    await ubus.close()

    const wanted = ['exempt-copied', 'foreign-address', 'rogue-server', 'unknown-device']
    const seen = async () => [...new Set((await alarms(aqtizim)).map(({ about }) => String(about)))].sort()
    await until('all alarms', async () => (await seen()).length >= wanted.length)
    assert.equal(await seen(), wanted)
    const macs = Object.fromEntries((await alarms(aqtizim)).map(({ about, mac }) => [about, mac]))
    const [pc1, pc2, exempt] = (['pc1', 'pc2', 'exempt'] as const).map((key) => stationOf(key).mac)
    assert.equal(macs, {
      'exempt-copied': exempt,
      'foreign-address': pc1,
      'rogue-server': pc1,
      'unknown-device': pc2,
    })
    const { faults } = await statusOf(aqtizim)
    assert.ok(
      faults.some((fault) => fault.startsWith('PC-01 (02:00:00:00:00:01) plays the DHCP server')),
      faults.join(),
    )
    // Once an hour, however often.
    const rows = (await alarms(aqtizim)).map(({ about, mac }) => `${about} ${mac}`)
    assert.is(new Set(rows).size, rows.length)
  } finally {
    await lab.stop()
  }
})

test.run()
