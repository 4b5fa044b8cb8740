/** Tests the refresher: changes that come together, retries and back-off. */
import { UbusError } from 'ubus-client'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Controller } from '../../src/control/controller.ts'
import { createRefresher, describeFailure } from '../../src/control/retry.ts'
import { fakeMachine } from '../machine/fake-machine.ts'
import { breathe } from '../machine/moved-clock.ts'

const test = suite('refresher')

/** Each refresh takes the next of `outcomes`; the last one stays. */
function refresherOf(...outcomes: readonly ('enforced' | 'refused' | 'throws')[]) {
  const machine = fakeMachine()
  let rounds = 0
  const refreshNow = async () => {
    const outcome = outcomes[Math.min(rounds, outcomes.length - 1)]
    rounds += 1
    if (outcome === 'throws') throw new Error('ubus is away')
    return { state: { enforced: outcome === 'enforced', settings: { enabled: true } }, cut: 0 }
  }
  const controller = { refresh: refreshNow } as unknown as Controller
  return { machine, refresh: createRefresher(machine, controller), rounds: () => rounds }
}

test('what is in force is left alone', async () => {
  const { machine, refresh, rounds } = refresherOf('enforced')
  await refresh('the start')
  assert.equal([rounds(), machine.standing()], [1, []])
})

test('changes that come meanwhile share the next round', async () => {
  const { refresh, rounds } = refresherOf('enforced')
  await Promise.all([refresh('a'), refresh('b'), refresh('c')])
  assert.is(rounds(), 2)
})

test('what throws is said once, and tried again less and less often', async () => {
  const { machine, refresh, rounds } = refresherOf(...Array(9).fill('throws'), 'enforced')
  void refresh('a change')
  await breathe()
  const waits: number[] = []
  for (let [wait] = machine.standing(); wait !== undefined; [wait] = machine.standing()) {
    waits.push(wait / 1000)
    await machine.elapse(wait)
  }
  assert.equal([waits, rounds()], [[1, 2, 4, 8, 16, 32, 60, 60, 60], 10])
  assert.equal(
    machine.said.map(({ message }) => message),
    ['after a change: ubus is away; trying again, less and less often', 'after a change: it works again'],
  )
})

test('a change ends the wait', async () => {
  const { machine, refresh, rounds } = refresherOf(...Array(5).fill('throws'), 'enforced')
  void refresh('a change')
  await breathe()
  await machine.elapse(1000)
  await machine.elapse(2000)
  assert.equal([rounds(), machine.standing()], [3, [4000]])
  void refresh('another change')
  await breathe()
  assert.equal([rounds(), machine.standing()], [4, [8000]])
})

test('what of ubus is away is named with the service that brings it back', () => {
  const away = (object: string) =>
    new UbusError('NOT_FOUND', { object, message: `There is no object "${object}" on the bus` })
  assert.is(describeFailure(away('uci')), 'There is no object "uci" on the bus; run: service rpcd restart')
  assert.match(describeFailure(away('network.interface')), /; run: service network restart$/)
  assert.is(describeFailure(away('else')), 'There is no object "else" on the bus')
  assert.is(describeFailure(new Error('x')), 'x')
})

test('what is refused is tried again less and less often, every five minutes at last, until it is in force', async () => {
  const { machine, refresh, rounds } = refresherOf(...Array(9).fill('refused'), 'enforced')
  await refresh('the start')
  const waits: number[] = []
  while (machine.standing().length > 0) {
    const [wait = 0] = machine.standing()
    waits.push(wait)
    await machine.elapse(wait)
  }
  assert.equal(
    waits.map((wait) => wait / 1000),
    [5, 10, 20, 40, 80, 160, 300, 300, 300],
  )
  assert.is(rounds(), 10)
})

test.run()
