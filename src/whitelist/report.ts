/** Collects problems at places in a text, and puts them in order. */

import type { Problem, ProblemCode, ProblemValues } from './problems.ts'

/** Offsets are 0-based, in UTF-16 units. */
export type Report = (code: ProblemCode, offset: number, message: string | Said, severity?: Problem['severity']) => void

/** A sentence with the values in it, from which pages make their own words. */
export interface Said {
  readonly text: string
  readonly values: ProblemValues
}

/** A sentence that begins with the value in quotes. */
export const said = (value: string, rest: string, more: ProblemValues = {}): Said => ({
  text: `${quote(value)}${rest}`,
  values: { value, ...more },
})

export interface Collected {
  readonly report: Report
  /** Whether an error was reported. */
  failed(): boolean
  /** Whether there are more errors than are listed. */
  full(): boolean
  /** All problems in the order of the text, with line and column. */
  problems(lines: Lines): Problem[]
}

/** More than this of one severity is counted, not listed: nobody reads it, and a router has little memory. */
export const PROBLEM_LIMIT = 1000

interface Place {
  readonly code: ProblemCode
  readonly severity: Problem['severity']
  readonly offset: number
  readonly message: string
  readonly values: ProblemValues
}

export function collect(): Collected {
  const kept: Record<Problem['severity'], Place[]> = { error: [], warning: [] }
  const left = { error: 0, warning: 0 }
  const report: Report = (code, offset, message, severity = 'error') => {
    if (kept[severity].length < PROBLEM_LIMIT) kept[severity].push({ code, severity, offset, ...place(message) })
    else left[severity]++
  }
  const tail = (lines: Lines): Problem[] =>
    (['error', 'warning'] as const)
      .filter((severity) => left[severity] > 0)
      .map((severity) => ({
        code: 'too-large',
        severity,
        ...lines.place(lines.end),
        message: `${left[severity]} more ${severity}s are not shown.`,
        values: {},
      }))
  return {
    report,
    full: () => left.error > 0,
    failed: () => kept.error.length > 0,
    problems: (lines) => {
      const places = [...kept.error, ...kept.warning].map((place) => ({ ...place, ...lines.place(place.offset) }))
      places.sort((a, b) => a.offset - b.offset)
      // Warnings about a broken line say nothing more than the mistake itself.
      const broken = new Set(places.filter(({ code }) => code === 'yaml-syntax').map(({ line }) => line))
      const news = places.filter(({ code, line }) => code === 'yaml-syntax' || !broken.has(line))
      const listed = news.map(({ offset: _, ...problem }) => problem)
      return [...listed, ...tail(lines)]
    },
  }
}

/** Where the lines of a text begin. */
export interface Lines {
  /** Offset of the end of the text. */
  readonly end: number
  /** 1-based line and column of an offset. */
  place(offset: number): { line: number; column: number }
}

export function linesOf(text: string): Lines {
  const starts = [0]
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return {
    end: text.length,
    place: (offset) => {
      let low = 0
      let high = starts.length
      while (high - low > 1) {
        const middle = (low + high) >> 1
        if ((starts[middle] ?? 0) <= offset) low = middle
        else high = middle
      }
      return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 }
    },
  }
}

/** A value for a message: cut, and escaped as in JSON. */
export const cutShort = (value: string): string => quote(value).slice(1, -1)

/** The same in quotes. */
export function quote(value: string): string {
  return escaped(JSON.stringify(value.length > 80 ? `${value.slice(0, 77)}...` : value))
}

function place(message: string | Said): Pick<Place, 'message' | 'values'> {
  if (typeof message === 'string') return { message: cleaned(message), values: {} }
  const cut = ([name, value]: [string, string]) =>
    [name, value.length > 80 ? `${value.slice(0, 77)}...` : value] as const
  return { message: cleaned(message.text), values: Object.fromEntries(Object.entries(message.values).map(cut)) }
}

/** Removes what a terminal or a page would interpret, also from texts of a library. */
function cleaned(message: string): string {
  return escaped(message.length > 400 ? `${message.slice(0, 397)}...` : message)
}

function escaped(text: string): string {
  return text
    .replace(UNPRINTABLE, (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .replace(/\s/g, ' ')
}

/**
 * Characters that no normal text has: controls but for tabs and line ends, lone surrogates, non-characters (YAML 1.2, 5.1), and
 * what reorders text on a screen.
 */
export const UNPRINTABLE =
  /\r(?!\n)|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g
