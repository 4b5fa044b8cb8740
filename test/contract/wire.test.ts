/** What the bus says byte by byte: its own statuses, and when it hangs up. */

import * as net from 'node:net'
import {
  createReader,
  encodeMessage,
  encodeTable,
  MESSAGE,
  type Message,
  readAttributes,
  writeAttributes,
} from 'ubus-client'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { frame, openTarget, until } from './target.ts'

const target = await openTarget()
const test = suite('contract: the wire')
frame(test, target)

interface Raw {
  readonly socket: net.Socket
  readonly heard: Message[]
  readonly ended: Promise<void>
}

/** A connection without a client library, after the bus's greeting. */
async function openRaw(): Promise<Raw> {
  const socket = net.connect(target.socket)
  const heard: Message[] = []
  const reader = createReader()
  socket.on('data', (chunk) => heard.push(...reader.push(chunk).messages))
  socket.on('error', () => {})
  const ended = new Promise<void>((resolve) => socket.on('close', () => resolve()))
  await until(() => heard.length > 0, 'the greeting')
  return { socket, heard, ended }
}

type Named = Parameters<typeof writeAttributes>[0]

function say({ socket }: Raw, type: number, seq: number, peer: number, attributes: Named = {}): void {
  socket.write(encodeMessage({ type, seq, peer, attributes: writeAttributes(attributes) }))
}

const show = (message: Message) => [message.type, message.seq, message.peer, readAttributes(message)] as const

/** Sends one message, and gives all that is heard up to its status. */
async function ask(type: number, peer: number, attributes: Named = {}): Promise<unknown[]> {
  const raw = await openRaw()
  say(raw, type, 7, peer, attributes)
  await until(() => raw.heard.some((message) => message.type === MESSAGE.STATUS), 'a status')
  raw.socket.destroy()
  return raw.heard.slice(1).map(show)
}

test('greets with the number of the connection', async () => {
  const raw = await openRaw()
  const [hello] = raw.heard
  assert.is(hello?.type, MESSAGE.HELLO)
  assert.is(hello?.seq, 0)
  assert.ok((hello?.peer ?? 0) >= 1024)
  raw.socket.destroy()
})

test('a ping comes back as data', async () => {
  assert.equal(await ask(MESSAGE.PING, 0x1234, { path: 'x' }), [
    [MESSAGE.DATA, 7, 0x1234, { path: 'x' }],
    [MESSAGE.STATUS, 7, 0x1234, { status: 0 }],
  ])
})

const refusals: [string, number, number, Named, number][] = [
  ['a call of an unknown object', MESSAGE.INVOKE, 999999, { objectId: 999999, method: 'x', data: Buffer.alloc(0) }, 4],
  ['a call without an object', MESSAGE.INVOKE, 0, { method: 'x' }, 2],
  ['a call without a method', MESSAGE.INVOKE, 0, { objectId: 999999 }, 2],
  ['a greeting', MESSAGE.HELLO, 0, {}, 1],
  ['MONITOR', MESSAGE.MONITOR, 0, {}, 1],
  ['a type that there is not', 99, 0, {}, 1],
  ['removal of an unknown object', MESSAGE.REMOVE_OBJECT, 0, { objectId: 999999 }, 4],
  ['removal of nothing', MESSAGE.REMOVE_OBJECT, 0, {}, 2],
  ['a lookup of the empty path', MESSAGE.LOOKUP, 0, { path: '' }, 2],
  ['a lookup of what is not there', MESSAGE.LOOKUP, 0, { path: 'contract.nosuch' }, 4],
  ['a lookup of a prefix that nothing has', MESSAGE.LOOKUP, 0, { path: 'contract.nosuch*' }, 4],
  ['an unknown method of the event object', MESSAGE.INVOKE, 1, { objectId: 1, method: 'x', data: Buffer.alloc(0) }, 1],
  ['an event without a name', MESSAGE.INVOKE, 1, { objectId: 1, method: 'send', data: encodeTable({ data: {} }) }, 2],
  ['a subscription without a target', MESSAGE.SUBSCRIBE, 0, { objectId: 999999 }, 2],
  ['a subscription by an unknown object', MESSAGE.SUBSCRIBE, 0, { objectId: 999999, target: 999998 }, 4],
  ['an end of no subscription', MESSAGE.UNSUBSCRIBE, 0, { objectId: 999999, target: 999998 }, 4],
  ['a notification of an unknown object', MESSAGE.NOTIFY, 0, { objectId: 999999, method: 'x' }, 4],
]

