/** Writes HTML: every value in a template is escaped, and nothing is taken as it stands but what this file has made. */
import { escapeText } from '../../documents/clean.ts'

export class Html {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

export type Part = string | number | Html | undefined | false | readonly Part[]

/** `html\`<td>${site}</td>\``. `undefined` and `false` are nothing; values stand in elements or in quoted attributes. */
export function html(parts: TemplateStringsArray, ...values: readonly Part[]): Html {
  return new Html(parts.reduce((text, part, at) => `${text}${at === 0 ? '' : write(values[at - 1])}${part}`, ''))
}

function write(value: Part): string {
  if (value instanceof Html) return value.text
  if (typeof value === 'string') return escapeText(value)
  if (typeof value === 'number') return String(value)
  if (value === undefined || value === false) return ''
  return value.map(write).join('')
}

/** A path of this page with its question: `/sites?from=2026-10-01`. What is not given is left out. */
export function link(path: readonly string[], question: Readonly<Record<string, string | undefined>> = {}): string {
  const given = Object.entries(question).filter((pair): pair is [string, string] => pair[1] !== undefined)
  const search = new URLSearchParams(given).toString()
  return `/${path.map(encodeURIComponent).join('/')}${search === '' ? '' : `?${search}`}`
}
