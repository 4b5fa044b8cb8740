/** Provides objects: methods that others call, and notifications to subscribers. */
import { encodeTable } from './blobmsg.ts'
import type { Clock } from './clock.ts'
import { ConnectionClosedError, type ErrorPlace } from './errors.ts'
import { type LimitOptions, within } from './limit.ts'
import { notifyAndWait, notifySilently, type SubscriberReply } from './notify.ts'
import type { Registration, Registrations } from './registration.ts'
import { type Handler, type ReportError, serve } from './serve.ts'
import type { Route } from './session.ts'
import { type ArgumentTypes, encodeSignature } from './signature.ts'
import type { InputTable } from './values.ts'

export interface Method {
  /** Shown to others (`ubus -v list`). Nobody checks it on the way: the handler does. */
  readonly args?: ArgumentTypes
  readonly handler: Handler
}

export interface Methods {
  readonly [name: string]: Method
}

export interface NotifyOptions extends Partial<LimitOptions> {
  /** Wait for what the subscribers answer. */
  readonly reply?: boolean
}

export interface RegisteredObject {
  readonly path: string
  /** Its id on the present connection. */
  readonly id: number | undefined
  /** Whether anybody has subscribed. */
  readonly active: boolean
  /**
   * Tells the subscribers. With `reply` it gives what each of them answered, those that did not in time with the code
   * TIMEOUT; without, an empty list as soon as it is written. Rejects with ConnectionClosedError, EncodeError, UbusError.
   */
  notify(type: string, data?: InputTable, options?: NotifyOptions): Promise<SubscriberReply[]>
  /** Takes it off the bus, for good. */
  remove(): Promise<void>
}

export interface ProvideOptions {
  readonly registrations: Registrations
  readonly clock: Clock
  readonly timeoutMs: number
  readonly report: ReportError
  /** The first subscriber came (true), or the last one went. */
  onActive(active: boolean): void
}

export async function provide(path: string, methods: Methods, options: ProvideOptions): Promise<RegisteredObject> {
  const { registrations, report, onActive } = options
  // A Map, because the names in INVOKE are the caller's: `constructor` is not a method of ours.
  const handlers = new Map(Object.entries(methods).map(([name, method]) => [name, method.handler]))
  let activeIn: unknown
  const route: Route = {
    invoke: (session, message, attributes) =>
      void serve(session, message, attributes, path, handlers.get(attributes.method ?? ''), report),
    active: (active) => {
      activeIn = active ? registrations.whereIs(registration)?.session : undefined
      onActive(active)
    },
  }
  const registration: Registration = {
    place: { object: path },
    attributes: { path, signature: encodeSignature(methods) },
    route,
  }
  await registrations.keep(registration)
  return {
    path,
    get id() {
      return registrations.whereIs(registration)?.objectId
    },
    get active() {
      const spot = registrations.whereIs(registration)
      return spot !== undefined && activeIn === spot.session
    },
    notify: (type, data = {}, notifyOptions = {}) => notify(registration, type, data, notifyOptions, options),
    remove: () => registrations.forget(registration),
  }
}

async function notify(
  registration: Registration,
  type: string,
  data: InputTable,
  { reply = false, timeoutMs, signal }: NotifyOptions,
  options: ProvideOptions,
): Promise<SubscriberReply[]> {
  const place: ErrorPlace = { ...registration.place, method: type }
  const spot = options.registrations.whereIs(registration)
  if (spot === undefined) {
    const message = `${registration.place.object} could not notify ${type}: it is not on the bus`
    throw new ConnectionClosedError({ ...place, message })
  }
  const bytes = encodeTable(data)
  if (!reply) {
    notifySilently(spot, type, bytes, place)
    return []
  }
  const limit = { timeoutMs: timeoutMs ?? options.timeoutMs, signal }
  return await within(options.clock, place, limit, (ended) => notifyAndWait(spot, type, bytes, place, ended))
}
