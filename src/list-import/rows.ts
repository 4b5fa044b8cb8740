/** Splits a text into rows of cells: lines, or the rows of a table with tabs, semicolons or commas and quotes. */

export interface Cell {
  readonly text: string
  /** 1-based line and column of its first character, in UTF-16 units. */
  readonly line: number
  readonly column: number
}

export interface Row {
  readonly line: number
  /** One cell where the text is no table. */
  readonly cells: readonly Cell[]
}

export type Delimiter = '\t' | ';' | ','

/** Lines that are looked at to tell what kind of text it is. */
const SAMPLE = 200

/** What parts the columns; undefined where lines are no rows of a table. */
export function findDelimiter(text: string): Delimiter | undefined {
  const lines = sampleOf(text)
  return (['\t', ';', ','] as const).find((delimiter) => {
    const having = lines.filter((line) => line.includes(delimiter)).length
    return having >= Math.max(1, 0.6 * lines.length)
  })
}

/** The first lines that have something in them. */
export function sampleOf(text: string): string[] {
  const found: string[] = []
  for (const [line] of text.matchAll(/[^\r\n]+/g)) if (/\S/.test(line) && found.push(line) === SAMPLE) break
  return found
}

export function readRows(text: string, delimiter: Delimiter | undefined): Row[] {
  return delimiter === undefined ? lineRows(text) : tableRows(text, delimiter)
}

function lineRows(text: string): Row[] {
  const rows: Row[] = []
  for (const [index, line] of text.split(/\r\n|\r|\n/).entries())
    if (/\S/.test(line)) rows.push({ line: index + 1, cells: [{ text: line, line: index + 1, column: 1 }] })
  return rows
}

/** How many lines a cell in quotes may run on: a quote that is never shut must not swallow the rest. */
const CELL_LINES = 20

/** RFC 4180, and what spreadsheets make of it: a cell in quotes may have the delimiter, quotes and line ends in it. */
function tableRows(text: string, delimiter: Delimiter): Row[] {
  const rows: Row[] = []
  let cells: Cell[] = []
  let line = 1
  let lineStart = 0
  let rowLine = 1
  const end = () => {
    if (cells.some((cell) => cell.text !== '')) rows.push({ line: rowLine, cells })
    cells = []
  }
  for (let at = 0; at <= text.length; ) {
    const place = { line, column: at - lineStart + 1 }
    const quoted = readQuoted(text, at, delimiter)
    const stop = quoted?.end ?? endOfCell(text, at, delimiter)
    cells.push({ ...place, text: (quoted?.text ?? text.slice(at, stop)).trim() })
    // A cell without quotes ends with its line.
    if (quoted !== undefined)
      for (let next = at; next < stop; next++) {
        if (text[next] !== '\n') continue
        line++
        lineStart = next + 1
      }
    if (text[stop] === delimiter) {
      at = stop + 1
      continue
    }
    end()
    at = stop + (text.startsWith('\r\n', stop) ? 2 : 1)
    line++
    lineStart = at
    rowLine = line
  }
  return rows
}

function endOfCell(text: string, from: number, delimiter: string): number {
  let at = from
  while (at < text.length && text[at] !== delimiter && text[at] !== '\n' && text[at] !== '\r') at++
  return at
}

function readQuoted(text: string, from: number, delimiter: string): { text: string; end: number } | undefined {
  let at = from
  while (text[at] === ' ') at++
  if (text[at] !== '"') return undefined
  let lines = 0
  for (let next = at + 1; next < text.length; next++) {
    if (text[next] === '\n' && ++lines > CELL_LINES) return undefined
    if (text[next] !== '"') continue
    if (text[next + 1] === '"') next++
    else {
      const stop = endOfCell(text, next + 1, delimiter)
      const isShut = text.slice(next + 1, stop).trim() === ''
      return isShut ? { text: text.slice(at + 1, next).replaceAll('""', '"'), end: stop } : undefined
    }
  }
  return undefined
}
