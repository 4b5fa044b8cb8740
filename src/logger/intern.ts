/** Interns addresses: equal texts become one string in memory. */
const known = new Map<string, string>()
const MOST_KNOWN = 4096
const LONGEST_VIEW = 12

/**
 * A copy of a string that stands alone. V8 keeps a piece of a longer string as a view, and the view keeps the whole: an
 * address cut out of a line would hold 64 KiB of input for as long as its flow lives.
 */
export function intern(text: string): string {
  if (text.length <= LONGEST_VIEW) return text
  const old = known.get(text)
  if (old !== undefined) return old
  const copy = Buffer.from(text, 'utf8').toString('utf8')
  if (known.size >= MOST_KNOWN) known.clear()
  known.set(copy, copy)
  return copy
}
