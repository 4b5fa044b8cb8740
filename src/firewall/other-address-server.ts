/** Answers the gate's questions for other addresses, on UDP at 127.0.0.1. */
import { createSocket } from 'node:dgram'
import type { Machine } from '../machine/machine.ts'
import { fixed } from './facts.ts'
import { keepAnswers } from './long-answers.ts'
import { createOtherAddresses } from './other-address.ts'
import { type Plan, resolverPort } from './plan.ts'
import { askAddresses, askLong } from './probe-resolver.ts'

export interface OtherAddressServer {
  readonly port: number
  close(): Promise<void>
}

/** Questions under work at once; more are not answered, and the gate goes on without. */
const atOnce = 100

/** Port 0 takes a free one. Rejects where the port is taken (`code: 'EADDRINUSE'`). */
export function startOtherAddressServer(
  port: number,
  answer: (message: Buffer) => Promise<Buffer | undefined>,
): Promise<OtherAddressServer> {
  const socket = createSocket('udp4')
  let working = 0
  socket.on('message', (message, peer) => {
    if (working >= atOnce) return
    working += 1
    const quiet = answer(message).catch(() => undefined)
    void quiet.then((reply) => {
      working -= 1
      // It may have been closed meanwhile; and who asked may be gone.
      if (reply !== undefined && !isClosed) socket.send(reply, peer.port, peer.address, () => {})
    })
  })
  let isClosed = false
  const close = () =>
    new Promise<void>((done) => {
      if (isClosed) return done()
      isClosed = true
      socket.close(() => done())
    })
  return new Promise((resolve, reject) => {
    socket.once('error', reject)
    socket.bind(port, '127.0.0.1', () => {
      socket.removeListener('error', reject)
      socket.on('error', () => {})
      resolve({ port: socket.address().port, close })
    })
  })
}

/**
 * Answers out of the resolvers of the plan that is in force; gives what ends it. Where the port is taken the daemon goes on without: the gate
 * then tries the other IP version alone.
 */
export async function startOtherAddresses(tools: {
  readonly machine: Pick<Machine, 'log' | 'uptime'>
  readonly plan: () => Plan | undefined
}): Promise<() => Promise<void>> {
  const { machine, plan } = tools
  const addresses = async (room: string, name: string, family: 4 | 6) => {
    const now = plan()
    const port = now === undefined ? undefined : resolverPort(now, room)
    return port === undefined ? [] : askAddresses(port, name, family)
  }
  const ask = (name: string, family: 4 | 6) => askLong(plan()?.facts.upstreams ?? [], name, family)
  const askKept = keepAnswers(ask, machine.uptime)
  const long = (name: string, family: 4 | 6) => {
    return plan()?.facts.longNames?.includes(name) ? askKept(name, family) : undefined
  }
  const answer = createOtherAddresses({ addresses, long, uptime: machine.uptime })
  try {
    return (await startOtherAddressServer(fixed.requestsPort, answer)).close
  } catch (error) {
    machine.log('warning', `the gate is not told other addresses of a site: ${(error as Error).message}`)
    return async () => {}
  }
}
