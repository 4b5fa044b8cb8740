/** Sends commands to HAProxy's stats socket, one connection each. */
import { connect } from 'node:net'
import type { AskGate } from './gate.ts'

export interface GateSocketOptions {
  /** Default 15,000. */
  readonly timeoutMs?: number
}

/** Rejects with Node's own errors (`ENOENT`, `ECONNREFUSED`) where no gate listens, and after the timeout. */
export function gateSocket(path: string, { timeoutMs = 15_000 }: GateSocketOptions = {}): AskGate {
  return (command) =>
    new Promise((resolve, reject) => {
      const socket = connect(path)
      const chunks: Buffer[] = []
      const timer = setTimeout(
        () => socket.destroy(new Error(`the gate at ${path} did not answer in ${timeoutMs} ms`)),
        timeoutMs,
      )
      socket.on('data', (chunk) => chunks.push(chunk))
      socket.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')))
      socket.on('error', reject)
      socket.on('close', () => {
        clearTimeout(timer)
        reject(new Error(`the gate at ${path} closed the connection`))
      })
      socket.write(command.endsWith('\n') ? command : `${command}\n`)
    })
}
