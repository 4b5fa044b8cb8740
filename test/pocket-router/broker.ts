/**
 * A bus that answers as ubusd does (openwrt/ubus, ubusd_proto.c; described in docs on the wire). It knows messages, not
 * sockets: `bus-server.ts` brings those. Every client counts as root, so the bus's own access lists are left out, as are
 * the monitor and the passing of file descriptors.
 */

import {
  type Attributes,
  decodeFields,
  MESSAGE,
  type Message,
  ProtocolError,
  readAttributes,
  STATUS,
  SYSTEM_OBJECT,
  writeAttributes,
} from 'ubus-client'
import { EventHub } from './bus-events.ts'
import { type BusObject, type Client, type Link, type ObjectType, RegisterServices } from './bus-objects.ts'

/** A number is the status to answer with; without one the answer comes from elsewhere or not at all. */
type Handled = number | undefined

export class Broker {
  readonly #registerServices = new RegisterServices()
  readonly #events = new EventHub(this.#registerServices)

  /** Greets the client. `close` gives up all that it had. */
  connect(link: Link, user = 'root', group = 'root'): { receive(message: Message): void; close(): void } {
    const client = this.#registerServices.addClient(link, user, group)
    link.send({ type: MESSAGE.HELLO, seq: 0, peer: client.id, attributes: [] })
    return { receive: (message) => this.#receive(client, message), close: () => this.#disconnect(client) }
  }

  #receive(client: Client, message: Message): void {
    const status = this.#handle(client, message, readAttributes(message))
    if (status === undefined) return
    client.link.send(answer(message, MESSAGE.STATUS, { status }))
  }

