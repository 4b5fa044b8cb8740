/** Caches answers for as long as the value that they were made from is the same object. */

/** `of` is compared by identity; another object clears the cache. Bounded. */
export type Cache = <Value>(of: unknown, key: string, find: () => Value) => Value

export function createCache(most = 4096): Cache {
  const known = new Map<string, unknown>()
  let madeFrom: unknown
  return <Value>(of: unknown, key: string, find: () => Value): Value => {
    if (of !== madeFrom || known.size >= most) known.clear()
    madeFrom = of
    // Only `find` of the same caller wrote under this key.
    if (known.has(key)) return known.get(key) as Value
    const value = find()
    known.set(key, value)
    return value
  }
}
