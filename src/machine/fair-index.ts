/** Finds values by a key alone, each of which has an owner in a room: bounded as a FairMap is. */
import { FairMap } from './fair-map.ts'

export class FairIndex<Value> {
  readonly #values: FairMap<Value>
  readonly #ownerOf = new Map<string, string>()

  constructor(most: number, ofOwner: number) {
    this.#values = new FairMap(most, ofOwner, (key) => this.#ownerOf.delete(key))
  }

  get size(): number {
    return this.#values.size
  }

  get(key: string): Value | undefined {
    const owner = this.#ownerOf.get(key)
    return owner === undefined ? undefined : this.#values.get(owner, key)
  }

  /** As the newest of its owner and of its room. A key that another owner had is this one's from now on. */
  set(room: string, owner: string, key: string, value: Value): void {
    const before = this.#ownerOf.get(key)
    if (before !== undefined && before !== owner) this.#values.delete(before, key)
    this.#ownerOf.set(key, owner)
    this.#values.set(room, owner, key, value)
  }
}