  #handle(client: Client, message: Message, attributes: Attributes): Handled {
    switch (message.type) {
      case MESSAGE.PING:
        client.link.send({ ...message, type: MESSAGE.DATA })
        return STATUS.OK
      case MESSAGE.LOOKUP:
        return this.#lookup(client, message, attributes)
      case MESSAGE.INVOKE:
        return this.#invoke(client, message, attributes)
      case MESSAGE.STATUS:
      case MESSAGE.DATA:
        return this.#relay(client, message, attributes)
      case MESSAGE.ADD_OBJECT:
        return this.#add(client, message, attributes)
      case MESSAGE.REMOVE_OBJECT:
        return this.#remove(client, message, attributes)
      case MESSAGE.SUBSCRIBE:
        return this.#subscribe(client, attributes)
      case MESSAGE.UNSUBSCRIBE:
        return this.#unsubscribe(client, attributes)
      case MESSAGE.NOTIFY:
        return this.#notify(client, message, attributes)
      default:
        return STATUS.INVALID_COMMAND
    }
  }

  #disconnect(client: Client): void {
    for (const object of [...client.objects]) this.#free(object)
    this.#registerServices.clients.delete(client.id)
  }

  #lookup(client: Client, message: Message, { path }: Attributes): Handled {
    if (path === '') return STATUS.INVALID_ARGUMENT
    const found = this.#registerServices.find(path)
    if (found.length === 0 && path !== undefined) return STATUS.NOT_FOUND
    for (const { path, id, type } of found) {
      if (type === undefined || path === undefined) continue
      const about = { path, objectId: id, typeId: type.id, signature: type.signature }
      client.link.send(answer(message, MESSAGE.DATA, about))
    }
    return STATUS.OK
  }

  #invoke(client: Client, message: Message, { objectId, method, data }: Attributes): Handled {
    if (objectId === undefined || method === undefined) return STATUS.INVALID_ARGUMENT
    if (objectId === SYSTEM_OBJECT.EVENT) return this.#events.invoke(client, method, data)
    const object = this.#registerServices.objects.get(objectId)
    if (object === undefined) return STATUS.NOT_FOUND
    object.owner.link.send(invocation(object, client, message.seq, method, data))
    return undefined
  }

  /** An answer on its way back from the object's owner; one that fits nowhere is dropped. */
  #relay(client: Client, message: Message, { objectId, status, data }: Attributes): Handled {
    const missing = message.type === MESSAGE.STATUS ? status === undefined : data === undefined
    if (objectId === undefined || missing) return undefined
    const object = this.#registerServices.objects.get(objectId)
    if (object?.owner !== client) return undefined
    this.#registerServices.clients.get(message.peer)?.link.send({ ...message, peer: objectId })
    return undefined
  }

  #add(client: Client, message: Message, { path, typeId, signature }: Attributes): Handled {
    if (path !== undefined && this.#registerServices.paths.has(path)) return STATUS.INVALID_ARGUMENT
    const object = this.#registerServices.addObject(client, path, this.#type(typeId, signature))
    if (path !== undefined) this.#events.tell('ubus.object.add', { id: object.id | 0, path })
    const fresh = signature === undefined ? undefined : object.type?.id
    client.link.send(answer(message, MESSAGE.DATA, ids(object.id, fresh)))
    return STATUS.OK
  }

  /** A signature that is no blobmsg makes no type, and its object is then not listed. */
  #type(typeId: number | undefined, signature: Buffer | undefined): ObjectType | undefined {
    if (typeId !== undefined) return this.#registerServices.types.get(typeId)
    if (signature === undefined) return undefined
    try {
      decodeFields(signature)
    } catch (error) {
      if (error instanceof ProtocolError) return undefined
      throw error
    }
    return this.#registerServices.addType(signature)
  }

  #remove(client: Client, message: Message, { objectId }: Attributes): Handled {
    if (objectId === undefined) return STATUS.INVALID_ARGUMENT
    const object = this.#registerServices.objects.get(objectId)
    if (object === undefined) return STATUS.NOT_FOUND
    if (object.owner !== client) return STATUS.PERMISSION_DENIED
    const last = object.type?.users === 1 ? object.type.id : undefined
    client.link.send(answer(message, MESSAGE.DATA, ids(object.id, last)))
    this.#free(object)
    return STATUS.OK
  }

  #free(object: BusObject): void {
    for (const target of [...object.targets]) this.#part(object, target)
    for (const subscriber of [...object.subscribers]) {
      drop(object.subscribers, subscriber)
      drop(subscriber.targets, object)
      if (object.subscribers.length === 0) tellActive(object)
      tell(subscriber, MESSAGE.UNSUBSCRIBE, { objectId: subscriber.id, target: object.id })
    }
    if (object.path !== undefined) this.#events.tell('ubus.object.remove', { id: object.id | 0, path: object.path })
    this.#registerServices.removeObject(object)
  }

  #subscribe(client: Client, attributes: Attributes): Handled {
    const own = this.#ownObject(client, attributes)
    if (typeof own === 'number') return own
    const target = this.#registerServices.objects.get(attributes.target ?? 0)
    if (target === undefined) return STATUS.NOT_FOUND
    if (target.owner === client) return STATUS.INVALID_ARGUMENT
    target.subscribers.unshift(own)
    own.targets.unshift(target)
    if (target.subscribers.length === 1) tellActive(target)
    return STATUS.OK
  }

  #unsubscribe(client: Client, attributes: Attributes): Handled {
    const own = this.#ownObject(client, attributes)
    if (typeof own === 'number') return own
    const target = own.targets.find((object) => object.id === attributes.target)
    if (target === undefined) return STATUS.NOT_FOUND
    this.#part(own, target)
    return STATUS.OK
  }

  #ownObject(client: Client, { objectId, target }: Attributes): BusObject | number {
    if (objectId === undefined || target === undefined) return STATUS.INVALID_ARGUMENT
    const own = this.#registerServices.objects.get(objectId)
    if (own === undefined) return STATUS.NOT_FOUND
    return own.owner === client ? own : STATUS.INVALID_ARGUMENT
  }

  #part(subscriber: BusObject, target: BusObject): void {
    drop(subscriber.targets, target)
    drop(target.subscribers, subscriber)
    if (target.subscribers.length === 0) tellActive(target)
  }

  #notify(client: Client, message: Message, { objectId, method, data, noReply }: Attributes): Handled {
    if (objectId === undefined || method === undefined) return STATUS.INVALID_ARGUMENT
    const object = this.#registerServices.objects.get(objectId)
    if (object === undefined) return STATUS.NOT_FOUND
    if (object.owner !== client) return STATUS.PERMISSION_DENIED
    const subscribers = object.subscribers.map(({ id }) => id)
    if (noReply !== true) {
      client.link.send(answer(message, MESSAGE.STATUS, { objectId, subscribers, status: STATUS.OK }))
    }
    for (const subscriber of [...object.subscribers]) {
      subscriber.owner.link.send(invocation(subscriber, client, message.seq, method, data, noReply))
    }
    return undefined
  }
}

function answer(question: Message, type: number, attributes: Attributes): Message {
  return { type, seq: question.seq, peer: question.peer, attributes: writeAttributes(attributes) }
}

function ids(objectId: number, typeId: number | undefined): Attributes {
  return typeId === undefined ? { objectId } : { objectId, typeId }
}

/** A call on its way to the object's owner, who answers to the caller's id. */
function invocation(
  object: BusObject,
  caller: Client,
  seq: number,
  method: string,
  data: Buffer | undefined,
  noReply?: boolean,
): Message {
  const attributes = writeAttributes({
    ...(noReply === true ? { noReply } : {}),
    objectId: object.id,
    method,
    user: caller.user,
    group: caller.group,
    ...(data === undefined ? {} : { data }),
  })
  return { type: MESSAGE.INVOKE, seq, peer: caller.id, attributes }
}

/** Said by the broker itself: no answer is expected. */
function tell(object: BusObject, type: number, attributes: Attributes): void {
  object.seq = (object.seq + 1) & 0xffff
  object.owner.link.send({ type, seq: object.seq, peer: 0, attributes: writeAttributes(attributes) })
}

function tellActive(object: BusObject): void {
  tell(object, MESSAGE.NOTIFY, { objectId: object.id, active: object.subscribers.length > 0 })
}

function drop<T>(list: T[], item: T): void {
  const at = list.indexOf(item)
  if (at >= 0) list.splice(at, 1)
}
