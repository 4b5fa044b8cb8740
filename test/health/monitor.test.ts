/** The health monitor's rounds, with a clock that the test moves. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { State } from '../../src/control/controller.ts'
import { Monitor, type MonitorTools } from '../../src/health/monitor.ts'
import type { EventDetails } from '../../src/logger/record.ts'
import { pathsBelow } from '../../src/machine/paths.ts'
import { type Message, message } from '../../src/messages/message.ts'
import { fakeMachine } from '../machine/fake-machine.ts'

const test = suite('health monitor')

/** A daemon without a list: all checks about itself, and none of engines. */
const state = {
  settings: { enabled: false, requireSignature: false, journalDir: '/journal' },
  settingFaults: [],
  settingsSha256: 'a',
  enforced: false,
  version: undefined,
  plan: undefined,
} as unknown as State

function startMonitor() {
  const machine = fakeMachine(() => undefined, { '/etc/aqtizim/versions/note': '' })
  const rows: [string, EventDetails][] = []
  const faults: { watch: Message[]; disk: string } = { watch: [], disk: 'a' }
  const controller = {
    state: () => state,
    idle: async () => {},
    newestOnDisk: () => ({ version: undefined, faults: [] }),
    settingsOnDisk: () => faults.disk,
  }
  const monitor = new Monitor({
    ...{ machine, paths: pathsBelow(''), controller, node: 'v20.0.0' },
    firewall: { live: () => undefined, loads: () => 0 },
    ...{
      recorderFaults: () => [],
      lastLoss: () => undefined,
      exporterFaults: () => [],
      cutFaults: () => [],
      droppedQuestions: () => [],
    },
    answerSets: { read: () => [] },
    watchFaults: () => faults.watch,
    event: (name: string, details: EventDetails) => void rows.push([name, details]),
  } as unknown as MonitorTools)
  const about = (id: string) => rows.filter(([, details]) => details.about === id)
  return { machine, monitor, faults, about }
}

test('what fails is an alarm within a minute, told once, and over in the round after it is mended', async () => {
  const { machine, monitor, faults, about } = startMonitor()
  monitor.start()
  await machine.elapse(30_000)
  assert.equal(about('watch'), [])
  faults.watch = [message('monitor-away', { program: 'nft monitor', reason: message('program-absent') })]
  await machine.elapse(60_000)
  assert.equal(
    about('watch').map(([name, { code }]) => [name, code]),
    [['alarm', 'only-fault']],
  )
  assert.ok(monitor.faults().some(({ code }) => code === 'only-fault'))
  await machine.elapse(600_000)
  assert.is(about('watch').length, 1)
  faults.watch = []
  await machine.elapse(10_000)
  assert.equal(
    about('watch').map(([name]) => name),
    ['alarm', 'alarm-over'],
  )
  assert.not(monitor.faults().some(({ code }) => code === 'only-fault'))
  await monitor.stop()
  assert.equal(machine.standing(), [])
})

test('settings that differ from those in force fail only when they go on to differ', async () => {
  const { machine, monitor, faults, about } = startMonitor()
  monitor.start()
  await machine.elapse(60_000)
  faults.disk = 'b'
  await machine.elapse(10_000)
  assert.equal(about('settings-file'), [])
  await machine.elapse(300_000)
  assert.is(about('settings-file').length, 1)
  await monitor.stop()
})

test('whoever asks for health gets the checks as they are now', async () => {
  const { machine, monitor, faults } = startMonitor()
  monitor.start()
  await machine.elapse(1000)
  faults.watch = [message('monitor-away', { program: 'ip monitor', reason: message('program-absent') })]
  const checks = await monitor.health()
  assert.is(checks.find(({ id }) => id === 'watch')?.verdict, 'failed')
  await monitor.stop()
})

test.run()
