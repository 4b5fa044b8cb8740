/**
 * A copy of a string that stands alone. V8 keeps a piece of a longer string as a view, and the view keeps the whole: an
 * address cut out of a line would hold 64 KiB of input for as long as its flow lives.
 */
export function detach(text: string): string {
  return text.length < 13 ? text : Buffer.from(text, 'utf8').toString('utf8')
}
