/**
 * Keeps values of many owners within a bound that nobody fills with his own: an owner beyond his part loses his own oldest, and
 * where all is full the room that holds most loses its longest unused. A room that holds no more than an equal part loses nothing.
 */

interface Owner<Value> {
  room: string
  readonly values: Map<string, Value>
}

interface Room<Value> {
  size: number
  /** The longest unused first. */
  readonly owners: Map<string, Owner<Value>>
}

export class FairMap<Value> {
  readonly #owners = new Map<string, Owner<Value>>()
  readonly #rooms = new Map<string, Room<Value>>()
  readonly #most: number
  readonly #ofOwner: number
  readonly #onDrop: (key: string) => void
  #size = 0

  /** `onDrop` is told of what had to make room for others. */
  constructor(most: number, ofOwner: number, onDrop: (key: string) => void = () => {}) {
    this.#most = most
    this.#ofOwner = ofOwner
    this.#onDrop = onDrop
  }

  get size(): number {
    return this.#size
  }

  get(owner: string, key: string): Value | undefined {
    return this.#owners.get(owner)?.values.get(key)
  }

  /** An owner's values, the longest unused first. */
  of(owner: string): Value[] {
    return [...(this.#owners.get(owner)?.values.values() ?? [])]
  }

  /** As the newest of its owner and of its room; who has moved takes all that is his along. */
  set(room: string, owner: string, key: string, value: Value): void {
    const its = this.#owners.get(owner) ?? { room, values: new Map<string, Value>() }
    this.#owners.set(owner, its)
    if (its.room !== room) this.#leave(owner, its)
    its.room = room
    const place = this.#rooms.get(room) ?? { size: its.values.size, owners: new Map<string, Owner<Value>>() }
    if (this.#rooms.has(room) && !place.owners.has(owner)) place.size += its.values.size
    this.#rooms.set(room, place)
    place.owners.delete(owner)
    place.owners.set(owner, its)
    this.delete(owner, key, true)
    its.values.set(key, value)
    place.size += 1
    this.#size += 1
    if (its.values.size > this.#ofOwner) this.#dropOldest(owner, its)
    if (this.#size > this.#most) this.#evict(place)
  }

  /** `keepsOwner`: for whom one is put in next. */
  delete(owner: string, key: string, keepsOwner = false): void {
    const its = this.#owners.get(owner)
    const place = this.#rooms.get(its?.room ?? '')
    if (its === undefined || place === undefined || !its.values.delete(key)) return
    place.size -= 1
    this.#size -= 1
    if (its.values.size > 0 || keepsOwner) return
    this.#owners.delete(owner)
    this.#leave(owner, its)
  }

  clear(): void {
    this.#owners.clear()
    this.#rooms.clear()
    this.#size = 0
  }

  /** Those of an owner in their order. */
  *entries(): Generator<[owner: string, key: string, value: Value]> {
    for (const { owners } of this.#rooms.values())
      for (const [owner, { values }] of owners) for (const [key, value] of values) yield [owner, key, value]
  }

  #leave(owner: string, { room, values }: Owner<Value>): void {
    const place = this.#rooms.get(room)
    if (place?.owners.delete(owner) !== true) return
    place.size -= values.size
    if (place.owners.size === 0) this.#rooms.delete(room)
  }

  #dropOldest(owner: string, { values }: Owner<Value>): void {
    const [oldest] = values.keys()
    if (oldest === undefined) return
    this.delete(owner, oldest)
    this.#onDrop(oldest)
  }

  /** Of rooms that hold the same, the one that has just put something in. Rooms are few. */
  #evict(newest: Room<Value>): void {
    let fullest = newest
    for (const room of this.#rooms.values()) if (room.size > fullest.size) fullest = room
    const [longestUnused] = fullest.owners
    if (longestUnused !== undefined) this.#dropOldest(...longestUnused)
  }
}
