/**
 * Writes SQL with values in it. ClickHouse 18.16 knows no query parameters, so the values are written into the text, and
 * nothing that came from outside is ever quoted: a text is either of harmless characters alone or written in hexadecimal.
 */

export class Sql {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

type Single = string | number | bigint
export type Value = Single | Sql | readonly Single[]

/** `sql\`SELECT n FROM visits WHERE journal = ${key}\``. Throws for what is no value: an empty list, a number that is none. */
export function sql(parts: TemplateStringsArray, ...values: readonly Value[]): Sql {
  return new Sql(parts.reduce((text, part, at) => `${text}${at === 0 ? '' : write(values[at - 1])}${part}`, ''))
}

/** Statements of our own, as they stand. */
export const trusted = (text: string): Sql => new Sql(text)

export function join(parts: readonly Sql[], between: string): Sql {
  return new Sql(parts.map(({ text }) => text).join(between))
}

function write(value: Value | undefined): string {
  if (value instanceof Sql) return value.text
  if (typeof value === 'string') return literal(value)
  if (typeof value === 'bigint') return value.toString()
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new Error(`no number for SQL: ${value}`)
    return String(value)
  }
  if (value === undefined || value.length === 0) throw new Error('an empty list in SQL')
  return `(${value.map(write).join(', ')})`
}

const harmless = /^[\w.:@ /-]{0,200}$/

function literal(text: string): string {
  return harmless.test(text) ? `'${text}'` : `unhex('${Buffer.from(text).toString('hex')}')`
}
