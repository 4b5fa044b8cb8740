/** Reads what a router's event says: a message of ours in the page's language, or its English text. Any router may send anything. */
import type { Language } from '../../documents/model.ts'
import type { Code, Message, Values } from '../../messages/message.ts'
import { wordsOf } from '../../messages/words.ts'

type Object_ = Readonly<Record<string, unknown>>

const DEEPEST = 4

const isObject = (value: unknown): value is Object_ =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** `details` as `events` has it: a JSON object. Empty where it is none. */
export function detailsOf(details: string): Object_ {
  try {
    const value: unknown = JSON.parse(details)
    return isObject(value) ? value : {}
  } catch {
    return {}
  }
}

/** Undefined where it is no message, or one within too many others. */
function readMessage(value: unknown, depth = 0): Message | undefined {
  if (!isObject(value) || depth > DEEPEST) return undefined
  const { code, text } = value
  if (typeof code !== 'string' || typeof text !== 'string') return undefined
  const values = readValues(value.values, depth)
  return values === undefined ? undefined : { code: code as Code, values, text }
}

function readValues(given: unknown, depth: number): Values | undefined {
  if (!isObject(given)) return undefined
  const values = Object.entries(given).map(([name, value]) => {
    const read = typeof value === 'string' || typeof value === 'number' ? value : readMessage(value, depth + 1)
    return [name, read] as const
  })
  const known = values.filter((pair): pair is [string, string | number | Message] => pair[1] !== undefined)
  return known.length === values.length ? Object.fromEntries(known) : undefined
}

/** What an alarm says. */
export function alarmText(details: string, language: Language): string {
  const { what, code, values } = detailsOf(details)
  const text = typeof what === 'string' ? what : ''
  const said = readMessage({ code, values, text })
  return said === undefined ? text : wordsOf(said, language)
}

/** All of an event's details on one line: `version: 7, by: A. Director`. */
export function detailsText(details: string): string {
  const texts = Object.entries(detailsOf(details)).map(([name, value]) =>
    typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? `${name}: ${value}` : name,
  )
  return texts.join(', ')
}
