/** Reads a `.lmo` file as LuCI does (luci-base/src/lib/lmo.c): the index stands at the end, sorted by key. */

export interface LmoEntry {
  readonly key: number
  readonly forms: number
  readonly text: string
}

/** Throws where the file is none. */
export function readLmo(bytes: Uint8Array): LmoEntry[] {
  const file = Buffer.from(bytes)
  const end = file.length - 4
  const start = file.readUInt32BE(end)
  if (start > end || (end - start) % 16 !== 0) throw new Error('the index has no whole number of entries')
  const entries: LmoEntry[] = []
  for (let at = start; at < end; at += 16) {
    const [key, forms, offset, length] = [0, 4, 8, 12].map((place) => file.readUInt32BE(at + place))
    if (key === undefined || forms === undefined || offset === undefined || length === undefined) continue
    if (offset + length > start) throw new Error('a text lies outside the file')
    if (key < (entries.at(-1)?.key ?? 0)) throw new Error('the index is not sorted')
    entries.push({ key, forms, text: file.subarray(offset, offset + length).toString() })
  }
  return entries
}
