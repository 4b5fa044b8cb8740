/** Suggestions that somebody does not want to see again. They are kept in this browser, and change nothing on the router. */
import type { Need } from '../../../luci-bridge/contract.ts'

const place = 'aqtizim-ignored'
/** More than this is another page's text, or years of work. */
const MOST = 1000

const keyOf = ({ site, name }: Need) => `${site} ${name}`

function read(): string[] {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(place) ?? '[]')
    return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : []
  } catch {
    return []
  }
}

export const isIgnored = (need: Need): boolean => read().includes(keyOf(need))

export function ignore(need: Need, on: boolean): void {
  const rest = read().filter((one) => one !== keyOf(need))
  localStorage.setItem(place, JSON.stringify([...rest, ...(on ? [keyOf(need)] : [])].slice(-MOST)))
}
