/**
 * The load of `npm run lab:journal`: many PCs in one namespace, each with an address of its own. Runs inside it:
 *   load ADDRESS...      does what each line of its input, a `Job` as JSON, says, prints a `Sent` as JSON, and ends with
 *                        its input
 */
import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { connect } from 'node:net'
import { createInterface } from 'node:readline'

/** `share`s are parts of 1; the rest are datagrams to listed addresses, which the kernel lets through. */
export interface Job {
  readonly flows: number
  /** Flows a second; 0 for as fast as it goes. */
  readonly rate: number
  /** Connections to a listed address, which the kernel lets through. */
  readonly tcpShare: number
  /** Requests to a listed name, which go through the gate. */
  readonly gateShare: number
  /** Datagrams to a port that is not listed. */
  readonly refusedShare: number
}

export interface Sent {
  readonly sent: number
  readonly ms: number
}

const pcs: { readonly address: string; readonly socket: Socket }[] = []
/** Each job goes on to new destinations: one that was tried before would be the same flow. */
let turn = 0

/** Of 198.18.64.0/22, without its first and last address. */
function listed(number: number): string {
  const place = 1 + (number % 1022)
  return `198.18.${64 + (place >> 8)}.${place & 255}`
}

function open(localAddress: string, host: string, port: number, text: string): void {
  const socket = connect({ host, port, localAddress })
  socket.setTimeout(3000, () => socket.destroy())
  socket.on('error', () => {})
  socket.on('connect', () => (text === '' ? socket.end() : socket.write(text)))
  socket.resume()
}

const request = 'GET / HTTP/1.1\r\nHost: bilimland.test\r\nConnection: close\r\n\r\n'

function sendOne(job: Job): void {
  const pc = pcs[turn % pcs.length]
  if (pc === undefined) return
  const place = Math.floor(turn / pcs.length)
  turn += 1
  // Spread evenly over time and PCs: a golden part of the turn, without a seed.
  const part = (turn * 0.618_034) % 1
  if (part < job.tcpShare) open(pc.address, '198.18.12.4', 2222, '')
  else if (part < job.tcpShare + job.gateShare) open(pc.address, '198.18.10.1', 80, request)
  else if (part < job.tcpShare + job.gateShare + job.refusedShare) pc.socket.send('x', 9999, listed(place % 20))
  else pc.socket.send('x', 5060, listed(place))
}

async function work(job: Job): Promise<Sent> {
  const started = performance.now()
  let sent = 0
  while (sent < job.flows) {
    const due = job.rate === 0 ? job.flows : Math.min(job.flows, ((performance.now() - started) / 1000) * job.rate)
    // A socket keeps what it cannot send yet: let it, now and then.
    for (let some = 0; sent < due && some < 400; some += 1, sent += 1) sendOne(job)
    await new Promise((resolve) => setTimeout(resolve, job.rate === 0 ? 0 : 5))
  }
  return { sent, ms: performance.now() - started }
}

for (const address of process.argv.slice(2)) {
  const socket = createSocket('udp4')
  // The kernel tells of what was refused; that is expected.
  socket.on('error', () => {})
  socket.bind(0, address)
  await once(socket, 'listening')
  pcs.push({ address, socket })
}
process.stdout.write('ready\n')
for await (const line of createInterface({ input: process.stdin }))
  process.stdout.write(`${JSON.stringify(await work(JSON.parse(line) as Job))}\n`)
process.exit(0)
