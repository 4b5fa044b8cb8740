/** Mending: what is tried, and how often, with a clock that the test moves. */
import * as assert from 'uvu/assert'
import { failed } from '../../src/health/check.ts'
import { isMendable, Mender, type MenderTools } from '../../src/health/mend.ts'
import { message } from '../../src/messages/message.ts'
import { fakeMachine } from '../machine/fake-machine.ts'
import { suite } from '../suite.ts'

const test = suite('mending')
const broken = [failed('table', message('gate-silent'), message('gate-silent'))]

function create() {
  const machine = fakeMachine()
  const loads: unknown[] = []
  const mender = new Mender({
    machine,
    controller: { refresh: async (options: unknown) => void loads.push(options) },
    firewall: { live: () => undefined },
  } as unknown as MenderTools)
  return { machine, loads, mender }
}

test('the list in force is loaded anew, less and less often until it helps', async () => {
  const { machine, loads, mender } = create()
  const tries: number[] = []
  for (let seconds = 0; seconds < 200; seconds += 10) {
    if (await mender.mend(broken)) tries.push(seconds)
    machine.pass(10_000)
  }
  assert.equal(loads[0], { force: true })
  assert.is(loads.length, tries.length)
  const waits = tries.slice(1).map((at, index) => at - (tries[index] ?? 0))
  assert.ok(waits.length >= 3, String(waits))
  assert.equal(
    waits,
    [...waits].sort((a, b) => a - b),
  )
  assert.ok((waits.at(-1) ?? 0) > (waits[0] ?? 0), String(waits))
})

test('after a reset the next waits are short again', async () => {
  const { machine, mender } = create()
  const waitOf = async () => {
    for (let seconds = 10; ; seconds += 10) {
      machine.pass(10_000)
      if (await mender.mend(broken)) return seconds
    }
  }
  await mender.mend(broken)
  const first = await waitOf()
  await waitOf()
  const longer = await waitOf()
  mender.reset()
  await waitOf()
  assert.ok(longer > first)
  assert.is(await waitOf(), first)
})

test('what lies outside the firewall is not mended by loading a list', () => {
  const is = (id: string) => isMendable({ id })
  assert.equal(['table', 'route-lock', 'gate-lists', 'resolver-l1'].map(is), [true, true, true, true])
  // An nft that does not answer loads nothing either.
  assert.not(isMendable({ id: 'table', isSilence: true }))
  assert.equal(['clock', 'zones', 'watch', 'upstream'].map(is), [false, false, false, false])
})

test.run()