for (const [what, type, peer, attributes, status] of refusals) {
  test(`${what} is refused with ${status}`, async () => {
    assert.equal(await ask(type, peer, attributes), [[MESSAGE.STATUS, 7, peer, { status }]])
  })
}

test('an object without a path has no type; one with a signature has', async () => {
  const [anonymous] = (await ask(MESSAGE.ADD_OBJECT, 0)) as [ReturnType<typeof show>]
  assert.equal(Object.keys(anonymous[3]), ['objectId'])
  const signature = encodeTable({ hi: {} })
  const [named] = (await ask(MESSAGE.ADD_OBJECT, 0, { path: `contract.${process.pid}`, signature })) as [
    ReturnType<typeof show>,
  ]
  assert.equal(Object.keys(named[3]), ['objectId', 'typeId'])
})

test('a call is handed on with the caller, and its answer with the object', async () => {
  const provider = await openRaw()
  say(provider, MESSAGE.ADD_OBJECT, 1, 0, { path: `contract.raw.${process.pid}`, signature: encodeTable({ hi: {} }) })
  await until(() => provider.heard.length === 3, 'the object is there')
  const [, added] = provider.heard
  const objectId = (added === undefined ? undefined : readAttributes(added).objectId) ?? 0
  const caller = await openRaw()
  const callerId = caller.heard[0]?.peer ?? 0
  const data = encodeTable({ n: 1 })
  say(caller, MESSAGE.INVOKE, 9, objectId, { objectId, method: 'hi', data })
  await until(() => provider.heard.length === 4, 'the call')
  const call = [MESSAGE.INVOKE, 9, callerId, { objectId, method: 'hi', user: 'root', group: 'root', data }]
  assert.equal(provider.heard.slice(3).map(show), [call])
  say(provider, MESSAGE.DATA, 9, callerId, { objectId, data })
  say(provider, MESSAGE.STATUS, 9, callerId, { objectId, status: 0 })
  await until(() => caller.heard.length === 3, 'the answer')
  assert.equal(caller.heard.slice(1).map(show), [
    [MESSAGE.DATA, 9, objectId, { objectId, data }],
    [MESSAGE.STATUS, 9, objectId, { objectId, status: 0 }],
  ])
  provider.socket.destroy()
  caller.socket.destroy()
})

test('an answer counts only from the owner of the object', async () => {
  const provider = await openRaw()
  say(provider, MESSAGE.ADD_OBJECT, 1, 0, { path: `contract.owned.${process.pid}`, signature: encodeTable({ hi: {} }) })
  await until(() => provider.heard.length === 3, 'the object is there')
  const [, added] = provider.heard
  const objectId = (added === undefined ? undefined : readAttributes(added).objectId) ?? 0
  const [caller, forger] = [await openRaw(), await openRaw()]
  const callerId = caller.heard[0]?.peer ?? 0
  say(caller, MESSAGE.INVOKE, 9, objectId, { objectId, method: 'hi', data: Buffer.alloc(0) })
  await until(() => provider.heard.length === 4, 'the call')
  say(forger, MESSAGE.DATA, 9, callerId, { objectId, data: encodeTable({ forged: true }) })
  say(forger, MESSAGE.STATUS, 9, callerId, { objectId, status: 0 })
  say(forger, MESSAGE.PING, 10, 0)
  await until(() => forger.heard.length === 3, 'the forgery has been read')
  // Without its object, and without a status, the owner's own answers are dropped as well.
  say(provider, MESSAGE.STATUS, 9, callerId, { status: 0 })
  say(provider, MESSAGE.STATUS, 9, callerId, { objectId })
  say(provider, MESSAGE.STATUS, 9, callerId, { objectId, status: 5 })
  await until(() => caller.heard.length > 1, 'the answer')
  assert.equal(caller.heard.slice(1).map(show), [[MESSAGE.STATUS, 9, objectId, { objectId, status: 5 }]])
  for (const { socket } of [provider, caller, forger]) socket.destroy()
})

