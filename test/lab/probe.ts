/**
 * What curl and dig cannot try, from inside a PC's namespace:
 *   probe tcp HOST PORT TEXT       connects, sends TEXT, waits for an answer
 *   probe udp HOST PORT TEXT       sends TEXT in a datagram, waits for an answer
 * Prints one line of JSON, `{"answer": "..."}` or `{"error": "..."}`, and ends within two seconds.
 */
import { createSocket } from 'node:dgram'
import { connect, isIPv6 } from 'node:net'

type Result = { readonly answer: string } | { readonly error: string }

const [protocol, host = '', port = '', text = ''] = process.argv.slice(2)
const patience = 1500

function settle(result: Result): void {
  process.stdout.write(`${JSON.stringify(result)}\n`, () => process.exit(0))
}

function fail(error: NodeJS.ErrnoException): void {
  settle({ error: error.code ?? error.message })
}

function tryTcp(): void {
  let connected = false
  const socket = connect({ host, port: Number(port) }, () => {
    connected = true
    socket.write(text)
  })
  socket.once('data', (data) => settle({ answer: data.toString('latin1').slice(0, 200).trim() }))
  socket.once('error', fail)
  socket.once('close', () => settle({ error: connected ? 'closed without an answer' : 'not connected' }))
  setTimeout(() => settle({ error: connected ? 'connected, no answer' : 'no connection in time' }), patience)
}

function tryUdp(): void {
  const socket = createSocket(isIPv6(host) ? 'udp6' : 'udp4')
  // A connected socket is told when an ICMP error comes back.
  socket.connect(Number(port), host, () => socket.send(text))
  socket.once('message', (data) => settle({ answer: data.toString('latin1').slice(0, 200).trim() }))
  socket.once('error', fail)
  setTimeout(() => settle({ error: 'no answer' }), patience)
}

if (protocol === 'tcp') tryTcp()
else tryUdp()
