/** Checks calls, lists and events of ubus, on the stand-in or on a real ubusd. */
import { STATUS, UbusError } from 'ubus-client'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { codeOf, frame, openTarget, until } from './target.ts'

const target = await openTarget()
const test = suite('contract: the bus')
frame(test, target)

const name = `contract.${process.pid}`
let number = 0
function freshPath(): string {
  number += 1
  return `${name}.${number}`
}

test('an object is found by path, by prefix and in the list of all', async () => {
  const path = freshPath()
  const provider = target.connect()
  const object = await provider.add(path, {
    hello: { args: { name: 'string', n: 'int32', on: 'boolean' }, handler: () => ({}) },
  })
  const [found] = await target.bus.lookup(path)
  assert.is(found?.path, path)
  assert.is(found?.id, object.id)
  assert.equal(
    [...(found?.methods.get('hello') ?? [])],
    [
      ['name', 'string'],
      ['n', 'int32'],
      ['on', 'boolean'],
    ],
  )
  assert.ok((await target.bus.list(`${name}*`)).includes(path))
  assert.ok((await target.bus.list()).includes(path))
  await object.remove()
  assert.equal(await target.bus.lookup(path), [])
  await provider.close()
})

test('lists come sorted', async () => {
  const provider = target.connect()
  const paths = ['b', 'c', 'a'].map((last) => `${name}.sorted.${last}`)
  for (const path of paths) await provider.add(path, {})
  assert.equal(await target.bus.list(`${name}.sorted*`), [...paths].sort())
  await provider.close()
})

test('a call reaches its object with its arguments, and the answer comes back with its types', async () => {
  const path = freshPath()
  const provider = target.connect()
  await provider.add(path, { echo: { handler: (args, { method, user }) => ({ ...args, method, user: user ?? '' }) } })
  const args = {
    s: 'ақ',
    i: -5,
    big: 2n ** 60n,
    f: 1.5,
    yes: true,
    no: false,
    a: [1, 'x'],
    t: { x: { y: [] } },
    n: null,
  }
  assert.equal(await target.bus.call(path, 'echo', args), { ...args, method: 'echo', user: 'root' })
  await provider.close()
})

test('each status of a provider reaches the caller', async () => {
  const path = freshPath()
  const provider = target.connect()
  const fail = (args: object) => {
    throw new UbusError('code' in args && typeof args.code === 'number' ? args.code : 0)
  }
  await provider.add(path, { fail: { handler: fail } })
  for (const [code, status] of Object.entries(STATUS)) {
    if (status === STATUS.OK) continue
    assert.is(await codeOf(target.bus.call(path, 'fail', { code: status })), code)
  }
  assert.is(await codeOf(target.bus.call(path, 'nosuch')), 'METHOD_NOT_FOUND')
  assert.is(await codeOf(target.bus.call(`${path}.nosuch`, 'fail')), 'NOT_FOUND')
  await provider.close()
})

test('answers come back to their own questions, in any order', async () => {
  const path = freshPath()
  const provider = target.connect()
  const waiting = new Map<number, () => void>()
  const slow = (args: object) =>
    new Promise<{ n: number }>((resolve) => {
      const n = 'n' in args && typeof args.n === 'number' ? args.n : -1
      waiting.set(n, () => resolve({ n }))
    })
  await provider.add(path, { slow: { handler: slow } })
  const calls = [1, 2, 3].map((n) => target.bus.call(path, 'slow', { n }))
  await until(() => waiting.size === 3, 'three calls arrived')
  for (const n of [3, 1, 2]) waiting.get(n)?.()
  assert.equal(await Promise.all(calls), [{ n: 1 }, { n: 2 }, { n: 3 }])
  await provider.close()
})

test('a path can be taken once', async () => {
  const path = freshPath()
  const provider = target.connect()
  await provider.add(path, {})
  const second = target.connect()
  assert.is(await codeOf(second.add(path, {})), 'INVALID_ARGUMENT')
  await second.close()
  await provider.close()
})

test('a provider that dies in a call gives no answer, and its object is gone', async () => {
  const path = freshPath()
  const provider = target.connect()
  let called = false
  const hang = () => {
    called = true
    return new Promise<void>(() => {})
  }
  await provider.add(path, { hang: { handler: hang } })
  const call = codeOf(target.bus.call(path, 'hang', {}, { timeoutMs: 400 }))
  await until(() => called, 'the call arrived')
  await provider.close()
  // The bus itself says nothing; both endings are the client's own doing.
  assert.ok(['TIMEOUT', 'CONNECTION_FAILED'].includes(await call))
  assert.equal(await target.bus.lookup(path), [])
})

test('notifications reach subscribers, and the object knows whether it has any', async () => {
  const path = freshPath()
  const provider = target.connect()
  const actives: boolean[] = []
  const object = await provider.add(path, {}, { onActive: (active) => actives.push(active) })
  const seen: unknown[] = []
  const subscription = await target.bus.subscribe(path, (data, { method }) => {
    seen.push([method, data])
    return { got: true }
  })
  await until(() => actives.length === 1, 'the first subscriber')
  await object.notify('quiet', { n: 1 })
  const replies = await object.notify('loud', { n: 2 }, { reply: true })
  assert.equal(
    replies.map(({ code }) => code),
    ['OK'],
  )
  assert.equal(seen, [
    ['quiet', { n: 1 }],
    ['loud', { n: 2 }],
  ])
  await subscription.remove()
  await until(() => actives.length === 2, 'the last subscriber')
  assert.equal(actives, [true, false])
  await provider.close()
})

test('subscribing to what is not there fails', async () => {
  assert.is(await codeOf(target.bus.subscribe(`${name}.nosuch`, () => {})), 'NOT_FOUND')
})

test('events reach those whose pattern fits, but not the sender itself', async () => {
  const sender = target.connect()
  const seen: string[] = []
  const own: string[] = []
  const exact = await target.bus.listen(`${name}.a`, (event) => seen.push(`exact ${event}`))
  const prefix = await target.bus.listen(`${name}.*`, (event, data) => seen.push(`prefix ${event} ${data.x}`))
  await sender.listen(`${name}.*`, (event) => own.push(event))
  await sender.send(`${name}.a`, { x: 1 })
  await sender.send(`${name}.b`, { x: 2 })
  await sender.send(`other.${name}`, { x: 3 })
  await until(() => seen.length >= 3, 'three events')
  assert.equal(seen.sort(), [`exact ${name}.a`, `prefix ${name}.a 1`, `prefix ${name}.b 2`])
  assert.equal(own, [])
  assert.is(await codeOf(sender.send('ubus.fake')), 'PERMISSION_DENIED')
  await exact.remove()
  await prefix.remove()
  await sender.close()
})

test('the bus tells of objects that come and go', async () => {
  const path = freshPath()
  const seen: string[] = []
  const listener = await target.bus.listen('ubus.object.*', (event, data) => {
    if (data.path === path) seen.push(event)
  })
  const provider = target.connect()
  await provider.add(path, {})
  await provider.close()
  await until(() => seen.length === 2, 'two events')
  assert.equal(seen, ['ubus.object.add', 'ubus.object.remove'])
  await listener.remove()
})

test.run()
