/** Tests calls against a scripted ubusd. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  AbortError,
  ConnectionClosedError,
  type ConnectOptions,
  connect,
  EncodeError,
  encodeSignature,
  MESSAGE,
  ProtocolError,
  STATUS,
  type StatusCode,
  TimeoutError,
  type Ubus,
  UbusError,
} from '../../src/ubus-client/index.ts'
import { FakeClock } from './fake-clock.ts'
import { type Asked, ScriptedUbusd } from './scripted-ubusd.ts'

const test = suite<{ ubusd: ScriptedUbusd; ubus: Ubus; clock: FakeClock; open: (more?: ConnectOptions) => Ubus }>(
  'calls',
)

test.before.each(async (context) => {
  const clock = new FakeClock()
  const ubusd = new ScriptedUbusd()
  await ubusd.start()
  const opened: Ubus[] = []
  const open = (more: ConnectOptions = {}) => {
    const ubus = connect({ path: ubusd.path, clock, timeoutMs: 1000, ...more })
    opened.push(ubus)
    return ubus
  }
  Object.assign(context, { ubusd, clock, open, ubus: open(), opened })
})
test.after.each(async ({ ubusd, ...rest }) => {
  for (const ubus of (rest as { opened?: Ubus[] }).opened ?? []) await ubus.close()
  await ubusd.remove()
})

/** The error that a promise rejects with; fails if it does not. */
async function failure(promise: Promise<unknown>): Promise<Error> {
  try {
    await promise
  } catch (error) {
    if (error instanceof Error) return error
  }
  throw new Error('It did not fail')
}

const isInvoke = (asked: Asked) => asked.type === MESSAGE.INVOKE

test('a call looks the object up, sends DATA even without arguments, and merges the parts of the answer', async ({
  ubusd,
  ubus,
}) => {
  ubusd.script = (asked) => {
    if (!isInvoke(asked)) return false
    asked.from.data(asked, { a: 1, b: 1 }, { objectId: 5001 })
    asked.from.data(asked, { b: 2, c: [true] }, { objectId: 5001 })
    asked.from.status(asked, STATUS.OK, { objectId: 5001 })
    return true
  }
  assert.equal(await ubus.call('obj', 'do'), { a: 1, b: 2, c: [true] })
  assert.equal(ubusd.texts, ['LOOKUP obj', 'INVOKE 5001 do'])
  assert.is(ubusd.asked[1]?.peer, 5001)
  assert.is(ubusd.asked[1]?.attrs.data?.length, 0)
})

test('the id is remembered; one that ubusd does not know any more is looked up again, once', async ({
  ubusd,
  ubus,
}) => {
  await ubus.call('obj', 'do')
  await ubus.call('obj', 'do')
  assert.equal(ubusd.texts, ['LOOKUP obj', 'INVOKE 5001 do', 'INVOKE 5001 do'])
  ubusd.objects.set('obj', 5002)
  ubusd.script = (asked) => {
    if (asked.attrs.objectId !== 5001) return false
    asked.from.status(asked, STATUS.NOT_FOUND)
    return true
  }
  await ubus.call('obj', 'do')
  assert.equal(ubusd.texts.slice(3), ['INVOKE 5001 do', 'LOOKUP obj', 'INVOKE 5002 do'])
})

test("a provider's own NOT_FOUND is an answer: the call is not made twice", async ({ ubusd, ubus }) => {
  await ubus.call('obj', 'do')
  ubusd.script = (asked) => {
    if (isInvoke(asked)) asked.from.status(asked, STATUS.NOT_FOUND, { objectId: 5001 })
    return isInvoke(asked)
  }
  assert.is((await failure(ubus.call('obj', 'do'))).message, 'obj.do: NOT_FOUND')
  assert.is(ubusd.asked.filter(isInvoke).length, 2)
})

test('no such object', async ({ ubusd, ubus }) => {
  const error = await failure(ubus.call('nosuch', 'do'))
  assert.instance(error, UbusError)
  assert.is(error.message, 'There is no object "nosuch" on the bus')
  assert.equal(ubusd.texts, ['LOOKUP nosuch'])
})

for (const [code, status] of Object.entries(STATUS)) {
  if (status === STATUS.OK) continue
  test(`status ${status} is a UbusError ${code}`, async ({ ubusd, ubus }) => {
    ubusd.script = (asked) => {
      if (isInvoke(asked)) asked.from.status(asked, status, { objectId: 5001 })
      return isInvoke(asked)
    }
    const error = await failure(ubus.call('obj', 'do'))
    assert.instance(error, UbusError)
    const { object, method } = error as UbusError
    assert.equal(
      [(error as UbusError).code, (error as UbusError).status, object, method],
      [code as StatusCode, status, 'obj', 'do'],
    )
  })
}

