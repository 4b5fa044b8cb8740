/** Keeps what is wrong now, and logs each fault once until all is well again. */
import type { Machine } from '../machine/machine.ts'
import type { Message } from '../messages/message.ts'

export class FaultLog {
  readonly #machine: Pick<Machine, 'log'>
  readonly #logged = new Set<string>()
  #current: Message | undefined

  constructor(machine: Pick<Machine, 'log'>) {
    this.#machine = machine
  }

  /** The newest fault. */
  get current(): Message | undefined {
    return this.#current
  }

  add(fault: Message): void {
    if (!this.#logged.has(fault.text)) this.#machine.log('warning', `journal: ${fault.text}`)
    this.#logged.add(fault.text)
    this.#current = fault
  }

  /** All is well: what comes next is logged again. */
  clear(): void {
    this.#current = undefined
    this.#logged.clear()
  }
}
