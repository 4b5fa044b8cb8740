/** What a broker knows about: its clients, their objects, and who subscribed to what. */

import { randomInt } from 'node:crypto'
import { FIRST_FREE_ID, type Message } from 'ubus-client'

/** How the broker reaches a client: over a socket, or in this process. */
export interface Link {
  send(message: Message): void
}

export interface Client {
  readonly id: number
  readonly link: Link
  readonly user: string
  readonly group: string
  readonly objects: Set<BusObject>
}

/** Objects with the same methods can share a type; it goes with its last object. */
export interface ObjectType {
  readonly id: number
  /** Blobmsg tables, one a method. */
  readonly signature: Buffer
  users: number
}

export interface BusObject {
  readonly id: number
  readonly path: string | undefined
  readonly type: ObjectType | undefined
  readonly owner: Client
  readonly subscribers: BusObject[]
  readonly targets: BusObject[]
  /** Patterns of events; a final star stands for any ending. */
  readonly patterns: string[]
  /** Numbers what the broker itself says about this object. */
  seq: number
}

export class RegisterServices {
  readonly clients = new Map<number, Client>()
  readonly objects = new Map<number, BusObject>()
  readonly paths = new Map<string, BusObject>()
  readonly types = new Map<number, ObjectType>()

  addClient(link: Link, user: string, group: string): Client {
    const client: Client = { id: freeId(this.clients), link, user, group, objects: new Set() }
    this.clients.set(client.id, client)
    return client
  }

  addObject(owner: Client, path: string | undefined, type: ObjectType | undefined): BusObject {
    const id = freeId(this.objects)
    const object: BusObject = { id, path, type, owner, subscribers: [], targets: [], patterns: [], seq: 0 }
    this.objects.set(id, object)
    owner.objects.add(object)
    if (path !== undefined) this.paths.set(path, object)
    if (type !== undefined) type.users += 1
    return object
  }

  /** Takes it off every list but those of its subscribers. */
  removeObject(object: BusObject): void {
    this.objects.delete(object.id)
    object.owner.objects.delete(object)
    if (object.path !== undefined) this.paths.delete(object.path)
    if (object.type === undefined) return
    object.type.users -= 1
    if (object.type.users === 0) this.types.delete(object.type.id)
  }

  addType(signature: Buffer): ObjectType {
    const type: ObjectType = { id: freeId(this.types), signature, users: 0 }
    this.types.set(type.id, type)
    return type
  }

  /** Sorted by path: all, those that begin as a pattern with a final star does, or the one of that name. */
  find(pattern: string | undefined): BusObject[] {
    if (pattern !== undefined && !pattern.endsWith('*')) {
      const found = this.paths.get(pattern)
      return found === undefined ? [] : [found]
    }
    const prefix = pattern?.slice(0, -1) ?? ''
    return [...this.paths]
      .filter(([path]) => path.startsWith(prefix))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, object]) => object)
  }
}

function freeId(taken: ReadonlyMap<number, unknown>): number {
  for (;;) {
    const id = randomInt(FIRST_FREE_ID, 2 ** 32)
    if (!taken.has(id)) return id
  }
}
