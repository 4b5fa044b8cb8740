/** Tests the repair of rules that other programs change, with a clock that the test moves. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Controller, RefreshOptions } from '../../src/control/controller.ts'
import { startRepair } from '../../src/control/repair.ts'
import { plan } from '../firewall/sample.ts'
import { fakeMachine } from '../machine/fake-machine.ts'
import { breathe } from '../machine/moved-clock.ts'

const test = suite('repair')
const school = plan()
const device = school.facts.rooms[0]?.devices[0] ?? ''

interface Scene {
  readonly rules?: string
  readonly enforced?: boolean
  readonly fails?: boolean
}

function startScene({ rules = '', enforced = true, fails = false }: Scene = {}) {
  const machine = fakeMachine(([program, family, what]) =>
    program === 'ip' && family === '-4' && what === 'rule' ? { stdout: rules } : undefined,
  )
  const refreshes: RefreshOptions[] = []
  const alarms: [string, Record<string, string | number>][] = []
  const controller = {
    state: () => ({ settings: { enabled: true }, plan: school }),
    idle: async () => {},
    refresh: async (options: RefreshOptions) => {
      refreshes.push(options)
      if (fails) throw new Error('ubus is away')
      return { state: { enforced }, cut: 0 }
    },
  } as unknown as Controller
  const alarm = (event: string, details: Record<string, string | number>) => void alarms.push([event, details])
  const answerSets = { note: () => {} }
  const isOwn = (mark: string) => mark === 'load_0123456789ab'
  const repair = startRepair({ machine, controller, isOwn, answerSets, alarm })
  const monitor = (name: string) => machine.started.findLast(({ argv }) => argv[0] === name)
  return {
    ...{ machine, refreshes, alarms, repair, monitor },
    hear: async (name: string, ...lines: string[]) => {
      monitor(name)?.handlers.onLines(lines)
      await breathe()
    },
  }
}

const generation = '# new generation 7 by process 1234 (nft)'

test('a rule of a stranger is taken away by a load, and a row says who brought it', async () => {
  const { hear, refreshes, alarms, repair } = startScene()
  await hear('nft', 'insert rule inet aqtizim refuse accept', generation)
  assert.equal(refreshes, [{ force: true, emptied: [] }])
  const [[event, details] = ['', {}]] = alarms
  assert.is(event, 'table-changed')
  assert.equal(details, {
    ...{ by: 'process 1234 (nft)', what: 'insert rule inet aqtizim refuse accept', changes: 1, milliseconds: 0 },
  })
  repair.stop()
})

test('our own load is no news', async () => {
  const { hear, refreshes, alarms, repair } = startScene()
  await hear('nft', 'add chain inet aqtizim load_0123456789ab', 'add rule inet aqtizim refuse drop', generation)
  assert.equal([refreshes, alarms], [[], []])
  repair.stop()
})

test('the row is written also where the load does not come about, and then says no time', async () => {
  for (const scene of [{ fails: true }, { enforced: false }]) {
    const { hear, alarms, repair } = startScene(scene)
    await hear('nft', 'delete table inet aqtizim', generation)
    const [[event, details] = ['', {}]] = alarms
    assert.is(event, 'table-changed')
    assert.is(details.milliseconds, undefined)
    repair.stop()
  }
})

test('a rule of the route lock that goes is put back, and one of another device is nobody’s business', async () => {
  const { hear, machine, alarms, repair } = startScene()
  await hear('ip', 'Deleted 900: from all iif eth9 unreachable')
  assert.equal(alarms, [])
  await hear('ip', `Deleted 900: from all iif ${device} unreachable`)
  assert.ok(machine.ran.some((line) => line.startsWith('ip -4 rule add')))
  assert.is(alarms[0]?.[0], 'route-lock-changed')
  repair.stop()
})

test('a rule in front of the lock is told of once while it stands', async () => {
  const { hear, alarms, repair } = startScene({ rules: `10:\tfrom all iif ${device} lookup main\n` })
  await breathe()
  assert.equal(
    alarms.map(([event]) => event),
    ['rule-in-front'],
  )
  await hear('ip', `10: from all iif ${device} lookup main`)
  assert.is(alarms.length, 1)
  repair.stop()
})

test('a monitor that ended is started again, all is compared, and it is a fault until it stays', async () => {
  const { machine, monitor, refreshes, repair } = startScene()
  const started = machine.started.length
  await monitor('nft')?.end(1)
  assert.is(repair.faults()[0]?.code, 'monitor-away')
  await machine.elapse(400)
  assert.is(machine.started.length, started + 1)
  assert.is(refreshes.length, 1)
  await machine.elapse(2000)
  assert.equal(repair.faults(), [])
  assert.is(refreshes.length, 2)
  repair.stop()
})

test.run()
