/** Asks the gate over HTTP for a name, as a browser does. */
import { connect } from 'node:net'

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
