/** Reads and changes settings through rpcd's object `uci`: a change is committed as a whole or reverted. */

import { MessageError, message } from '../messages/message.ts'

export type UciSections = Readonly<Record<string, Readonly<Record<string, unknown>>>>

export type UciChange =
  /** Without a name the section has none. */
  | {
      readonly add: string
      readonly name?: string
      readonly values: Readonly<Record<string, string | readonly string[]>>
    }
  | { readonly set: string; readonly values: Readonly<Record<string, string | readonly string[]>> }
  /** Takes options away. */
  | { readonly unset: string; readonly options: readonly string[] }
  | { readonly delete: string }

export type CallUci = (method: string, args: Record<string, unknown>) => Promise<Record<string, unknown>>

export class Uci {
  readonly #call: CallUci
  #queue: Promise<unknown> = Promise.resolve()

  constructor(call: CallUci) {
    this.#call = call
  }

  /** Sections by their names; none where the file is missing. Rejects where ubus fails. */
  async read(config: string): Promise<UciSections> {
    try {
      const { values } = await this.#call('get', { config })
      return (values ?? {}) as UciSections
    } catch (error) {
      if ((error as { code?: unknown }).code === 'NOT_FOUND') return {}
      throw error
    }
  }

  /**
   * Reads, lets `decide` say what is to change, and writes that. One after the other, so that nobody changes what another
   * has just read. Gives what `decide` gave. Rejects with a `MessageError` where somebody has staged changes of the file.
   */
  change<T extends { readonly changes?: readonly UciChange[] }>(
    config: string,
    decide: (sections: UciSections) => T,
  ): Promise<T> {
    const next = this.#queue.then(async () => {
      const decided = decide(await this.read(config))
      await this.#write(config, decided.changes ?? [])
      return decided
    })
    this.#queue = next.catch(() => {})
    return next
  }

  async #write(config: string, changes: readonly UciChange[]): Promise<void> {
    if (changes.length === 0) return
    const { changes: staged = [] } = await this.#call('changes', { config })
    // A commit would also write changes that another user has staged, and a revert would drop them.
    if (!Array.isArray(staged) || staged.length > 0) throw new MessageError(message('settings-staged', { config }))
    try {
      for (const change of changes) await this.#call(...wordsOf(config, change))
      await this.#call('commit', { config })
    } catch (error) {
      await this.#call('revert', { config }).catch(() => {})
      throw error
    }
  }
}

function wordsOf(config: string, change: UciChange): [method: string, args: Record<string, unknown>] {
  if ('add' in change)
    return [
      'add',
      { config, type: change.add, ...(change.name !== undefined && { name: change.name }), values: change.values },
    ]
  if ('set' in change) return ['set', { config, section: change.set, values: change.values }]
  if ('unset' in change) return ['delete', { config, section: change.unset, options: change.options }]
  return ['delete', { config, section: change.delete }]
}

/** Sections of a type, with their names. */
export function sectionsOf(sections: UciSections, type: string): [name: string, section: UciSections[string]][] {
  return Object.entries(sections).filter(([, section]) => section['.type'] === type)
}

/** An option as text; empty where it is absent or a list. */
export const optionOf = (section: UciSections[string], name: string): string => {
  const value = section[name]
  return typeof value === 'string' ? value : ''
}

/** A list as texts; an option counts as a list of one. */
export const listOf = (section: UciSections[string], name: string): string[] => {
  const value = section[name]
  if (Array.isArray(value)) return value.filter((item) => typeof item === 'string')
  return typeof value === 'string' ? [value] : []
}
