/**
 * procd's triggers: `[event, script, delay in ms]`. The script is a small part of libubox's json_script: `if`, `eq`, `has`,
 * `and`, `or`, `not`, and the command `run_script`.
 */

import { spawn } from 'node:child_process'
import type { Table, Value } from 'ubus-client'

/** Commands, as lists of arguments, that the triggers want to have run upon the event. */
export function findCommands(
  triggers: readonly Value[],
  event: string,
  data: Table,
): { command: string[]; delay: number }[] {
  return triggers.flatMap((trigger) => {
    if (!Array.isArray(trigger)) return []
    const [pattern, script, delay] = trigger
    if (typeof pattern !== 'string' || !Array.isArray(script) || !matchesEvent(pattern, event)) return []
    const commands = runScript(script, data)
    return commands.map((command) => ({ command, delay: typeof delay === 'number' ? delay : 0 }))
  })
}

/** `interface.*` stands for all that begins with `interface`. */
function matchesEvent(pattern: string, event: string): boolean {
  const star = pattern.indexOf('.*')
  return star < 0 ? event === pattern : event.startsWith(pattern.slice(0, star))
}

/** A script is one statement, or a list of them. */
function runScript(script: readonly Value[], data: Table): string[][] {
  const [head, ...rest] = script
  if (Array.isArray(head)) return script.flatMap((one) => (Array.isArray(one) ? runScript(one, data) : []))
  if (head === 'run_script') return [rest.filter((word) => typeof word === 'string')]
  if (head !== 'if') return []
  const [condition, yes, no] = rest
  const branch = Array.isArray(condition) && holds(condition, data) ? yes : no
  return Array.isArray(branch) ? runScript(branch, data) : []
}

function holds(condition: readonly Value[], data: Table): boolean {
  const [operator, ...operands] = condition
  const each = operands.filter((operand) => Array.isArray(operand))
  if (operator === 'and') return each.every((one) => holds(one, data))
  if (operator === 'or') return each.some((one) => holds(one, data))
  if (operator === 'not') return each.every((one) => !holds(one, data))
  const [name, wanted] = operands
  if (typeof name !== 'string') return false
  if (operator === 'has') return name in data
  if (operator !== 'eq') return false
  const values: readonly (Value | undefined)[] = Array.isArray(wanted) ? wanted : [wanted]
  return values.includes(data[name] ?? null)
}

/** Waits out the delays; the same command that is asked for again meanwhile runs once. */
export class CommandQueue {
  readonly #waiting = new Map<string, NodeJS.Timeout>()
  readonly #complain: (message: string) => void

  constructor(complain: (message: string) => void) {
    this.#complain = complain
  }

  add(command: readonly string[], delay: number): void {
    const key = JSON.stringify(command)
    clearTimeout(this.#waiting.get(key))
    const run = () => {
      this.#waiting.delete(key)
      const [program = '', ...rest] = command
      const child = spawn(program, rest, { stdio: 'ignore' })
      child.on('error', (error) => this.#complain(`trigger: ${error.message}`))
    }
    this.#waiting.set(key, setTimeout(run, Math.max(delay, 1)))
  }

  close(): void {
    for (const timer of this.#waiting.values()) clearTimeout(timer)
    this.#waiting.clear()
  }
}
