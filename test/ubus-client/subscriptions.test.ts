/** Tests events and subscriptions against a scripted ubusd. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  type ConnectOptions,
  connect,
  decodeTable,
  encodeTable,
  MESSAGE,
  STATUS,
  type Ubus,
  type UbusError,
} from '../../src/ubus-client/index.ts'
import { FakeClock } from './fake-clock.ts'
import { CALLER, ScriptedUbusd } from './scripted-ubusd.ts'

interface Context {
  ubusd: ScriptedUbusd
  ubus: Ubus
  clock: FakeClock
  errors: string[]
}
const test = suite<Context>('events and subscriptions')

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

test('listen registers the pattern with its id as int32, and gets events without answering', async ({
  ubusd,
  ubus,
  errors,
}) => {
  const seen: unknown[] = []
  const listener = await ubus.listen('my.*', (event, data) => {
    seen.push([event, data])
    if (event === 'my.bug') throw new Error('a bug')
  })
  const register = await ubusd.next('INVOKE 1 register')
  assert.equal(decodeTable(register.attrs.data ?? Buffer.alloc(0)), { object: 0xf0000000 | 0, pattern: 'my.*' })
  assert.is(listener.active, true)
  const objectId = 0xf0000000
  for (const method of ['my.bug', 'my.event']) {
    ubusd.last.send(MESSAGE.INVOKE, 9, 0, { objectId, method, data: encodeTable({ n: 1 }) })
  }
  await ubus.call('obj', 'sync')
  assert.equal(seen, [
    ['my.bug', { n: 1 }],
    ['my.event', { n: 1 }],
  ])
  assert.equal(errors, ['my.*.my.bug a bug'])
  await listener.remove()
  assert.is(listener.active, false)
  assert.ok(ubusd.asked.every((asked) => asked.type !== MESSAGE.STATUS))
})

test('only ubusd delivers events: a call of the listener’s object is not one', async ({ ubusd, ubus }) => {
  const seen: string[] = []
  await ubus.listen('my.*', (event) => seen.push(event))
  assert.equal(await ubusd.invoke(0xf0000000, 'my.forged', encodeTable({})), [STATUS.METHOD_NOT_FOUND])
  assert.equal(seen, [])
})

test('broken data in events and notifications is dropped, and the connection goes on', async ({
  ubusd,
  ubus,
  errors,
}) => {
  const seen: string[] = []
  await ubus.listen('my.*', (event) => seen.push(event))
  await ubus.subscribe('obj', (_data, { method }) => void seen.push(method))
  for (const objectId of [0xf0000000, 0xf0000001, 0xf0000002]) {
    const data = Buffer.from('8500ffff', 'hex')
    ubusd.last.send(MESSAGE.INVOKE, 1, 0, { objectId, method: 'my.broken', data })
  }
  await ubus.call('obj', 'sync')
  assert.equal(seen, [])
  assert.equal(errors, [])
})

test('a refused listener rejects, and its object does not stay behind', async ({ ubusd, ubus }) => {
  ubusd.script = (asked) => {
    if (asked.attrs.method === 'register') asked.from.status(asked, STATUS.PERMISSION_DENIED)
    return asked.attrs.method === 'register'
  }
  await ubus
    .listen('secret', () => {})
    .then(
      () => assert.unreachable(),
      (error: UbusError) => assert.is(error.code, 'PERMISSION_DENIED'),
    )
  await ubusd.next('REMOVE_OBJECT')
})

test('subscribe: watches for the object, subscribes, hands over and answers', async ({ ubusd, ubus }) => {
  const seen: unknown[] = []
  const subscription = await ubus.subscribe('obj', (data, { method, noReply }) => {
    seen.push([method, data, noReply])
    return { thanks: true }
  })
  assert.is(subscription.active, true)
  assert.equal(ubusd.texts, ['ADD_OBJECT', 'ADD_OBJECT', 'INVOKE 1 register', 'LOOKUP obj', 'SUBSCRIBE 5001'])
  const subscribed = await ubusd.next('SUBSCRIBE 5001')
  const objectId = subscribed.attrs.objectId ?? 0
  assert.equal(await ubusd.invoke(objectId, 'changed', encodeTable({ n: 1 })), [{ thanks: true }, 0])
  ubusd.last.send(MESSAGE.INVOKE, 3, CALLER, { objectId, method: 'quiet', noReply: true })
  await ubus.call('obj', 'sync')
  assert.equal(seen, [
    ['changed', { n: 1 }, false],
    ['quiet', {}, true],
  ])
  await subscription.remove()
  assert.is(subscription.active, false)
})

test('an object that goes and comes back is subscribed to again', async ({ ubusd, ubus }) => {
  const subscription = await ubus.subscribe('obj', () => {})
  const [own, watcher] = [0xf0000000, 0xf0000001]
  ubusd.last.send(MESSAGE.UNSUBSCRIBE, 1, 0, { objectId: own, target: 5001 })
  await ubus.lookup('sync')
  assert.is(subscription.active, false)
  ubusd.objects.set('obj', 5002)
  for (const path of ['other', 'obj', 'obj']) {
    const data = encodeTable({ id: 5002, path })
    ubusd.last.send(MESSAGE.INVOKE, 2, 0, { objectId: watcher, method: 'ubus.object.add', data })
  }
  await ubusd.next('SUBSCRIBE 5002')
  await ubus.lookup('sync')
  assert.is(subscription.active, true)
  assert.is(ubusd.texts.filter((text) => text === 'SUBSCRIBE 5002').length, 1)
})

test('subscribing to what is not there: NOT_FOUND, or with wait as soon as it is', async ({ ubusd, ubus }) => {
  await ubus
    .subscribe('nosuch', () => {})
    .then(
      () => assert.unreachable(),
      (error: UbusError) =>
        assert.equal([error.code, error.message], ['NOT_FOUND', 'There is no object nosuch to subscribe to']),
    )
  const subscription = await ubus.subscribe('nosuch', () => {}, { wait: true })
  assert.is(subscription.active, false)
  ubusd.objects.set('nosuch', 5003)
  const data = encodeTable({ id: 5003, path: 'nosuch' })
  ubusd.last.send(MESSAGE.INVOKE, 2, 0, { objectId: 0xf0000001, method: 'ubus.object.add', data })
  await ubusd.next('SUBSCRIBE 5003')
  await ubus.lookup('sync')
  assert.is(subscription.active, true)
})

test.run()
