/** Tests that the daemon follows changes on a bus that is slow to answer. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { DaemonBus, DaemonEvents } from '../../src/control/daemon-events.ts'
import { followChanges, type TriggerTools } from '../../src/control/triggers.ts'
import { Events } from '../../src/machine/events.ts'
import { MovedClock } from '../machine/moved-clock.ts'

const test = suite('triggers')

/** A bus of which the first `failing` calls are not answered. */
async function start(failing: number) {
  const clock = new MovedClock()
  const said: string[] = []
  const asked: string[] = []
  const events: DaemonBus = new Events<DaemonEvents>()
  const call = async (name: string): Promise<never> => {
    asked.push(name)
    if (asked.length <= failing) throw new Error(`No reply to ${name}`)
    return { active: true } as never
  }
  const tools: TriggerTools = {
    machine: { log: (level, text) => void said.push(`${level} ${text}`), timers: clock },
    ubus: { subscribe: (path: string) => call(path), listen: (pattern) => call(pattern) } as TriggerTools['ubus'],
    controller: { unread: async () => undefined },
    events,
    refresh: async () => {},
  }
  return { clock, said, asked, following: await followChanges(tools) }
}

test('a bus that does not answer is asked again, each thing until it was taken', async () => {
  const { clock, said, asked, following } = await start(2)
  await clock.elapse(30_000)
  assert.equal(asked, ['service', 'service', 'service', 'network.interface'])
  // Said once, however long it lasts.
  assert.is(said.length, 1)
  assert.match(said[0] ?? '', /^warning .*No reply to service$/)
  await clock.elapse(60_000)
  assert.is(asked.length, 4)
  following.stop()
})

test('once it is stopped nobody is asked any more', async () => {
  const { clock, asked, following } = await start(100)
  following.stop()
  await clock.elapse(60_000)
  assert.is(asked.length, 1)
  assert.equal(clock.standing(), [])
})

test.run()
