/** Tests objects that we provide, against a scripted ubusd. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  type ConnectOptions,
  connect,
  decodeMessage,
  decodeTable,
  encodeSignature,
  encodeTable,
  MESSAGE,
  type Methods,
  readAttributes,
  STATUS,
  type Ubus,
  UbusError,
} from '../../src/ubus-client/index.ts'
import { readCaptures } from './captures.ts'
import { FakeClock } from './fake-clock.ts'
import { type Asked, CALLER, ScriptedUbusd } from './scripted-ubusd.ts'

interface Context {
  ubusd: ScriptedUbusd
  ubus: Ubus
  clock: FakeClock
  errors: string[]
}
const test = suite<Context>('objects and notifications')

test.before.each(async (context) => {
  const [ubusd, clock, errors] = [new ScriptedUbusd(), new FakeClock(), [] as string[]]
  await ubusd.start()
  const onHandlerError: ConnectOptions['onHandlerError'] = (error, place) =>
    errors.push(`${place.object}.${place.method} ${error instanceof Error ? error.message : error}`)
  const ubus = connect({ path: ubusd.path, clock, timeoutMs: 1000, onHandlerError })
  Object.assign(context, { ubusd, clock, errors, ubus })
})
test.after.each(async ({ ubus, ubusd }) => {
  await ubus.close()
  await ubusd.remove()
})

const isNotify = (asked: Asked) => asked.type === MESSAGE.NOTIFY

test('an object is added with its signature, which has the bytes of a real one', async ({ ubusd, ubus }) => {
  const methods: Methods = {
    read: { args: { lines: 'int32', stream: 'boolean', oneshot: 'boolean' }, handler: () => {} },
    write: { args: { event: 'string' }, handler: () => {} },
  }
  const log = await ubus.add('log', methods)
  assert.equal(ubusd.texts, ['ADD_OBJECT log'])
  assert.is(log.id, 0xf0000000)
  // LOOKUP of logd's object, as ubusd answered it.
  const captured = readCaptures().find((capture) => capture.name === 'j-fd-logread')?.messages ?? []
  const found = captured.map(({ bytes }) => readAttributes(decodeMessage(bytes))).find(({ signature }) => signature)
  const real = found?.signature?.toString('hex')
  assert.type(real, 'string')
  assert.is(encodeSignature(methods).toString('hex'), real)
  assert.is(ubusd.asked[0]?.attrs.signature?.toString('hex'), real)
})

test('a refused path rejects', async ({ ubusd, ubus }) => {
  ubusd.script = (asked) => {
    asked.from.status(asked, STATUS.INVALID_ARGUMENT)
    return true
  }
  await ubus.add('taken', {}).then(
    () => assert.unreachable(),
    (error: unknown) => {
      assert.instance(error, UbusError)
      assert.is((error as UbusError).code, 'INVALID_ARGUMENT')
    },
  )
})

test('a handler gets arguments and caller; its result is DATA and STATUS 0', async ({ ubusd, ubus }) => {
  const object = await ubus.add('rig', {
    who: {
      handler: (args, { method, clientId, user, group, noReply }) =>
        ({ args, method, clientId, user, group, noReply }) as never,
    },
    nothing: { handler: () => {} },
    parts: {
      handler: async (_args, request) => {
        request.send({ one: 1 })
        return { two: 2 }
      },
    },
  })
  const id = object.id ?? 0
  assert.equal(await ubusd.invoke(id, 'who', encodeTable({ x: [1] })), [
    { args: { x: [1] }, method: 'who', clientId: CALLER, user: 'root', group: 'wheel', noReply: false },
    0,
  ])
  assert.equal(await ubusd.invoke(id, 'nothing'), [0])
  assert.equal(await ubusd.invoke(id, 'parts'), [{ one: 1 }, { two: 2 }, 0])
})

test('what goes wrong in a handler is a status, and the next call is served', async ({ ubusd, ubus, errors }) => {
  const object = await ubus.add('rig', {
    denied: {
      handler: () => {
        throw new UbusError('PERMISSION_DENIED')
      },
    },
    bug: { handler: () => Promise.reject(new Error('a bug')) },
    huge: { handler: () => ({ text: 'x'.repeat(1_048_570) }) },
    ok: { handler: () => ({}) },
  })
  const id = object.id ?? 0
  assert.equal(await ubusd.invoke(id, 'denied'), [STATUS.PERMISSION_DENIED])
  assert.equal(errors, [])
  assert.equal(await ubusd.invoke(id, 'bug'), [STATUS.UNKNOWN_ERROR])
  assert.equal(await ubusd.invoke(id, 'huge'), [STATUS.UNKNOWN_ERROR])
  assert.is(errors[0], 'rig.bug a bug')
  assert.match(errors[1] ?? '', /^rig\.huge .*(over the limit|more than a message can hold)/)
  for (const name of ['nosuch', 'constructor', '__proto__', 'toString']) {
    assert.equal(await ubusd.invoke(id, name), [STATUS.METHOD_NOT_FOUND])
  }
  assert.equal(await ubusd.invoke(id, 'ok', Buffer.from('85000000', 'hex')), [STATUS.INVALID_ARGUMENT])
  assert.equal(await ubusd.invoke(id, 'ok'), [{}, 0])
  assert.is(errors.length, 2)
})

test('answers come when they are ready, each to its own question', async ({ ubusd, ubus }) => {
  const waiting = new Map<unknown, (value: { n: number }) => void>()
  const { id = 0 } = await ubus.add('rig', {
    later: { handler: ({ n }) => new Promise((resolve) => waiting.set(n, resolve)) },
    quick: { handler: () => ({ quick: true }) },
  })
  const first = ubusd.invoke(id, 'later', encodeTable({ n: 1 }))
  const second = ubusd.invoke(id, 'later', encodeTable({ n: 2 }))
  assert.equal(await ubusd.invoke(id, 'quick'), [{ quick: true }, 0])
  waiting.get(2)?.({ n: 22 })
  waiting.get(1)?.({ n: 11 })
  assert.equal(await first, [{ n: 11 }, 0])
  assert.equal(await second, [{ n: 22 }, 0])
})

test('an INVOKE with NO_REPLY, and one for an object that is not ours, get no answer', async ({ ubusd, ubus }) => {
  let calls = 0
  const { id = 0 } = await ubus.add('rig', { count: { handler: () => ({ calls: ++calls }) } })
  const peer = ubusd.last
  peer.send(MESSAGE.INVOKE, 1, CALLER, { objectId: id, method: 'count', noReply: true })
  peer.send(MESSAGE.INVOKE, 2, CALLER, { objectId: 4242, method: 'count' })
  assert.equal(await ubusd.invoke(id, 'count'), [{ calls: 2 }, 0])
  assert.is(ubusd.asked.filter((asked) => asked.type === MESSAGE.STATUS).length, 1)
})

test('active follows the first and the last subscriber', async ({ ubusd, ubus }) => {
  const seen: boolean[] = []
  const object = await ubus.add('rig', { ping: { handler: () => {} } }, { onActive: (active) => seen.push(active) })
  const objectId = object.id ?? 0
  assert.is(object.active, false)
  ubusd.last.send(MESSAGE.NOTIFY, 1, 0, { objectId, active: true })
  await ubusd.invoke(objectId, 'ping')
  assert.is(object.active, true)
  ubusd.last.send(MESSAGE.NOTIFY, 2, 0, { objectId, active: false })
  await ubusd.invoke(objectId, 'ping')
  assert.is(object.active, false)
  assert.equal(seen, [true, false])
})

test('notify without reply is sent with NO_REPLY and waits for nothing', async ({ ubusd, ubus }) => {
  const object = await ubus.add('rig', {})
  assert.equal(await object.notify('changed', { n: 1 }), [])
  const asked = await ubusd.next(`NOTIFY ${object.id} changed`)
  assert.is(asked.attrs.noReply, true)
  assert.is(asked.peer, object.id)
  assert.equal(decodeTable(asked.attrs.data ?? Buffer.alloc(0)), { n: 1 })
})

test('notify with reply gives the answer of each subscriber', async ({ ubusd, ubus }) => {
  const object = await ubus.add('rig', {})
  ubusd.script = (asked) => {
    if (!isNotify(asked)) return false
    const objectId = asked.attrs.objectId ?? 0
    asked.from.send(MESSAGE.STATUS, asked.seq, asked.peer, { objectId, subscribers: [2001, 2002, 2003], status: 0 })
    asked.from.status({ ...asked, peer: 2002 }, STATUS.NOT_SUPPORTED, { objectId: 2002 })
    asked.from.status({ ...asked, peer: 7777 }, STATUS.OK, { objectId: 7777 })
    asked.from.data({ ...asked, peer: 2001 }, { got: 1 }, { objectId: 2001 })
    asked.from.status({ ...asked, peer: 2001 }, STATUS.OK, { objectId: 2001 })
    asked.from.status({ ...asked, peer: 2001 }, STATUS.NO_DATA, { objectId: 2001 })
    asked.from.status({ ...asked, peer: 2003 }, STATUS.OK, { objectId: 2003 })
    return true
  }
  assert.equal(await object.notify('changed', {}, { reply: true }), [
    { subscriber: 2001, code: 'OK', data: { got: 1 } },
    { subscriber: 2002, code: 'NOT_SUPPORTED', data: {} },
    { subscriber: 2003, code: 'OK', data: {} },
  ])
})

test('a subscriber that does not answer in time has the code TIMEOUT; nobody subscribed is an empty list', async (context) => {
  const { ubusd, ubus, clock } = context
  const object = await ubus.add('rig', {})
  let subscribers = [2001, 2002]
  ubusd.script = (asked) => {
    if (!isNotify(asked)) return false
    asked.from.send(MESSAGE.STATUS, asked.seq, asked.peer, { objectId: asked.peer, subscribers, status: 0 })
    asked.from.status({ ...asked, peer: 2002 }, STATUS.OK)
    return true
  }
  const replies = object.notify('changed', {}, { reply: true })
  // The client has read what was written before the answer to this.
  await ubusd.next(`NOTIFY ${object.id} changed`)
  await ubus.call('obj', 'sync')
  clock.advance(1000)
  assert.equal(await replies, [
    { subscriber: 2001, code: 'TIMEOUT', data: {} },
    { subscriber: 2002, code: 'OK', data: {} },
  ])
  subscribers = []
  assert.equal(await object.notify('changed', {}, { reply: true }), [])
})

test('a refused notification rejects', async ({ ubusd, ubus }) => {
  const object = await ubus.add('rig', {})
  ubusd.script = (asked) => {
    if (isNotify(asked)) asked.from.status(asked, STATUS.NOT_FOUND)
    return isNotify(asked)
  }
  await object.notify('changed', {}, { reply: true }).then(
    () => assert.unreachable(),
    (error: unknown) => assert.is((error as UbusError).message, 'rig.changed: NOT_FOUND'),
  )
})

test('remove takes the object off the bus; notify then says so', async ({ ubusd, ubus }) => {
  const object = await ubus.add('rig', {})
  await object.remove()
  assert.is(object.id, undefined)
  assert.equal(ubusd.texts, ['ADD_OBJECT rig', 'REMOVE_OBJECT'])
  await object.notify('changed').then(
    () => assert.unreachable(),
    (error: Error) => assert.is(error.message, 'rig could not notify changed: it is not on the bus'),
  )
  await object.remove()
})

test.run()
