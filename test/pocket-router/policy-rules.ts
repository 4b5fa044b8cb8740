/**
 * netifd's `config rule` and `config rule6` of UCI `network`, put in place with `ip rule`. Known options: `in`, `out`, `src`,
 * `dest`, `mark`, `lookup`, `action`, `priority`, `invert`, `disabled`.
 */

import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { UciPackage, UciSection } from './uci-model.ts'

const run = promisify(execFile)

/** Arguments of `ip`, up to what follows `add` or `del`. */
interface Rule {
  readonly family: '-4' | '-6'
  readonly selector: readonly string[]
}

/** `deviceOf` gives the network device of an interface; rules for unknown ones are left out. */
export function readRules(network: UciPackage, deviceOf: (name: string) => string | undefined): Rule[] {
  return network.sections.flatMap((section) => {
    if (section.type !== 'rule' && section.type !== 'rule6') return []
    if (option(section, 'disabled') === '1') return []
    const selector = readSelector(section, deviceOf)
    if (selector === undefined) return []
    return [{ family: section.type === 'rule' ? ('-4' as const) : ('-6' as const), selector }]
  })
}

function readSelector(section: UciSection, deviceOf: (name: string) => string | undefined): string[] | undefined {
  const words: string[] = option(section, 'invert') === '1' ? ['not'] : []
  const take = (name: string, keyword: string, value = option(section, name)) => {
    if (value !== undefined) words.push(keyword, value)
  }
  take('src', 'from')
  take('dest', 'to')
  take('mark', 'fwmark')
  for (const [name, keyword] of [
    ['in', 'iif'],
    ['out', 'oif'],
  ] as const) {
    const network = option(section, name)
    const device = network === undefined ? undefined : deviceOf(network)
    if (network !== undefined && device === undefined) return undefined
    take(name, keyword, device)
  }
  take('priority', 'priority')
  take('lookup', 'lookup')
  const action = option(section, 'action')
  if (action !== undefined) words.push(action)
  return words
}

function option(section: UciSection, name: string): string | undefined {
  const value = section.options.get(name)
  return typeof value === 'string' ? value : value?.[0]
}

/** Keeps the kernel's rules as the configuration wants them; changes come one after the other. */
export class PolicyRules {
  #placed: Rule[] = []
  #work: Promise<void> = Promise.resolve()
  readonly #complain: (message: string) => void

  constructor(complain: (message: string) => void) {
    this.#complain = complain
  }

  /** Resolves when the rules are in place. New ones come before old ones go, so that nothing opens between. */
  set(wanted: readonly Rule[]): Promise<void> {
    this.#work = this.#work.then(() => this.#change(wanted))
    return this.#work
  }

  async #change(wanted: readonly Rule[]): Promise<void> {
    const old = new Map(this.#placed.map((rule) => [JSON.stringify(rule), rule]))
    const fresh = new Map(wanted.map((rule) => [JSON.stringify(rule), rule]))
    const placed: Rule[] = []
    for (const [key, rule] of fresh) if (old.has(key) || (await this.#ip('add', rule))) placed.push(rule)
    for (const [key, rule] of old) if (!fresh.has(key)) await this.#ip('del', rule)
    this.#placed = placed
  }

  async #ip(verb: 'add' | 'del', { family, selector }: Rule): Promise<boolean> {
    try {
      await run('ip', [family, 'rule', verb, ...selector])
      return true
    } catch (error) {
      // Somebody was faster, perhaps we ourselves before a crash: it stands, and we take it back in the end.
      if (verb === 'add' && String(error).includes('File exists')) return true
      this.#complain(`netifd: ip ${family} rule ${verb} ${selector.join(' ')}: ${String(error)}`)
      return false
    }
  }
}
