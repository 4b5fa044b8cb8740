/** Objects that live in this process: the daemons of the router as one client of the bus. */

import {
  decodeFields,
  EncodeError,
  encodeFields,
  encodeTable,
  type Field,
  type InputTable,
  MESSAGE,
  type Message,
  readAttributes,
  STATUS,
  type Table,
  toTable,
  writeAttributes,
} from 'ubus-client'
import { type Arguments, pickArguments, type Signature, signatureFields } from './arguments.ts'
import type { Broker } from './broker.ts'

/** A status, or data with status 0; a list is sent as several messages. */
export type Reply = number | InputTable | readonly InputTable[]

export interface LocalMethod {
  readonly signature: Signature
  call(fields: readonly Field[]): Reply | Promise<Reply>
}

export interface LocalObject {
  readonly path: string
  readonly methods: Readonly<Record<string, LocalMethod>>
}

/** A method whose arguments are checked against its signature. */
export function method<S extends Signature>(
  signature: S,
  call: (given: Arguments<S>) => Reply | Promise<Reply>,
): LocalMethod {
  return { signature, call: (fields) => call(pickArguments(fields, signature)) }
}

export class LocalClient {
  readonly #connection: { receive(message: Message): void; close(): void }
  readonly #objects = new Map<number, LocalObject>()
  readonly #ids = new Map<string, number>()
  readonly #complain: (message: string) => void
  #added: number | undefined
  #seq = 0

  constructor(broker: Broker, complain: (message: string) => void) {
    this.#complain = complain
    this.#connection = broker.connect({ send: (message) => this.#receive(message) })
  }

  add(object: LocalObject): void {
    const signature = encodeFields(signatureFields(object.methods))
    this.#added = undefined
    this.#say(MESSAGE.ADD_OBJECT, 0, { path: object.path, signature })
    if (this.#added === undefined) throw new Error(`The bus took no object ${object.path}`)
    this.#objects.set(this.#added, object)
    this.#ids.set(object.path, this.#added)
  }

  /** To the object's subscribers, of whom no answer is wanted. */
  notify(path: string, type: string, data: InputTable): void {
    const objectId = this.#ids.get(path)
    if (objectId === undefined) return
    this.#say(MESSAGE.NOTIFY, objectId, { objectId, method: type, data: encodeTable(data), noReply: true })
  }

  /** Calls an object of this client without the bus between. */
  async call(path: string, name: string, data: InputTable): Promise<Table> {
    const called = this.#objects.get(this.#ids.get(path) ?? 0)?.methods[name]
    if (called === undefined) throw new Error(`No method ${path}.${name}`)
    const reply = await called.call(decodeFields(encodeTable(data)))
    if (typeof reply === 'number') return toTable([])
    return toTable([reply].flat().flatMap((table) => decodeFields(encodeTable(table))))
  }

  close(): void {
    this.#connection.close()
  }

  #say(type: number, peer: number, attributes: Parameters<typeof writeAttributes>[0]): void {
    this.#seq = (this.#seq + 1) & 0xffff
    this.#connection.receive({ type, seq: this.#seq, peer, attributes: writeAttributes(attributes) })
  }

  #receive(message: Message): void {
    if (message.type === MESSAGE.INVOKE) void this.#answer(message)
    else if (message.type === MESSAGE.DATA) this.#added = readAttributes(message).objectId
  }

  async #answer(message: Message): Promise<void> {
    const { objectId, method: name, data, noReply } = readAttributes(message)
    if (objectId === undefined || name === undefined) return
    const reply = await this.#run(objectId, name, data)
    if (noReply === true) return
    const answer = (type: number, attributes: Parameters<typeof writeAttributes>[0]) =>
      this.#connection.receive({ type, seq: message.seq, peer: message.peer, attributes: writeAttributes(attributes) })
    if (typeof reply !== 'number') {
      for (const bytes of reply) answer(MESSAGE.DATA, { objectId, data: bytes })
    }
    answer(MESSAGE.STATUS, { status: typeof reply === 'number' ? reply : STATUS.OK, objectId })
  }

  async #run(objectId: number, name: string, data: Buffer | undefined): Promise<number | Buffer[]> {
    const object = this.#objects.get(objectId)
    const called = object !== undefined && Object.hasOwn(object.methods, name) ? object.methods[name] : undefined
    if (called === undefined) return STATUS.METHOD_NOT_FOUND
    if (data === undefined) return STATUS.INVALID_ARGUMENT
    try {
      const reply = await called.call(decodeFields(data))
      return typeof reply === 'number' ? reply : [reply].flat().map((table) => encodeTable(table))
    } catch (error) {
      if (!(error instanceof EncodeError)) this.#complain(`${object?.path}.${name}: ${String(error)}`)
      return STATUS.UNKNOWN_ERROR
    }
  }
}
