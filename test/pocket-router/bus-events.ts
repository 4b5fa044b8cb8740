/** Object 1 of the bus: listeners register patterns, senders send, and the bus itself tells of objects that come and go. */

import {
  decodeFields,
  encodeFields,
  encodeTable,
  FIRST_FREE_ID,
  type Field,
  type InputTable,
  MESSAGE,
  ProtocolError,
  STATUS,
  writeAttributes,
} from 'ubus-client'
import { pickArguments, pickFields } from './arguments.ts'
import type { BusObject, Client, RegisterServices } from './bus-objects.ts'

export class EventHub {
  readonly #registerServices: RegisterServices
  #seq = 0

  constructor(registerServices: RegisterServices) {
    this.#registerServices = registerServices
  }

  /** The methods of object 1. Gives the status to answer with. */
  invoke(client: Client, method: string, data: Buffer | undefined): number {
    if (method !== 'register' && method !== 'send') return STATUS.INVALID_COMMAND
    if (data === undefined) return STATUS.INVALID_ARGUMENT
    try {
      const fields = decodeFields(data)
      return method === 'register' ? this.#register(client, fields) : this.#send(client, fields)
    } catch (error) {
      if (error instanceof ProtocolError) return STATUS.INVALID_ARGUMENT
      throw error
    }
  }

  /** The bus's own events, which go to everybody who listens. */
  tell(event: string, data: InputTable): void {
    this.#deliver(event, encodeTable(data), undefined)
  }

  #register(client: Client, fields: readonly Field[]): number {
    const { object, pattern } = pickArguments(fields, { object: 'int32', pattern: 'string' })
    if (object === undefined || pattern === undefined) return STATUS.INVALID_ARGUMENT
    const id = object >>> 0
    if (id < FIRST_FREE_ID || pattern === '') return STATUS.PERMISSION_DENIED
    const listener = this.#registerServices.objects.get(id)
    if (listener === undefined) return STATUS.NOT_FOUND
    if (listener.owner !== client) return STATUS.PERMISSION_DENIED
    listener.patterns.push(pattern)
    return STATUS.OK
  }

  #send(client: Client, fields: readonly Field[]): number {
    const { id } = pickArguments(fields, { id: 'string' })
    const [data] = pickFields(fields, { data: 'table' })
    if (id === undefined || data?.type !== 'table') return STATUS.INVALID_ARGUMENT
    if (id.startsWith('ubus.')) return STATUS.PERMISSION_DENIED
    this.#deliver(id, encodeFields(data.value), client)
    return STATUS.OK
  }

  /** Once to each listener, but not to those of the sender. */
  #deliver(event: string, data: Buffer, sender: Client | undefined): void {
    for (const listener of [...this.#registerServices.objects.values()]) {
      if (listener.owner === sender || !listens(listener, event)) continue
      this.#seq = (this.#seq + 1) & 0xffff
      const attributes = writeAttributes({ objectId: listener.id, method: event, data })
      listener.owner.link.send({ type: MESSAGE.INVOKE, seq: this.#seq, peer: 0, attributes })
    }
  }
}

function listens(object: BusObject, event: string): boolean {
  return object.patterns.some((pattern) =>
    pattern.endsWith('*') ? event.startsWith(pattern.slice(0, -1)) : pattern === event,
  )
}
