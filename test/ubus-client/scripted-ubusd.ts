/**
 * A server on a real unix socket that answers as a test tells it to. What the test does not care about (adding objects,
 * looking up, subscribing) it answers with OK.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type Attributes,
  createReader,
  decodeTable,
  encodeMessage,
  encodeTable,
  type InputTable,
  MESSAGE,
  type Message,
  readAttributes,
  STATUS,
  writeAttributes,
} from '../../src/ubus-client/index.ts'

export interface Asked extends Message {
  readonly from: Peer
  readonly attrs: Attributes
  /** `LOOKUP uci`, `INVOKE 5001 get`, `ADD_OBJECT rig`, for short expectations. */
  readonly text: string
}

/** Answers a message, or gives false to leave it to the defaults. */
export type Script = (asked: Asked) => boolean

interface Waiter {
  readonly fits: (asked: Asked) => boolean
  readonly resolve: (asked: Asked) => void
}

/** One client's connection, seen from the server. */
export class Peer {
  readonly socket: Socket
  constructor(socket: Socket) {
    this.socket = socket
  }
  send(type: number, seq: number, peer: number, attributes: Attributes): void {
    this.socket.write(encodeMessage({ type, seq, peer, attributes: writeAttributes(attributes) }))
  }
  status(asked: Message, status: number, more: Attributes = {}): void {
    this.send(MESSAGE.STATUS, asked.seq, asked.peer, { status, ...more })
  }
  data(asked: Message, table: InputTable, more: Attributes = {}): void {
    this.send(MESSAGE.DATA, asked.seq, asked.peer, { ...more, data: encodeTable(table) })
  }
}

/** The client id in every `invoke`. */
export const CALLER = 0x9abcdef0
const FIRST_CLIENT = 0x80000000
const FIRST_OBJECT = 0xf0000000

export class ScriptedUbusd {
  readonly path: string
  /** Everything that came, in order. */
  readonly asked: Asked[] = []
  readonly peers: Peer[] = []
  /** path -> id of the objects that LOOKUP finds. */
  readonly objects = new Map<string, number>([['obj', 5001]])
  script: Script = () => false
  hello = true
  readonly #folder = mkdtempSync(join(tmpdir(), 'ubus-client-'))
  readonly #waiters = new Set<Waiter>()
  #server: Server | undefined
  #nextObject = FIRST_OBJECT
  #nextSeq = 500

  constructor() {
    this.path = join(this.#folder, 'ubus.sock')
  }

  start(): Promise<void> {
    const server = createServer((socket) => this.#accept(socket))
    this.#server = server
    return new Promise((resolve) => server.listen(this.path, resolve))
  }

  /** As when ubusd dies: all connections end, the socket is gone. */
  stop(): Promise<void> {
    const server = this.#server
    this.#server = undefined
    for (const peer of this.peers.splice(0)) peer.socket.destroy()
    return new Promise((resolve) => (server === undefined ? resolve() : server.close(() => resolve())))
  }

  async remove(): Promise<void> {
    await this.stop()
    rmSync(this.#folder, { recursive: true, force: true })
  }

  /** The next message (or one that came already, from `since` on) with this text. */
  next(text: string, since = 0): Promise<Asked> {
    const fits = (asked: Asked) => asked.text === text
    const found = this.asked.slice(since).find(fits)
    if (found !== undefined) return Promise.resolve(found)
    return this.#when(fits)
  }

  /** The connection that was made last. */
  get last(): Peer {
    const peer = this.peers.at(-1)
    if (peer === undefined) throw new Error('nobody is connected')
    return peer
  }

  /** Forwards a call as ubusd does; gives what is answered: data of each DATA, and the status. */
  async invoke(objectId: number, method: string, data?: Buffer): Promise<unknown[]> {
    const seq = this.#nextSeq++
    const since = this.asked.length
    const call = { objectId, method, user: 'root', group: 'wheel', ...(data && { data }) }
    const end = this.#when((asked) => asked.seq === seq && asked.type === MESSAGE.STATUS)
    this.last.send(MESSAGE.INVOKE, seq, CALLER, call)
    await end
    const answers = this.asked.slice(since).filter((asked) => asked.seq === seq)
    for (const { peer, attrs } of answers) {
      if (peer !== CALLER || attrs.objectId !== objectId) throw new Error('an answer that ubusd would drop')
    }
    return answers.map(({ attrs }) => (attrs.data ? decodeTable(attrs.data) : attrs.status))
  }

  #when(fits: (asked: Asked) => boolean): Promise<Asked> {
    return new Promise((resolve) => this.#waiters.add({ fits, resolve }))
  }

  get texts(): string[] {
    return this.asked.map((asked) => asked.text)
  }

  #accept(socket: Socket): void {
    const peer = new Peer(socket)
    const reader = createReader()
    this.peers.push(peer)
    socket.on('error', () => {})
    socket.on('data', (chunk) => {
      for (const message of reader.push(chunk).messages) this.#receive(peer, message)
    })
    if (this.hello) peer.send(MESSAGE.HELLO, 0, FIRST_CLIENT + this.peers.length, {})
  }

  #receive(from: Peer, message: Message): void {
    const attrs = readAttributes(message)
    const asked: Asked = { ...message, from, attrs, text: describe(message.type, attrs) }
    this.asked.push(asked)
    if (!this.script(asked)) this.#answer(asked)
    for (const waiter of this.#waiters) {
      if (!waiter.fits(asked)) continue
      this.#waiters.delete(waiter)
      waiter.resolve(asked)
    }
  }

  #answer(asked: Asked): void {
    const { from, attrs, type } = asked
    if (type === MESSAGE.STATUS || type === MESSAGE.DATA || type === MESSAGE.NOTIFY) return
    if (type === MESSAGE.ADD_OBJECT) from.send(MESSAGE.DATA, asked.seq, asked.peer, { objectId: this.#nextObject++ })
    if (type === MESSAGE.LOOKUP) {
      const objectId = this.objects.get(attrs.path ?? '')
      if (objectId === undefined) {
        from.status(asked, STATUS.NOT_FOUND)
        return
      }
      const found = { path: attrs.path ?? '', objectId, typeId: 1, signature: Buffer.alloc(0) }
      from.send(MESSAGE.DATA, asked.seq, asked.peer, found)
    }
    from.status(asked, STATUS.OK)
  }
}

function describe(type: number, attrs: Attributes): string {
  const name = Object.entries(MESSAGE).find(([, number]) => number === type)?.[0] ?? String(type)
  const { path, objectId, method, target, status } = attrs
  if (type === MESSAGE.STATUS) return `STATUS ${status}`
  const what = type === MESSAGE.INVOKE || type === MESSAGE.NOTIFY ? `${objectId} ${method}` : (path ?? target ?? '')
  return `${name} ${what}`.trim()
}
