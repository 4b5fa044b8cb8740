/** Tests how a call is checked and answered. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Caller, type Daemon, failed } from '../../src/luci-bridge/daemon.ts'
import { answer } from '../../src/luci-bridge/object.ts'
import { ArgumentError, message } from '../../src/messages/message.ts'

const test = suite('answers')
const caller: Caller = { user: 'a', roles: [], session: '' }

/** A daemon whose `room_set` does this. */
const daemonOf = (act: () => unknown) => ({ room_set: async () => act() }) as unknown as Daemon
const ask = (act: () => unknown, args: object = { room: 'lab', state: 'open' }) =>
  answer(daemonOf(act), 'room_set', args, caller)

function throwing(error: Error): () => never {
  return () => {
    throw error
  }
}

test('what a method gives is what arrives, without what JSON does not know', async () => {
  assert.equal(await ask(() => ({ cut: 1, paused: undefined })), { cut: 1 })
  const says = message('jobs-full')
  assert.equal(await ask(() => failed('busy', says, { user: 'b' })), {
    ...{ error: 'Too much is under way: try again later.', code: 'busy', message: says, user: 'b' },
  })
})

test('a wrong argument never reaches the method', async () => {
  const never = throwing(new Error('it did'))
  assert.equal((await ask(never, { room: 'lab' })) as object, {
    ...{ code: 'argument', argument: 'state' },
    error: 'state: is missing',
    message: message('text-missing'),
  })
  assert.equal(Object.keys(await ask(never, [] as never)).sort(), ['argument', 'code', 'error', 'message'])
})

test('a named mistake, a disk that refuses and a bug are three things', async () => {
  const says = message('room-unknown', { room: 'x' })
  assert.equal(await ask(throwing(new ArgumentError('room', says))), {
    ...{ error: 'room: there is no room "x"', code: 'argument', message: says, argument: 'room' },
  })
  const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })
  assert.equal(await ask(throwing(full)), {
    ...{ error: 'The router could not do it: ENOSPC: no space left on device, write.', code: 'unavailable' },
    message: message('router-refused', { reason: 'ENOSPC: no space left on device, write' }),
  })
  const outcome = await ask(throwing(new TypeError('a bug'))).then(
    () => 'answered',
    (error: Error) => error.message,
  )
  assert.is(outcome, 'a bug')
})

test.run()
