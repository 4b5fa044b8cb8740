/** `_`, `N_` and `format`. The catalogue comes with the page: gettext's keys with their translations. */

interface Catalogue {
  readonly texts: Readonly<Record<string, string>>
  /** The C expression of Plural-Forms. */
  readonly plural: string
}

declare global {
  interface Window {
    catalogue?: Catalogue
  }
}

const squeeze = (text: string) => text.trim().replace(/[ \t\n]+/g, ' ')
const keyOf = (text: string, context?: string) =>
  (context === undefined ? '' : `${squeeze(context)}\u0001`) + squeeze(text)

export const translate = (text: string, context?: string): string =>
  window.catalogue?.texts[keyOf(text, context)] ?? text

let pluralOf: ((n: number) => number) | undefined

export function translatePlural(count: number, one: string, many: string, context?: string): string {
  pluralOf ??= new Function('n', `return +(${window.catalogue?.plural ?? 'n != 1'})`) as (n: number) => number
  const form = pluralOf(count)
  return window.catalogue?.texts[`${keyOf(one, context)}\u0002${form}`] ?? (form > 0 ? many : one)
}

/** `%s`, `%d` and `%%`: all that our pages use of LuCI's `format`. */
export function format(this: string, ...values: readonly unknown[]): string {
  const left = [...values]
  return String(this).replace(/%([sd%])/g, (_all, kind: string) => {
    if (kind === '%') return '%'
    const value = left.shift()
    return kind === 'd' ? Math.floor(Number(value) || 0).toFixed(0) : String(value)
  })
}
