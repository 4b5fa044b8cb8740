/** Asks the gate over HTTP for a name, as a browser does, and the router for the time, as a PC does. */
import { createSocket } from 'node:dgram'
import { connect } from 'node:net'
import { connect as connectTls } from 'node:tls'

export interface ProbeAnswer {
  /** 0 where there was no answer. */
  readonly status: number
  readonly error?: string
}

/** Never rejects. Only the status line is read. A router at its limits answers late, which is no fault of the gate's. */
export function probeGate(port: number, host: string, timeoutMs = 5000): Promise<ProbeAnswer> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port })
    let text = ''
    const settle = (answer: ProbeAnswer) => {
      clearTimeout(timer)
      socket.destroy()
      resolve(answer)
    }
    const timer = setTimeout(() => settle({ status: 0, error: 'ETIMEOUT' }), timeoutMs)
    socket.on('connect', () => socket.write(`GET / HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`))
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1')
      const status = /^HTTP\/1\.[01] ([0-9]{3}) /.exec(text)?.[1]
      if (status !== undefined) settle({ status: Number(status) })
      else if (text.length > 1024) settle({ status: 0, error: 'it does not speak HTTP' })
    })
    socket.on('error', (error: NodeJS.ErrnoException) => settle({ status: 0, error: error.code ?? error.message }))
    socket.on('close', () => settle({ status: 0, error: 'it closed the connection' }))
  })
}

/**
 * Whether the gate's port for TLS leads to the site that is named: one that answers as TLS does, whoever it says that it is. Never
 * rejects.
 */
export function probeTls(port: number, name: string, timeoutMs = 5000): Promise<boolean> {
  return new Promise((resolve) => {
    // Nothing is sent over it: the PCs check certificates themselves.
    const socket = connectTls({ host: '127.0.0.1', port, servername: name, rejectUnauthorized: false })
    const settle = (reached: boolean) => {
      clearTimeout(timer)
      socket.destroy()
      resolve(reached)
    }
    const timer = setTimeout(() => settle(false), timeoutMs)
    socket.on('secureConnect', () => settle(true))
    // An alert is an answer of the site: it has read our first message.
    socket.on('error', ({ code = '' }: NodeJS.ErrnoException) =>
      settle(code.startsWith('ERR_SSL_') && /ALERT/.test(code)),
    )
    socket.on('close', () => settle(false))
  })
}

/** A client's question of NTP version 4: mode 3, and nothing else set (RFC 5905, 7.3). */
const timeQuestion = Buffer.from([0x23, ...new Array<number>(47).fill(0)])

/**
 * Asks an address for the time over NTP. Undefined where a server (mode 4) answered, else what went wrong (`ECONNREFUSED`,
 * `ETIMEOUT`). Never rejects.
 */
export function probeTime(address: string, timeoutMs = 5000, port = 123): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4')
    const settle = (fault?: string) => {
      clearTimeout(timer)
      socket.close()
      resolve(fault)
    }
    const timer = setTimeout(() => settle('ETIMEOUT'), timeoutMs)
    socket.once('message', (answer) => {
      const isServer = answer.length >= 48 && ((answer[0] ?? 0) & 7) === 4
      settle(isServer ? undefined : 'it does not speak NTP')
    })
    socket.once('error', (error: NodeJS.ErrnoException) => settle(error.code ?? error.message))
    // A connected socket is told when nobody listens there.
    socket.connect(port, address, () => socket.send(timeQuestion, () => {}))
  })
}
