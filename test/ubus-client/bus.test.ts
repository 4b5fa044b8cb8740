/** Two clients on a whole bus: the pocket router's broker, or the ubusd whose socket UBUS_SOCKET names. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { connect, double, type Table, type Ubus, UbusError } from '../../src/ubus-client/index.ts'
import { Broker } from '../pocket-router/broker.ts'
import { serveBus } from '../pocket-router/bus-server.ts'
import { suite } from '../suite.ts'

interface Context {
  provider: Ubus
  caller: Ubus
  end: () => Promise<void>
}
const test = suite<Context>('two clients on a bus')
const NAME = `rig.p${process.pid}`

test.before(async (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'ubus-bus-'))
  const given = process.env.UBUS_SOCKET
  const path = given ?? join(folder, 'ubus.sock')
  const server = given === undefined ? await serveBus(new Broker(), path) : undefined
  const [provider, caller] = [connect({ path, reconnect: false }), connect({ path, reconnect: false })]
  const end = async () => {
    await Promise.all([provider.close(), caller.close()])
    await server?.close()
    rmSync(folder, { recursive: true, force: true })
  }
  Object.assign(context, { provider, caller, end })
})
test.after(({ end }) => end())

/** What comes in, in order; `next` waits for one. */
function inbox<T>(): { put: (item: T) => void; next: () => Promise<T> } {
  const [items, waiting] = [[] as T[], [] as ((item: T) => void)[]]
  return {
    put: (item) => {
      const first = waiting.shift()
      if (first === undefined) items.push(item)
      else first(item)
    },
    next: () => {
      const item = items.shift()
      return item === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(item)
    },
  }
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise
    return 'OK'
  } catch (error) {
    return error instanceof UbusError ? error.code : String(error)
  }
}

test('every kind of value, there and back', async ({ provider, caller }) => {
  const object = await provider.add(NAME, {
    echo: { args: { any: 'table' }, handler: (args) => args },
    parts: {
      handler: (_args, request) => {
        request.send({ one: 1 })
        return { two: 2 }
      },
    },
    denied: { handler: () => Promise.reject(new UbusError('PERMISSION_DENIED')) },
  })
  const value: Table = {
    yes: true,
    no: false,
    none: null,
    min: -(2 ** 31),
    wide: -5_000_000_000,
    big: 2n ** 62n,
    half: 0.5,
    text: 'ўқувчи',
    deep: { list: [1, [], { a: [{}] }] },
    ['__proto__']: { own: 1 },
  }
  assert.equal(await caller.call(NAME, 'echo', value), value)
  assert.equal(await caller.call(NAME, 'echo', { three: double(3) }), { three: 3 })
  assert.equal(await caller.call(NAME, 'parts'), { one: 1, two: 2 })
  assert.is(await codeOf(caller.call(NAME, 'denied')), 'PERMISSION_DENIED')
  assert.is(await codeOf(caller.call(NAME, 'nosuch')), 'METHOD_NOT_FOUND')
  assert.is(await codeOf(caller.call(`${NAME}.nosuch`, 'echo')), 'NOT_FOUND')
  const text = 'x'.repeat(1_048_576 - 256)
  assert.is((await caller.call(NAME, 'echo', { text })).text, text)
  const [found] = await caller.lookup(`${NAME}*`)
  assert.equal([found?.path, found?.id, [...(found?.methods.get('echo') ?? [])]], [NAME, object.id, [['any', 'table']]])
  assert.is(await codeOf(caller.add(NAME, {})), 'INVALID_ARGUMENT')
  await object.remove()
  assert.equal(await caller.list(`${NAME}*`), [])
})

test('notifications, with and without replies, and after the object came back', async ({ provider, caller }) => {
  const [active, got] = [inbox<boolean>(), inbox<unknown>()]
  const add = () => provider.add(NAME, {}, { onActive: active.put })
  const object = await add()
  assert.equal(await object.notify('early', {}, { reply: true }), [])
  const subscription = await caller.subscribe(NAME, (data, { method, noReply }) => {
    got.put([method, data, noReply])
    return { thanks: method }
  })
  assert.is(await active.next(), true)
  const [reply] = await object.notify('asked', { n: 1 }, { reply: true })
  assert.equal([reply?.code, reply?.data], ['OK', { thanks: 'asked' }])
  assert.equal(await got.next(), ['asked', { n: 1 }, false])
  await object.notify('told', { n: 2 })
  assert.equal(await got.next(), ['told', { n: 2 }, true])
  await object.remove()
  const again = await add()
  while ((await active.next()) !== true) assert.is(again.active, false)
  await again.notify('back')
  assert.equal(await got.next(), ['back', {}, true])
  await subscription.remove()
  assert.is(await active.next(), false)
  assert.is(await codeOf(provider.subscribe(NAME, () => {})), 'INVALID_ARGUMENT', 'nobody subscribes to himself')
  await again.remove()
})

test('events reach the listeners of their pattern, and not their sender', async ({ provider, caller }) => {
  const [heard, own] = [inbox<unknown>(), inbox<unknown>()]
  const listeners = [
    await caller.listen(`${NAME}.*`, (event, data) => heard.put([event, data])),
    await provider.listen(`${NAME}.*`, (event) => own.put(event)),
  ]
  await provider.send(`other.${NAME}`, {})
  await provider.send(`${NAME}.one`, { n: [1] })
  await caller.send(`${NAME}.two`, {})
  assert.equal(await heard.next(), [`${NAME}.one`, { n: [1] }])
  assert.is(await own.next(), `${NAME}.two`)
  assert.is(await codeOf(provider.send('ubus.fake')), 'PERMISSION_DENIED')
  for (const listener of listeners) await listener.remove()
})

test('the bus itself tells of objects that come and go', async ({ provider, caller }) => {
  const heard = inbox<unknown>()
  const listener = await caller.listen('ubus.object.*', (event, { path }) => heard.put([event, path]))
  const object = await provider.add(`${NAME}.short`, {})
  await object.remove()
  assert.equal(await heard.next(), ['ubus.object.add', `${NAME}.short`])
  assert.equal(await heard.next(), ['ubus.object.remove', `${NAME}.short`])
  await listener.remove()
})

test.run()
