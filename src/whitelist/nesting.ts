/**
 * Finds text that nests too deeply for the YAML library, before it is parsed. The library calls itself once or
 * more for each level, and where the stack ends inside of V8's compiler of regular expressions the whole process ends, which
 * no `catch` sees.
 *
 * Levels are counted without reading YAML, so that a bracket in a quoted text counts too: never too few, seldom too many.
 */

/** Levels that a list never needs: an entry has six, or one for each of its keys where it stands in braces. */
export const NESTING_LIMIT = 40

/** What opens a level where a line begins: dashes, question marks and colons with a space or nothing behind them. */
const INDICATOR = /[-?:](?=[ \t\r\n]|$)/y
/** What matters of the rest of a line: brackets, and keys with a value behind them. */
const MARK = /[[\]{}]|[?:](?=[ \t\r\n,\]}[{]|$)|-(?=[ \t])/g

/** 0-based offset in `text` at which it nests deeper than `limit`; undefined where it never does. */
export function findTooDeep(text: string, limit = NESTING_LIMIT): number | undefined {
  const margins: number[] = []
  /** Levels in each open bracket: itself, and the keys in it. */
  const brackets: number[] = []
  let inBrackets = 0
  let next = 0
  for (let start = 0; start < text.length; start = next + 1) {
    next = text.indexOf('\n', start)
    if (next < 0) next = text.length
    const first = blockLevels(text, start, next, margins)
    let onLine = 0
    for (const { 0: mark, index } of text.slice(first, next).matchAll(MARK)) {
      if (mark === '[' || mark === '{') {
        brackets.push(1)
        inBrackets++
      } else if (mark === ']' || mark === '}') inBrackets -= brackets.pop() ?? 0
      else if (brackets.length === 0) onLine++
      else {
        brackets[brackets.length - 1] = (brackets.at(-1) ?? 0) + 1
        inBrackets++
      }
      if (margins.length + onLine + inBrackets > limit) return first + index
    }
    if (margins.length + inBrackets > limit) return first
  }
  return undefined
}

/** Brings `margins` to the columns of the levels that are open on the line; gives where its value begins. */
function blockLevels(text: string, start: number, end: number, margins: number[]): number {
  let at = skipSpace(text, start, end)
  if (at === end) return at
  for (let more = true; more; ) {
    while (margins.length > 0 && (margins.at(-1) ?? 0) >= at - start) margins.pop()
    margins.push(at - start)
    INDICATOR.lastIndex = at
    more = INDICATOR.test(text) && at + 1 < end
    if (more) at = skipSpace(text, at + 1, end)
    if (at === end) break
  }
  return at
}

function skipSpace(text: string, from: number, end: number): number {
  let at = from
  while (at < end && (text[at] === ' ' || text[at] === '\t' || text[at] === '\r')) at++
  return at
}
