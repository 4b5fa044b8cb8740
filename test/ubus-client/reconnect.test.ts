/** Tests losing ubusd and connecting again. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  type ConnectOptions,
  connect,
  encodeTable,
  MESSAGE,
  type RegisteredObject,
  STATUS,
  type Ubus,
  type UbusError,
} from '../../src/ubus-client/index.ts'
import { FakeClock } from './fake-clock.ts'
import { ScriptedUbusd } from './scripted-ubusd.ts'

interface Context {
  ubusd: ScriptedUbusd
  clock: FakeClock
  log: string[]
  opened: Ubus[]
  open: (more?: ConnectOptions) => Ubus
}
const test = suite<Context>('reconnect')

test.before.each((context) => {
  const [ubusd, clock, log, opened] = [new ScriptedUbusd(), new FakeClock(), [] as string[], [] as Ubus[]]
  const open = (more: ConnectOptions = {}) => {
    const ubus = connect({
      path: ubusd.path,
      clock,
      timeoutMs: 1000,
      onConnect: (clientId) => log.push(`connected ${clientId >= 0x80000000}`),
      onDisconnect: (error) => log.push(`lost: ${error.message.replace(ubusd.path, 'PATH')}`),
      onHandlerError: (error, place) => log.push(`${place.object}: ${error instanceof Error ? error.message : error}`),
      ...more,
    })
    opened.push(ubus)
    return ubus
  }
  Object.assign(context, { ubusd, clock, log, opened, open })
})
test.after.each(async ({ ubusd, opened }) => {
  for (const ubus of opened) await ubus.close()
  await ubusd.remove()
})

/** ubusd dies; resolves when the client has seen it and waits for its next attempt. */
async function die({ ubusd, clock }: Context, pauseMs = 100): Promise<void> {
  const waiting = clock.waiting(pauseMs)
  await ubusd.stop()
  await waiting
  ubusd.asked.length = 0
}

/** Starts ubusd again and lets the pause pass. */
async function comeBack({ ubusd, clock }: Context, pauseMs = 100): Promise<void> {
  await ubusd.start()
  clock.advance(pauseMs)
}

test('the pause doubles from 100 ms to 5 s, is short again after a success, and only the first failure is told', async (context) => {
  const { clock, log, open } = context
  const ubus = open()
  for (const pause of [100, 200, 400, 800, 1600, 3200, 5000, 5000]) {
    await clock.waiting(pause)
    assert.equal(clock.standing, [pause])
    clock.advance(pause - 1)
    assert.equal(clock.standing, [pause])
    clock.advance(1)
  }
  await clock.waiting(5000)
  assert.equal(log, ['lost: Cannot connect to PATH: there is no such socket; is ubusd running?'])
  const added = ubus.add('rig', {})
  await comeBack(context, 5000)
  await added
  await die(context, 100)
  assert.equal(log.slice(1), ['connected true', 'lost: Connection to PATH lost: ubusd closed it'])
})

test('what is asked for while ubusd is away: calls fail at once by name, objects wait', async (context) => {
  const { clock, ubusd, open } = context
  const ubus = open()
  await clock.waiting(100)
  await ubus.call('obj', 'do').then(
    () => assert.unreachable(),
    (error: UbusError) => {
      assert.is(error.code, 'CONNECTION_FAILED')
      assert.match(error.message, /^obj\.do was not called: Cannot connect to .*: there is no such socket/)
    },
  )
  const wishes = Promise.all([ubus.add('rig', {}), ubus.listen('my.*', () => {}), ubus.subscribe('obj', () => {})])
  await comeBack(context)
  const [object, listener, subscription] = await wishes
  assert.is(object.id, 0xf0000000)
  assert.equal([listener.active, subscription.active], [true, true])
  assert.equal(ubusd.texts.slice(0, 3), ['ADD_OBJECT rig', 'ADD_OBJECT', 'ADD_OBJECT'])
})

test('after ubusd restarts everything is there again, under new ids, and works', async (context) => {
  const { ubusd, open, log } = context
  await ubusd.start()
  const ubus = open()
  const events: string[] = []
  const object: RegisteredObject = await ubus.add('rig', { hi: { handler: () => ({ hi: true }) } })
  const listener = await ubus.listen('my.*', (event) => events.push(event))
  const subscription = await ubus.subscribe('obj', () => {})
  const removed = await ubus.listen('other.*', () => {})
  await removed.remove()
  const before = object.id
  await die(context)
  assert.equal([object.id, object.active, listener.active, subscription.active], [undefined, false, false, false])
  ubusd.objects.set('obj', 5009)
  await comeBack(context)
  await Promise.all([ubusd.next('ADD_OBJECT rig'), ubusd.next('INVOKE 1 register'), ubusd.next('SUBSCRIBE 5009')])
  await ubus.lookup('sync')
  assert.not.equal(object.id, before)
  assert.equal([listener.active, subscription.active], [true, true])
  assert.is(ubusd.texts.filter((text) => text === 'INVOKE 1 register').length, 2, 'the listener and the watch')
  const [peer] = ubusd.peers
  peer?.send(MESSAGE.INVOKE, 77, 0x12345678, { objectId: object.id ?? 0, method: 'hi', data: Buffer.alloc(0) })
  const status = await ubusd.next('STATUS 0')
  assert.equal([status.seq, status.peer], [77, 0x12345678])
  assert.equal(log, ['connected true', 'lost: Connection to PATH lost: ubusd closed it', 'connected true'])
})

