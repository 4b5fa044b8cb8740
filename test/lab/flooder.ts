/**
 * A PC that floods the gate, run in a namespace of the lab, and what it counted as one line of JSON:
 *
 *   flooder ADDRESS4 ADDRESS6 SLOW QUICK [ask]
 *
 * First SLOW connections, of which each says half a word and waits; it says `ready` when they have been tried. Then QUICK
 * ones, each with a hello of 16 KiB or a request of one byte, some hundred at a time, and more of them until its standard
 * input is closed. With `ask` the slow ones begin to ask for a site. Ends by itself after ten minutes at most.
 */
import { connect, type Socket } from 'node:net'
import { pause } from '../patience.ts'

const [address4 = '', address6 = '', slowText = '0', quickText = '0', mode] = process.argv.slice(2)
const seen = { slow: 0, quick: 0, connected: 0, ended: 0 }
setTimeout(() => process.exit(1), 600_000).unref()
let isEnough = false
process.stdin.resume().on('close', () => {
  isEnough = true
})

/** A TLS record with a hello in it that says it has 16 KiB, and has. */
const size = 16_384
const hello = Buffer.alloc(5 + size)
hello.set([0x16, 3, 1, size >> 8, size & 255, 1, 0, (size - 4) >> 8, (size - 4) & 255, 3, 3])

type Part = readonly [port: number, bytes: Buffer | string]
const asking = 'POST /.aqtizim/ask HTTP/1.1\r\nHost: vk.test\r\nContent-Length: 100\r\n\r\nreason='
const usual: readonly Part[] = [
  [443, hello],
  [443, hello.subarray(0, 9000)],
  [80, 'G'],
  [80, `GET / HTTP/1.1\r\nHost: bilimland.test\r\nX: ${'x'.repeat(12_000)}`],
]

const parts = mode === 'ask' ? ([[80, asking]] as const) : usual

function open(at: number): Socket {
  const [port, bytes] = parts[at % parts.length] ?? [443, '']
  const socket = connect({ host: at % 8 < 4 ? address4 : address6, port }, () => {
    seen.connected += 1
    socket.write(bytes)
  })
  socket.on('error', () => {})
  socket.on('close', () => {
    seen.ended += 1
  })
  socket.resume()
  return socket
}

async function wave(count: number, ms: number): Promise<Socket[]> {
  const sockets = Array.from({ length: count }, (_, at) => open(at))
  await pause(ms)
  return sockets
}

const slow: Socket[] = []
const many = Math.min(400, Number(slowText))
for (; seen.slow < Number(slowText); seen.slow += many) slow.push(...(await wave(many, 300)))
console.log('ready')
if (Number(quickText) === 0) while (!isEnough) await pause(50)
for (; !isEnough || seen.quick < Number(quickText); seen.quick += 500)
  for (const socket of await wave(500, 300)) socket.destroy()
const held = slow.filter((socket) => !socket.destroyed && !socket.connecting).length
for (const socket of slow) socket.destroy()
console.log(JSON.stringify({ ...seen, held }))
