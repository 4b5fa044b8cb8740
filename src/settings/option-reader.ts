/** Reads the options of one section; a wrong value is a fault that names section and option. */
import { type Message, message } from '../messages/message.ts'
import { quote } from '../whitelist/report.ts'

export type Section = Readonly<Record<string, unknown>>

/** `option`: section and option, `main.language`. */
export const wrongOption = (option: string, value: unknown, wanted: Message): Message =>
  typeof value === 'string'
    ? message('option-wrong', { option, value: quote(value), wanted })
    : message('option-is-list', { option, wanted })
export const missing = (option: string) => message('option-missing', { option })

export class OptionReader {
  readonly faults: Message[] = []
  readonly section: Section
  readonly name: string

  constructor(section: Section, name: string) {
    this.section = section
    this.name = name
  }

  /** Reads one option through `check`, which gives undefined for a wrong value. */
  option<T>(key: string, fallback: T, wanted: Message, check: (text: string) => T | undefined): T {
    const value = this.section[key]
    if (value === undefined) return fallback
    const checked = typeof value === 'string' ? check(value) : undefined
    if (checked === undefined) this.faults.push(wrongOption(`${this.name}.${key}`, value, wanted))
    return checked ?? fallback
  }

  texts(key: string, wanted: Message, isRight: (text: string) => boolean): string[] {
    const value = this.section[key]
    // UCI's `option x 'a b'` reads as a list where a list is meant.
    const items = Array.isArray(value) ? value : typeof value === 'string' ? value.split(/\s+/).filter(Boolean) : []
    return items.filter((item): item is string => {
      const right = typeof item === 'string' && isRight(item)
      if (!right) this.faults.push(wrongOption(`${this.name}.${key}`, item, wanted))
      return right
    })
  }
}

export const flag = (text: string) =>
  ['1', 'on', 'true', 'yes', 'enabled'].includes(text)
    ? true
    : ['0', 'off', 'false', 'no', 'disabled'].includes(text)
      ? false
      : undefined
export const whole = (low: number, high: number) => (text: string) => {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN
  return value >= low && value <= high ? value : undefined
}
/** What `option` takes of a number: what is wanted, and its check. */
export const from = (low: number, high: number) => [message('wanted-number', { low, high }), whole(low, high)] as const
