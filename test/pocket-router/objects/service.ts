/** The object `service` of procd (service.c). Containers, jails, watchdogs and validation rules are left out. */

import { constants } from 'node:os'
import { type Field, type InputTable, STATUS } from 'ubus-client'
import { pickArguments, pickFields } from '../arguments.ts'
import type { Instance } from '../instance.ts'
import { type LocalMethod, type LocalObject, method } from '../local-client.ts'
import type { Service, Supervisor } from '../supervisor.ts'

const update = {
  name: 'string',
  script: 'string',
  instances: 'table',
  triggers: 'array',
  validate: 'array',
  autostart: 'int8',
  data: 'table',
} as const

const one = { name: 'string', instance: 'string' } as const

/** `notify` reaches the object's subscribers. */
export function createService(
  supervisor: Supervisor,
  notify: (type: string, data: InputTable) => void,
  configChanged: (config: string) => void,
): LocalObject {
  return {
    path: 'service',
    methods: {
      set: setMethod(supervisor, false),
      add: setMethod(supervisor, true),
      list: method({ name: 'string', verbose: 'int8' }, ({ name, verbose = false }) => list(supervisor, name, verbose)),
      delete: method(one, ({ name, instance }) =>
        withService(supervisor, name, (service) => {
          if (instance === undefined) supervisor.delete(service)
          else return withInstance(service, instance, (found) => stop(found))
          return STATUS.OK
        }),
      ),
      signal: method({ ...one, signal: 'int32' }, ({ name, instance, signal = constants.signals.SIGHUP }) =>
        withService(supervisor, name, (service) => {
          if (instance !== undefined) return withInstance(service, instance, (found) => found.signal(signal))
          return [...service.instances.values()].map((found) => found.signal(signal)).at(-1) ?? STATUS.OK
        }),
      ),
      ...updateMethods(supervisor),
      event: method({ type: 'string', data: 'table' }, ({ type, data }) => {
        if (type === undefined || data === undefined) return STATUS.INVALID_ARGUMENT
        supervisor.trigger(type, data)
        notify('event.trigger', { type, data })
        if (type !== 'config.change' || typeof data.package !== 'string') return STATUS.OK
        notify('config.change', { config: data.package })
        configChanged(data.package)
        return STATUS.OK
      }),
      validate: method({ package: 'string', type: 'string', service: 'string' }, () => ({})),
      ...dataMethods(supervisor),
      state: method({ spawn: 'int8', name: 'string' }, ({ spawn, name }) => {
        if (spawn === undefined) return STATUS.INVALID_ARGUMENT
        return withService(supervisor, name, (service) => {
          for (const instance of [...service.instances.values()]) {
            if (spawn && !instance.running) instance.start()
            if (!spawn && instance.running) instance.stop(false)
          }
          return STATUS.OK
        })
      }),
      watchdog: method({ mode: 'int32', timeout: 'int32', ...one }, () => STATUS.NOT_FOUND),
    },
  }
}

function setMethod(supervisor: Supervisor, keep: boolean): LocalMethod {
  const call = (fields: readonly Field[]) => {
    const { name, triggers, autostart, data } = pickArguments(fields, update)
    if (name === undefined) return STATUS.INVALID_ARGUMENT
    const [instances] = pickFields(fields, { instances: 'table' })
    const named = instances?.type === 'table' ? instances.value : undefined
    supervisor.set(name, { instances: named, triggers, autostart, data }, keep)
    return STATUS.OK
  }
  return { signature: update, call }
}

/** Between the two, `add` names what is to stay. */
function updateMethods(supervisor: Supervisor): LocalObject['methods'] {
  return {
    update_start: method({ name: 'string' }, ({ name }) => {
      if (name === undefined) return STATUS.INVALID_ARGUMENT
      return withService(supervisor, name, (service) => {
        service.stale = new Set(service.instances.keys())
        return STATUS.OK
      })
    }),
    update_complete: method({ name: 'string' }, ({ name }) => {
      if (name === undefined) return STATUS.INVALID_ARGUMENT
      return withService(supervisor, name, (service) => {
        for (const stale of service.stale) service.instances.get(stale)?.stop(true)
        service.stale.clear()
        return STATUS.OK
      })
    }),
  }
}

/** What services say about themselves, by service, or of one type. */
function dataMethods(supervisor: Supervisor): LocalObject['methods'] {
  return {
    get_data: method({ ...one, type: 'string' }, ({ name, type }) => {
      const chosen = [...supervisor.services.values()].filter((service) => name === undefined || service.name === name)
      const entries = chosen.flatMap((service) => {
        const merged = { ...service.data, ...Object.assign({}, ...[...service.instances.values()].map((i) => i.data)) }
        const shown = Object.entries(merged).filter(([key]) => type === undefined || key === type)
        return shown.length > 0 ? [[service.name, Object.fromEntries(shown)] as const] : []
      })
      return Object.fromEntries(entries) as InputTable
    }),
    set_data: method({ ...one, data: 'table' }, ({ name, data }) => {
      if (name === undefined || data === undefined) return STATUS.INVALID_ARGUMENT
      return withService(supervisor, name, (service) => {
        service.data = data
        return STATUS.OK
      })
    }),
  }
}

function list(supervisor: Supervisor, name: string | undefined, verbose: boolean): InputTable {
  const services = [...supervisor.services.values()]
    .filter((service) => name === undefined || service.name === name)
    .sort((a, b) => (a.name < b.name ? -1 : 1))
  return Object.fromEntries(services.map((service) => [service.name, describe(service, verbose)]))
}

function describe(service: Service, verbose: boolean): InputTable {
  const instances = [...service.instances.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
  return {
    ...(service.autostart ? {} : { autostart: false }),
    ...(Object.keys(service.data).length > 0 ? { data: service.data } : {}),
    ...(instances.length > 0
      ? { instances: Object.fromEntries(instances.map((instance) => [instance.name, instance.describe()])) }
      : {}),
    ...(verbose && service.triggers.length > 0 ? { triggers: service.triggers } : {}),
  }
}

function withService(supervisor: Supervisor, name: string | undefined, act: (service: Service) => number): number {
  const service = supervisor.services.get(name ?? '')
  return service === undefined ? STATUS.NOT_FOUND : act(service)
}

function withInstance(service: Service, name: string, act: (instance: Instance) => number): number {
  const instance = service.instances.get(name)
  return instance === undefined ? STATUS.NOT_FOUND : act(instance)
}

function stop(instance: Instance): number {
  instance.stop(true)
  return STATUS.OK
}