test('ids that were looked up before the restart are forgotten', async (context) => {
  const { ubusd, open } = context
  await ubusd.start()
  const ubus = open()
  await ubus.call('obj', 'do')
  await die(context)
  ubusd.objects.set('obj', 5002)
  await comeBack(context)
  await ubus.add('sync', {})
  await ubus.call('obj', 'do')
  assert.equal(ubusd.texts, ['ADD_OBJECT sync', 'LOOKUP obj', 'INVOKE 5002 do'])
})

test('a provider that comes back only after ubusd: the subscription waits for it', async (context) => {
  const { ubusd, open, log } = context
  await ubusd.start()
  const ubus = open()
  const subscription = await ubus.subscribe('obj', () => {})
  await die(context)
  ubusd.objects.delete('obj')
  await comeBack(context)
  await ubusd.next('LOOKUP obj')
  await ubus.lookup('sync')
  assert.is(subscription.active, false)
  ubusd.objects.set('obj', 5010)
  const watcher = 0xf0000003
  const data = encodeTable({ id: 5010, path: 'obj' })
  ubusd.peers[0]?.send(MESSAGE.INVOKE, 1, 0, { objectId: watcher, method: 'ubus.object.add', data })
  await ubusd.next('SUBSCRIBE 5010')
  await ubus.lookup('sync')
  assert.is(subscription.active, true)
  assert.is(log.filter((line) => line.startsWith('obj')).length, 0)
})

test('an object whose path is taken after the restart is told, and tried again', async (context) => {
  const { ubusd, clock, open, log } = context
  await ubusd.start()
  const ubus = open()
  const object = await ubus.add('rig', {})
  await die(context)
  ubusd.script = (asked) => {
    if (asked.type === MESSAGE.ADD_OBJECT) asked.from.status(asked, STATUS.INVALID_ARGUMENT)
    return asked.type === MESSAGE.ADD_OBJECT
  }
  await comeBack(context)
  await clock.waiting(5000)
  await ubusd.next('ADD_OBJECT rig')
  while (!clock.standing.includes(5000) || log.at(-1)?.startsWith('rig') !== true) await ubus.lookup('sync')
  assert.is(log.at(-1), 'rig: rig: INVALID_ARGUMENT')
  assert.is(object.id, undefined)
  ubusd.script = () => false
  clock.advance(5000)
  while (object.id === undefined) await ubus.lookup('sync')
  assert.ok(object.id >= 0xf0000000)
})

test('an answer to a question from before the loss is not sent on the new connection', async (context) => {
  const { ubusd, open } = context
  await ubusd.start()
  const ubus = open()
  let answer: ((value: object) => void) | undefined
  const handler = () => new Promise<object>((resolve) => (answer = resolve))
  const object = await ubus.add('rig', { later: { handler: handler as never } })
  const data = Buffer.alloc(0)
  ubusd.peers[0]?.send(MESSAGE.INVOKE, 5, 0x11111111, { objectId: object.id ?? 0, method: 'later', data })
  while (answer === undefined) await ubus.lookup('sync')
  await die(context)
  await comeBack(context)
  await ubusd.next('ADD_OBJECT rig')
  answer({ late: true })
  await ubus.lookup('sync')
  assert.ok(ubusd.asked.every((asked) => asked.type !== MESSAGE.STATUS && asked.type !== MESSAGE.DATA))
})

test('a connection lost while an object is being added: it is added on the next', async (context) => {
  const { ubusd, open } = context
  await ubusd.start()
  const ubus = open()
  ubusd.script = (asked) => asked.type === MESSAGE.ADD_OBJECT
  const added = ubus.add('rig', {})
  await ubusd.next('ADD_OBJECT rig')
  await die(context)
  ubusd.script = () => false
  await comeBack(context)
  assert.is((await added).path, 'rig')
})

test('without reconnect a loss is the end, also for what was being added', async (context) => {
  const { ubusd, clock, open, log } = context
  await ubusd.start()
  const ubus = open({ reconnect: false })
  ubusd.script = (asked) => asked.type === MESSAGE.ADD_OBJECT
  const added = ubus.add('rig', {}).then(
    () => 'added',
    (error: Error) => error.message.replace(ubusd.path, 'PATH'),
  )
  await ubusd.next('ADD_OBJECT rig')
  await ubusd.stop()
  assert.is(await added, 'Connection to PATH lost: ubusd closed it')
  await ubus.close()
  await new Promise(setImmediate)
  assert.equal(clock.standing, [])
  assert.is(log.length, 2)
})

test('close() between two attempts ends, leaves no timer, and fails what waits', async (context) => {
  const { clock, open } = context
  const ubus = open()
  await clock.waiting(100)
  const added = ubus.add('rig', {}).then(
    () => 'added',
    (error: Error) => error.message,
  )
  await ubus.close()
  await ubus.close()
  assert.is(await added, 'The connection was closed')
  assert.equal(clock.standing, [])
})

test.run()