test('a notification without replies says so, and one with replies names the subscribers', async () => {
  const [owner, subscriber] = [await openRaw(), await openRaw()]
  say(owner, MESSAGE.ADD_OBJECT, 1, 0, { path: `contract.told.${process.pid}`, signature: encodeTable({ hi: {} }) })
  say(subscriber, MESSAGE.ADD_OBJECT, 1, 0)
  await until(() => owner.heard.length === 3 && subscriber.heard.length === 3, 'the objects')
  const idOf = ({ heard: [, added] }: Raw) => (added === undefined ? undefined : readAttributes(added).objectId) ?? 0
  const [target, objectId, ownerId] = [idOf(owner), idOf(subscriber), owner.heard[0]?.peer ?? 0]
  say(subscriber, MESSAGE.SUBSCRIBE, 2, 0, { objectId, target })
  await until(() => owner.heard.length === 4 && subscriber.heard.length === 4, 'the subscription')
  assert.equal(owner.heard.slice(3).map(show), [[MESSAGE.NOTIFY, 1, 0, { objectId: target, active: true }]])
  const data = encodeTable({ n: 1 })
  say(owner, MESSAGE.NOTIFY, 2, target, { objectId: target, method: 'quiet', data, noReply: true })
  say(owner, MESSAGE.NOTIFY, 3, target, { objectId: target, method: 'loud', data })
  await until(() => subscriber.heard.length === 6 && owner.heard.length === 5, 'both notifications')
  const told = { objectId, user: 'root', group: 'root', data }
  assert.equal(subscriber.heard.slice(4).map(show), [
    [MESSAGE.INVOKE, 2, ownerId, { ...told, method: 'quiet', noReply: true }],
    [MESSAGE.INVOKE, 3, ownerId, { ...told, method: 'loud' }],
  ])
  const named = { objectId: target, subscribers: [objectId], status: 0 }
  assert.equal(owner.heard.slice(4).map(show), [[MESSAGE.STATUS, 3, target, named]])
  owner.socket.destroy()
  await until(() => subscriber.heard.length === 7, 'the end')
  assert.equal(subscriber.heard.slice(6).map(show), [[MESSAGE.UNSUBSCRIBE, 1, 0, { objectId, target }]])
  subscriber.socket.destroy()
})

test('messages may come split and glued', async () => {
  const raw = await openRaw()
  const ping = (seq: number) => encodeMessage({ type: MESSAGE.PING, seq, peer: 0, attributes: [] })
  const bytes = Buffer.concat([ping(1), ping(2), ping(3)])
  for (const byte of bytes) {
    raw.socket.write(Buffer.from([byte]))
    await new Promise((resolve) => setImmediate(resolve))
  }
  raw.socket.write(bytes)
  await until(() => raw.heard.length === 13, 'six answers')
  assert.equal(
    raw.heard.slice(1).map(({ seq }) => seq),
    [1, 1, 2, 2, 3, 3, 1, 1, 2, 2, 3, 3],
  )
  raw.socket.destroy()
})

for (const [what, length] of [
  ['too short to be one', 3],
  ['longer than the limit', 1_048_580],
] as const) {
  test(`hangs up on a message that says it is ${what}`, async () => {
    const raw = await openRaw()
    const header = Buffer.alloc(12)
    header.writeUInt8(MESSAGE.PING, 1)
    header.writeUInt32BE(length, 8)
    raw.socket.write(header)
    await raw.ended
    assert.is(raw.heard.length, 1)
  })
}

test.run()
