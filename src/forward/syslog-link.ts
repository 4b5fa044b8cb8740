/** Opens a connection to a syslog server: TLS (RFC 5425) or plain TCP (RFC 6587). */

import { connect as connectTcp, isIP, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import type { Files } from '../machine/machine.ts'
import { type Message, message, reasonOf } from '../messages/message.ts'
import type { Target } from '../settings/forward-target.ts'
import { describe, LinkError } from './link-errors.ts'

export interface SyslogLink {
  /** Resolves when there is room for more; rejects where the link breaks, or nothing is taken for too long. */
  write(bytes: Buffer): Promise<void>
  /**
   * Ends our half, and resolves when the other side has read everything and ended its own. Rejects where it breaks off
   * instead: then nobody knows what arrived.
   */
  finish(): Promise<void>
  /** What broke it, as long as `finish` was not called. */
  readonly broken: Error | undefined
  /** Settles when it is over, however it ended. */
  readonly over: Promise<void>
  destroy(): void
}

export interface Timeouts {
  /** Milliseconds until a connection has to stand, until written octets have to be taken, until an end is answered. */
  readonly connectMs: number
  readonly stallMs: number
  readonly finishMs: number
}

export type Dial = (target: Target) => Promise<SyslogLink>

function readPem(files: Pick<Files, 'readFileSync'>, option: string, path: string): Buffer {
  try {
    const bytes = Buffer.from(files.readFileSync(path))
    if (bytes.includes('-----BEGIN ')) return bytes
  } catch (error) {
    const says = message('pem-unreadable', { option, file: path, reason: reasonOf(error) })
    throw new LinkError({ says, isCertificate: true })
  }
  throw new LinkError({ says: message('pem-wrong', { option, file: path }), isCertificate: true })
}

/** The files are read each time: a renewed certificate counts at the next connection. */
function open(files: Pick<Files, 'readFileSync'>, { host, port, tls, ca, cert, key }: Target): Socket {
  if (!tls) return connectTcp({ host, port })
  return connectTls({
    host,
    port,
    minVersion: 'TLSv1.2',
    rejectUnauthorized: true,
    ...(isIP(host) === 0 && { servername: host }),
    ...(ca !== undefined && { ca: readPem(files, 'ca', ca) }),
    ...(cert !== undefined && { cert: readPem(files, 'cert', cert) }),
    ...(key !== undefined && { key: readPem(files, 'key', key) }),
  })
}

/** Rejects with `LinkError`. */
export function createDial(files: Pick<Files, 'readFileSync'>, timeouts: Timeouts): Dial {
  return (target) =>
    new Promise((resolve, reject) => {
      const fail = (error: Error) => reject(new LinkError(describe(error, target.ca)))
      let socket: Socket
      try {
        socket = open(files, target)
      } catch (error) {
        fail(error as Error)
        return
      }
      const timer = setTimeout(() => socket.destroy(timedOut()), timeouts.connectMs)
      socket.on('error', fail)
      socket.once('close', () => fail(new LinkError({ says: message('server-closes-at-once'), isCertificate: false })))
      socket.once(target.tls ? 'secureConnect' : 'connect', () => {
        clearTimeout(timer)
        resolve(new SocketLink(socket, target, timeouts))
      })
      socket.once('close', () => clearTimeout(timer))
    })
}

const timedOut = () => Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' })

/** Milliseconds in which a server that misses our certificate ends a connection, with or without a TLS alert. */
const YOUNG_MS = 2000

class SocketLink implements SyslogLink {
  readonly over: Promise<void>
  broken: Error | undefined
  readonly #socket: Socket
  readonly #timeouts: Timeouts
  #finishing = false
  #clean = false

  constructor(socket: Socket, target: Target, timeouts: Timeouts) {
    this.#socket = socket
    this.#timeouts = timeouts
    socket.setKeepAlive(true, 30_000)
    // A syslog server has nothing to say; what it says all the same is read, so that its end is heard.
    socket.resume()
    const young = setTimeout(() => {
      mayWant = false
    }, YOUNG_MS)
    let mayWant = target.tls && target.cert === undefined
    const fail = (reason: Message, isCertificate = false) => {
      const says = mayWant && !isCertificate ? message('server-wants-certificate', { reason }) : reason
      this.broken ??= new LinkError({ says, isCertificate })
    }
    this.over = new Promise((resolve) => {
      socket.on('error', (error) => {
        const { says, isCertificate } = describe(error, target.ca)
        fail(says, isCertificate)
      })
      socket.on('end', () => {
        this.#clean = this.#finishing && this.broken === undefined
        if (!this.#finishing) fail(message('server-closed'))
      })
      socket.on('close', () => {
        clearTimeout(young)
        if (!this.#clean) fail(message('server-ended'))
        resolve()
      })
    })
  }

  async write(bytes: Buffer): Promise<void> {
    if (this.broken !== undefined) throw this.broken
    if (this.#socket.write(bytes)) return
    const drained = new Promise<void>((resolve) => this.#socket.once('drain', resolve))
    await this.#within(this.#timeouts.stallMs, drained, message('server-takes-nothing'))
    if (this.broken !== undefined) throw this.broken
  }

  async finish(): Promise<void> {
    if (this.broken !== undefined) throw this.broken
    this.#finishing = true
    this.#socket.end()
    await this.#within(this.#timeouts.finishMs, this.over, message('server-no-end'))
    if (this.broken !== undefined) throw this.broken
  }

  destroy(): void {
    this.#socket.destroy()
  }

  /** Breaks the link where neither comes in time. */
  async #within(ms: number, wanted: Promise<void>, otherwise: Message): Promise<void> {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<'late'>((resolve) => {
      timer = setTimeout(() => resolve('late'), ms)
    })
    const first = await Promise.race([wanted, this.over, late])
    clearTimeout(timer)
    if (first !== 'late') return
    this.broken ??= new LinkError({ says: otherwise, isCertificate: false })
    this.#socket.destroy()
  }
}