test('no answer: TimeoutError by name, no timer left, and the late answer is nobody else’s', async ({
  ubusd,
  ubus,
  clock,
}) => {
  ubusd.script = isInvoke
  const call = failure(ubus.call('obj', 'slow'))
  const asked = await ubusd.next('INVOKE 5001 slow')
  clock.advance(999)
  clock.advance(1)
  const error = await call
  assert.instance(error, TimeoutError)
  assert.is(error.message, 'No reply to obj.slow within 1000 ms')
  assert.equal(clock.standing, [])
  const next = ubus.call('obj', 'quick')
  const quick = await ubusd.next('INVOKE 5001 quick')
  asked.from.data(asked, { late: true })
  asked.from.status(asked, STATUS.OK)
  asked.from.data(quick, { quick: true })
  asked.from.status(quick, STATUS.OK)
  assert.equal(await next, { quick: true })
})

test('a number whose late answer is still to come is not given to another call', async ({ ubusd, ubus, clock }) => {
  ubusd.script = isInvoke
  const slow = failure(ubus.call('obj', 'slow'))
  const late = await ubusd.next('INVOKE 5001 slow')
  clock.advance(1000)
  await slow
  ubusd.script = () => false
  const numbers = new Set<number>()
  for (let round = 0; round < 66; round++) {
    await Promise.all(Array.from({ length: 1000 }, () => ubus.call('obj', 'do')))
    for (const asked of ubusd.asked.splice(0)) if (asked.text === 'INVOKE 5001 do') numbers.add(asked.seq)
  }
  assert.is(numbers.has(late.seq), false)
  assert.is(numbers.has(0), false)
  assert.is(numbers.size, 65534)
})

test('a call is settled once: DATA and STATUS after the STATUS change nothing', async ({ ubusd, ubus }) => {
  ubusd.script = (asked) => {
    if (!isInvoke(asked)) return false
    asked.from.data(asked, { n: 1 })
    asked.from.status(asked, STATUS.OK)
    asked.from.data(asked, { n: 2 })
    asked.from.status(asked, STATUS.PERMISSION_DENIED)
    return true
  }
  assert.equal(await ubus.call('obj', 'do'), { n: 1 })
  assert.equal(await ubus.call('obj', 'do'), { n: 1 })
})

test('an answer with the right number from the wrong object is not taken', async ({ ubusd, ubus }) => {
  ubusd.script = (asked) => {
    if (!isInvoke(asked)) return false
    asked.from.data({ ...asked, peer: 6666 }, { forged: true })
    asked.from.status({ ...asked, peer: 6666 }, STATUS.OK)
    asked.from.data(asked, { real: true })
    asked.from.status(asked, STATUS.OK)
    return true
  }
  assert.equal(await ubus.call('obj', 'do'), { real: true })
})

test('answers may come in another order than the calls', async ({ ubusd, ubus }) => {
  ubusd.script = isInvoke
  const [first, second] = [ubus.call('obj', 'first'), ubus.call('obj', 'second')]
  for (const method of ['second', 'first']) {
    const asked = await ubusd.next(`INVOKE 5001 ${method}`)
    asked.from.data(asked, { method })
    asked.from.status(asked, STATUS.OK)
  }
  assert.equal(await Promise.all([first, second]), [{ method: 'first' }, { method: 'second' }])
})

test('abort: before the call nothing is sent, during it the reason is the cause', async ({ ubusd, ubus, clock }) => {
  const before = await failure(ubus.call('obj', 'do', {}, { signal: AbortSignal.abort('early') }))
  assert.instance(before, AbortError)
  assert.equal(ubusd.texts, [])
  ubusd.script = isInvoke
  const controller = new AbortController()
  const call = failure(ubus.call('obj', 'do', {}, { signal: controller.signal }))
  await ubusd.next('INVOKE 5001 do')
  controller.abort('enough')
  const error = await call
  assert.instance(error, AbortError)
  assert.is(error.message, 'obj.do was aborted')
  assert.is(error.cause, 'enough')
  assert.equal(clock.standing, [])
})

test('a lost connection fails every pending call by its name', async ({ ubusd, open }) => {
  const ubus = open({ reconnect: false })
  ubusd.script = isInvoke
  const calls = ['one', 'two'].map((method) => failure(ubus.call('obj', method)))
  await Promise.all(['one', 'two'].map((method) => ubusd.next(`INVOKE 5001 ${method}`)))
  await ubusd.stop()
  const errors = await Promise.all(calls)
  assert.equal(
    errors.map((error) => error.message),
    ['Connection closed before a reply to obj.one', 'Connection closed before a reply to obj.two'],
  )
  assert.ok(errors.every((error) => error instanceof ConnectionClosedError))
  const later = await failure(ubus.call('obj', 'three'))
  assert.match(later.message, /^obj\.three was not called: Connection to .*ubus\.sock lost: ubusd closed it$/)
})

