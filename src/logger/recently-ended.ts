/** Remembers for a while which flows have ended, so that late records and older listings do not bring them back. */

/** Late records, and listings taken before a flow's end, must not bring it back. */
const MEMORY_SECONDS = 60

export function remember<Key>(map: Map<Key, number>, key: Key, up: number): void {
  map.delete(key)
  map.set(key, up + MEMORY_SECONDS)
}

export function expire(map: Map<unknown, number>, up: number): void {
  for (const [key, until] of map) {
    if (until > up) return
    map.delete(key)
  }
}
