/**
 * Makes messages: a message is a code with its values, and each page, paper or script makes its own words of it. Nothing
 * parses a sentence. What stands in braces in the English text is a value: `{room}` is text, `{count:number}` a number,
 * `{fault:message}` another message, which then stands without its full stop.
 */
import type { Code, english } from './english.ts'
import { oftenTexts } from './often.ts'
import { rareTexts } from './rare.ts'

export type { Code } from './english.ts'

export type Value = string | number | Message
export type Values = Readonly<Record<string, Value>>

/** As it goes over ubus. */
export interface Message {
  readonly code: Code
  readonly values: Values
  /** In English, for scripts and the log. */
  readonly text: string
}

/** What stands between the braces of a text: `room`, `count:number`. */
type Slot<Text extends string> = Text extends `${string}{${infer Inner}}${infer Rest}` ? Inner | Slot<Rest> : never
type NameOf<Inner extends string> = Inner extends `${infer Name}:${string}` ? Name : Inner
type TypeOf<Inner extends string> = Inner extends `${string}:number`
  ? number
  : Inner extends `${string}:message`
    ? Message
    : string

/** The values that a message takes, by their names. */
export type ValuesOf<Name extends Code> = {
  readonly [Inner in Slot<(typeof english)[Name]> as NameOf<Inner>]: TypeOf<Inner>
}
/** No second argument where a text has no values. */
export type Given<Name extends Code> = keyof ValuesOf<Name> extends never ? [] : [values: ValuesOf<Name>]

export type Language = 'kk' | 'ru'

/** The translations of an area, in the file beside it: values stand in braces without their types. */
export type Words<Area> = { readonly [Name in keyof Area]: Readonly<Record<Language, string>> }

/** Undefined for a code of another version. */
const textOf = (code: string): string | undefined => oftenTexts.get(code) ?? rareTexts().get(code)
const slot = /\{(\w+)(?::\w+)?\}/g

/** The text of a code as translations are looked up by it: without the types. Undefined for a code of another version. */
export const templateOf = (code: string): string | undefined => textOf(code)?.replace(slot, '{$1}')

/** Puts the values into a text; `inner` makes the words of a message within the message. */
export function fill(template: string, values: Values, inner: (message: Message) => string): string {
  const given = new Map(Object.entries(values))
  return template.replace(slot, (found, name: string) => {
    const value = given.get(name)
    if (value === undefined) return found
    return typeof value === 'object' ? inner(value).replace(/\.$/, '') : String(value)
  })
}

/** Makes a message: `message('gate-lists-differ', { files: 'gate-l1.map' })`. */
export function message<Name extends Code>(code: Name, ...[values]: Given<Name>): Message {
  const given: Values = values ?? {}
  const template = textOf(code)
  if (template === undefined) throw new Error(`there is no message ${code}`)
  const named = [...template.matchAll(slot)].map(([, name = '']) => [name, given[name] ?? ''] as const)
  const own = Object.fromEntries(named)
  return { code, values: own, text: fill(template, own, ({ text }) => text) }
}

/** An error whose message people are told. */
export class MessageError extends Error {
  readonly says: Message

  constructor(says: Message) {
    super(says.text)
    this.says = says
  }
}

/** Somebody gave a wrong argument: which one (`pcs.2.name`), and what is wrong with it. */
export class ArgumentError extends MessageError {
  readonly argument: string

  constructor(argument: string, says: Message) {
    super(says)
    this.argument = argument
    this.message = `${argument}: ${says.text}`
  }
}

/** Why something failed: our own message, or what Node or an engine said. */
export function messageOf(error: unknown): Message {
  if (error instanceof MessageError) return error.says
  return message('as-said', { output: reasonOf(error) })
}

export const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