test('close() fails every pending call by its name', async ({ ubusd, ubus }) => {
  ubusd.script = isInvoke
  const call = failure(ubus.call('obj', 'do'))
  await ubusd.next('INVOKE 5001 do')
  await ubus.close()
  assert.is((await call).message, 'Connection closed before a reply to obj.do')
  assert.is((await failure(ubus.call('obj', 'do'))).message, 'obj.do was not called: The connection was closed')
  assert.instance(await failure(ubus.add('x', {})), ConnectionClosedError)
})

test('broken framing ends the connection, and with it the pending calls', async ({ ubusd, open }) => {
  const lost: string[] = []
  const ubus = open({ reconnect: false, onDisconnect: (error) => lost.push(error.message) })
  ubusd.script = (asked) => {
    if (isInvoke(asked)) asked.from.socket.write(Buffer.from('0002000100000000ffffffff', 'hex'))
    return isInvoke(asked)
  }
  const error = await failure(ubus.call('obj', 'do'))
  assert.is(error.message, 'Connection closed before a reply to obj.do')
  assert.instance((error.cause as Error).cause, ProtocolError)
  assert.match(lost.join(), /A message says that it has 16777215 bytes/)
})

test('broken data in a whole message fails this call only', async ({ ubusd, ubus }) => {
  ubusd.script = (asked) => {
    if (asked.attrs.method !== 'bad') return false
    asked.from.send(MESSAGE.DATA, asked.seq, asked.peer, { data: Buffer.from('85000000', 'hex') })
    asked.from.status(asked, STATUS.OK)
    return true
  }
  assert.instance(await failure(ubus.call('obj', 'bad')), ProtocolError)
  assert.equal(await ubus.call('obj', 'good'), {})
})

test('what has no form on the wire is refused, and the connection goes on', async ({ ubusd, ubus }) => {
  assert.instance(await failure(ubus.call('obj', 'do', { x: 2n ** 64n })), EncodeError)
  assert.instance(await failure(ubus.call('obj', 'do', { x: 'x'.repeat(1_048_560) })), EncodeError)
  assert.instance(await failure(ubus.call('o\0bj', 'do')), EncodeError)
  assert.equal(await ubus.call('obj', 'do'), {})
  assert.is(ubusd.asked.filter(isInvoke).length, 1)
})

test('a socket that is not there: the error names it and says what is wrong', async ({ open }) => {
  const path = '/nonexistent/ubus.sock'
  const lost: string[] = []
  const ubus = open({ path, onDisconnect: (error) => lost.push(error.message) })
  const reason = `Cannot connect to ${path}: there is no such socket; is ubusd running?`
  assert.is((await failure(ubus.ready())).message, reason)
  assert.is((await failure(ubus.call('obj', 'do'))).message, `obj.do was not called: ${reason}`)
  assert.equal(lost, [reason])
  assert.throws(() => open({ path: `/${'x'.repeat(107)}` }), /at most 107 bytes/)
})

test('a server that never says HELLO is given up', async ({ ubusd, clock, open }) => {
  ubusd.hello = false
  const ubus = open({ reconnect: false })
  const ready = failure(ubus.ready({ timeoutMs: Number.POSITIVE_INFINITY }))
  clock.advance(10_000)
  assert.match((await ready).message, /^Cannot connect to .*: no HELLO from ubusd$/)
})

test('lookup reads signatures; none found is an empty list', async ({ ubusd, ubus }) => {
  const methods = { get: { args: { config: 'string', force: 'boolean', n: 'int64', d: 'double' } }, quit: {} } as const
  ubusd.script = (asked) => {
    if (asked.attrs.path !== 'u*') return false
    const found = { path: 'uci', objectId: 7000, signature: encodeSignature(methods) }
    asked.from.send(MESSAGE.DATA, asked.seq, 0, found)
    asked.from.status(asked, STATUS.OK)
    return true
  }
  const [uci] = await ubus.lookup('u*')
  assert.equal([uci?.path, uci?.id], ['uci', 7000])
  assert.equal([...(uci?.methods.get('get') ?? [])], Object.entries(methods.get.args))
  assert.equal([...(uci?.methods.keys() ?? [])], ['get', 'quit'])
  assert.equal(await ubus.list('u*'), ['uci'])
  assert.equal(await ubus.lookup('nosuch'), [])
})

test('send hands the event to ubusd, and says if it was refused', async ({ ubusd, ubus }) => {
  await ubus.send('my.event', { x: 1 })
  assert.equal(ubusd.texts, ['INVOKE 1 send'])
  ubusd.script = (asked) => {
    asked.from.status(asked, STATUS.PERMISSION_DENIED)
    return true
  }
  assert.is((await failure(ubus.send('ubus.fake'))).message, 'ubus.fake.send: PERMISSION_DENIED')
})

test.run()
