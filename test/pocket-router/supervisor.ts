/** procd's table of services. Source: procd's service.c. */

import type { Field, InputTable, Table, Value } from 'ubus-client'
import { Instance, type InstanceOwner } from './instance.ts'
import { readInstance } from './instance-config.ts'
import { fingerprint, type LogLine } from './spawn.ts'
import { CommandQueue, findCommands } from './triggers.ts'

export interface ServiceUpdate {
  readonly instances: readonly Field[] | undefined
  readonly triggers: Value[] | undefined
  readonly autostart: boolean | undefined
  readonly data: Table | undefined
}

export interface Service {
  readonly name: string
  readonly instances: Map<string, Instance>
  triggers: Value[]
  autostart: boolean
  data: Table
  /** It goes with its last instance. */
  deleted: boolean
  /** Instances that `update_complete` will stop, unless they are named again before. */
  stale: Set<string>
}

export interface Bystanders {
  /** Tells the subscribers of the object `service`. */
  notify(type: string, data: InputTable): void
  log: LogLine
  /** Something went wrong. */
  complain(message: string): void
}

export class Supervisor {
  readonly services = new Map<string, Service>()
  readonly #bystanders: Bystanders
  readonly #commands: CommandQueue
  readonly #waitingForEnd = new Set<() => void>()

  constructor(bystanders: Bystanders) {
    this.#bystanders = bystanders
    this.#commands = new CommandQueue((message) => bystanders.complain(`procd: ${message}`))
  }

  /** With `keep` instances that are not named stay. */
  set(name: string, update: ServiceUpdate, keep: boolean): void {
    const old = this.services.get(name)
    const service = old ?? this.#create(name)
    if (update.autostart !== undefined) service.autostart = update.autostart
    if (update.triggers !== undefined) service.triggers = update.triggers
    if (update.data !== undefined) service.data = update.data
    if (update.instances !== undefined) this.#setInstances(service, update.instances, keep)
    service.deleted = false
    if (old === undefined) this.#bystanders.notify('service.start', { service: name })
  }

  delete(service: Service): void {
    service.deleted = true
    for (const instance of [...service.instances.values()]) instance.stop(true)
    this.#dropEmpty(service)
  }

  /** Runs what the services' triggers want upon an event. */
  trigger(event: string, data: Table): void {
    for (const service of this.services.values()) {
      for (const { command, delay } of findCommands(service.triggers, event, data)) this.#commands.add(command, delay)
    }
  }

  /** Stops everything, and waits until it has ended. */
  async stopAll(): Promise<void> {
    this.#commands.close()
    for (const service of [...this.services.values()]) this.delete(service)
    if (this.services.size > 0) await new Promise<void>((resolve) => this.#waitingForEnd.add(resolve))
  }

  #create(name: string): Service {
    const service: Service = {
      name,
      instances: new Map(),
      triggers: [],
      autostart: true,
      data: {},
      deleted: false,
      stale: new Set(),
    }
    this.services.set(name, service)
    return service
  }

  #setInstances(service: Service, instances: readonly Field[], keep: boolean): void {
    const named = instances.flatMap((field) => (field.type === 'table' ? [field] : []))
    for (const { name, value } of named) {
      const config = readInstance(value, fingerprint)
      const instance = service.instances.get(name)
      service.stale.delete(name)
      if (config === undefined) instance?.stop(true)
      else if (instance !== undefined) instance.update(config)
      else {
        const fresh = new Instance(name, config, this.#ownerOf(service))
        service.instances.set(name, fresh)
        fresh.start()
      }
    }
    if (keep) return
    const names = new Set(named.map(({ name }) => name))
    for (const instance of [...service.instances.values()]) if (!names.has(instance.name)) instance.stop(true)
  }

  #ownerOf(service: Service): InstanceOwner {
    return {
      service: service.name,
      notify: (type, data) => this.#bystanders.notify(type, data),
      log: this.#bystanders.log,
      gone: (instance) => {
        service.instances.delete(instance.name)
        this.#dropEmpty(service)
      },
    }
  }

  #dropEmpty(service: Service): void {
    if (!service.deleted || service.instances.size > 0 || this.services.get(service.name) !== service) return
    this.services.delete(service.name)
    this.#bystanders.notify('service.stop', { service: service.name })
    if (this.services.size > 0) return
    for (const resolve of this.#waitingForEnd) resolve()
    this.#waitingForEnd.clear()
  }
}
