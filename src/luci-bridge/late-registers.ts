/** Opens the registers at the start where the school has any, and else when somebody first asks for them. */
import type { Message } from '../messages/message.ts'
import { DrillObserver } from '../registers/drill-observer.ts'
import { hasRegisters } from '../registers/register-files.ts'
import type { Reminder } from './contract.ts'
import type { RegisterServiceParts, RegisterServices } from './register-services.ts'
import type { RegisterTools } from './register-tools.ts'

export class LateRegisters {
  readonly drillObserver: DrillObserver
  readonly #parts: RegisterServiceParts
  #opening: Promise<RegisterServices> | undefined
  #opened: RegisterServices | undefined

  constructor(parts: Omit<RegisterServiceParts, 'drillObserver'>) {
    this.drillObserver = new DrillObserver((address) => parts.attribution.identify(address)?.mac || address)
    this.#parts = { ...parts, drillObserver: this.drillObserver }
  }

  /** What cannot be loaded is said in the log, and tried again when somebody asks: nobody's lesson depends on it. */
  async start(): Promise<void> {
    const { machine, paths } = this.#parts
    if (!hasRegisters(machine.files, paths.etc)) return
    await this.tools().catch((error: Error) => machine.log('error', `the registers cannot be loaded: ${error.message}`))
  }

  /** Rejects where the file of the program that has them cannot be loaded. */
  async tools(): Promise<RegisterTools> {
    this.#opening ??= this.#open().catch((error) => {
      this.#opening = undefined
      throw error
    })
    return (await this.#opening).tools
  }

  /** The drill's page: nothing where none was opened ever, and so none is open. */
  readonly drill: RegisterServices['drill'] = {
    page: (client) => this.#opened?.drill.page(client),
    report: async (client, told) => this.#opened?.drill.report(client, told),
  }

  reminders(): Reminder[] {
    return this.#opened?.reminders() ?? []
  }

  faults(): Message[] {
    return this.#opened?.faults() ?? []
  }

  stop(): void {
    this.#opened?.stop()
  }

  async #open(): Promise<RegisterServices> {
    const { openRegisterServices } = await import('./register-services.ts')
    this.#opened = openRegisterServices(this.#parts)
    return this.#opened
  }
}
