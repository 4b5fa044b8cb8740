/** The errors that this package rejects and throws. */
import { STATUS, type StatusCode } from './constants.ts'

/** The name of a status number; a number without a name is an unknown error. */
export function statusCode(status: number): StatusCode {
  for (const [code, number] of Object.entries(STATUS)) if (number === status) return code as StatusCode
  return 'UNKNOWN_ERROR'
}

export interface ErrorPlace {
  /** Path of the object. */
  readonly object?: string | undefined
  readonly method?: string | undefined
  readonly message?: string | undefined
  readonly cause?: unknown
}

/** `OBJECT.METHOD`, or what there is of it. */
export function nameOf(place: ErrorPlace): string {
  return [place.object, place.method].filter((part) => part !== undefined).join('.')
}

/** An answer that is not OK. A handler throws it to answer with that status. */
export class UbusError extends Error {
  override readonly name: string = 'UbusError'
  readonly code: StatusCode
  /** The number on the wire. */
  readonly status: number
  readonly object: string | undefined
  readonly method: string | undefined

  constructor(status: StatusCode | number, place: ErrorPlace = {}) {
    const code = typeof status === 'number' ? statusCode(status) : status
    const name = nameOf(place)
    super(
      place.message ?? (name === '' ? code : `${name}: ${code}`),
      place.cause === undefined ? {} : { cause: place.cause },
    )
    this.code = code
    this.status = typeof status === 'number' ? status : STATUS[status]
    this.object = place.object
    this.method = place.method
  }
}

/** No answer in time. */
export class TimeoutError extends UbusError {
  override readonly name = 'TimeoutError'

  constructor(place: ErrorPlace, timeoutMs: number) {
    super('TIMEOUT', { ...place, message: `No reply to ${nameOf(place)} within ${timeoutMs} ms` })
  }
}

/** The connection ended before the answer came, or there was none. */
export class ConnectionClosedError extends UbusError {
  override readonly name = 'ConnectionClosedError'

  constructor(place: ErrorPlace) {
    super('CONNECTION_FAILED', {
      ...place,
      message: place.message ?? `Connection closed before a reply to ${nameOf(place)}`,
    })
  }
}

/** The caller gave up; `cause` is the signal's reason. */
export class AbortError extends Error {
  override readonly name = 'AbortError'
  readonly code = 'ABORTED'

  constructor(place: ErrorPlace, reason?: unknown) {
    super(`${nameOf(place)} was aborted`, { cause: reason })
  }
}

/** Bytes that are not ubus. In the framing of the stream it ends the connection. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError'
  readonly code = 'PROTOCOL'
}

/** Something to send that has no form on the wire: too long, too deep, out of range, not a value. Nothing was sent. */
export class EncodeError extends Error {
  override readonly name = 'EncodeError'
  readonly code = 'ENCODE'
}
