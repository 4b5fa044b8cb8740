/**
 * Splits a document into its entries without parsing them. YAML nests by indentation, so every line that begins with the
 * dash of an entry, at its distance from the edge, begins a new entry whatever stands before it.
 */

/** A piece of the text, from the first character of its first line to before the next piece. 0-based offsets. */
export interface Piece {
  readonly start: number
  readonly end: number
}

export interface Outline {
  /** Whether there is a line `sites:` of its own. */
  readonly hasSites: boolean
  readonly entries: readonly Piece[]
  /** Offsets of lines outside the usual shape: other keys at the edge, markers, a list written some other way. */
  readonly strays: readonly number[]
}

const SITES_LINE = /^sites:[ \t]*(?:[ \t]#.*)?\r?$/

export function outline(text: string): Outline {
  const starts: number[] = []
  const strays: number[] = []
  let hasSites = false
  let margin = -1
  let end = 0
  for (let start = text.startsWith('\ufeff') ? 1 : 0; start < text.length; start = end + 1) {
    end = text.indexOf('\n', start)
    if (end < 0) end = text.length
    let at = start
    while (text[at] === ' ') at++
    if (isIdle(text, at)) continue
    if (!hasSites && at === start && SITES_LINE.test(text.slice(start, end))) hasSites = true
    else if (hasSites && isDash(text, at) && (margin < 0 || at - start === margin)) {
      margin = at - start
      starts.push(start)
    } else if (starts.length === 0 || at - start <= margin) strays.push(start)
  }
  return { hasSites, entries: starts.map((start, index) => ({ start, end: starts[index + 1] ?? text.length })), strays }
}

/** An empty line or a comment. */
function isIdle(text: string, at: number): boolean {
  const next = text[at]
  return next === '\n' || next === '#' || next === undefined || (next === '\r' && text[at + 1] === '\n')
}

function isDash(text: string, at: number): boolean {
  const next = text[at + 1]
  return text[at] === '-' && (next === undefined || next === ' ' || next === '\n' || next === '\r' || next === '\t')
}
