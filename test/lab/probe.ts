/**
 * What curl and dig cannot try, from inside a PC's namespace:
 *   probe tcp HOST PORT TEXT       connects, sends TEXT, waits for an answer
 *   probe udp HOST PORT TEXT       sends TEXT in a datagram, waits for an answer
 *   probe speak HOST PORT SIGN     connects and writes what its input says, a line at a time: bytes as hex, or `~50` for
 *                                  a pause of 50 ms; then takes what comes until SIGN, a regular expression, fits it
 *   probe datagrams HOST PORT      sends each line of its input, bytes as hex, in a datagram
 *   probe frames DEVICE            puts each line of its input, an Ethernet frame as hex, on the wire
 * Prints one line of JSON, `{"answer": "..."}` or `{"error": "..."}`, and ends. PROBE_PATIENCE_MS: how long it waits for an
 * answer.
 */
import { spawn } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { readFileSync } from 'node:fs'
import { connect, isIPv6 } from 'node:net'

type Result = { readonly answer: string } | { readonly error: string }

const [protocol, host = '', port = '', text = ''] = process.argv.slice(2)
const patience = Number(process.env.PROBE_PATIENCE_MS)
/** So long nothing more has to come for an answer to be whole. */
const quietMs = 1000

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

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

function readLines(): string[] {
  return readFileSync(0, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
}

/** Whether there is nothing more to learn: the site's own words, or a TLS server's (RFC 8446, 5.1). */
const isPlain = (got: string) => new RegExp(text).test(got) || got.startsWith('\x16\x03')

function speak(): void {
  let got = ''
  let isSaid = false
  let quiet: NodeJS.Timeout | undefined
  const finish = (error: string) => settle(got === '' ? { error } : { answer: got.slice(0, 4000) })
  const look = () => {
    clearTimeout(quiet)
    if (!isSaid || got === '') return
    if (isPlain(got)) finish('')
    else quiet = setTimeout(() => finish(''), quietMs)
  }
  const socket = connect({ host, port: Number(port) }, async () => {
    // Each line is a segment of its own.
    socket.setNoDelay(true)
    for (const line of readLines()) {
      if (line.startsWith('~')) await sleep(Number(line.slice(1)))
      else await new Promise((resolve) => socket.write(Buffer.from(line, 'hex'), resolve))
    }
    isSaid = true
    look()
  })
  socket.on('data', (data) => {
    got += data.toString('latin1')
    look()
  })
  socket.once('error', (error: NodeJS.ErrnoException) => finish(error.code ?? error.message))
  socket.once('close', () => finish('closed without an answer'))
  setTimeout(() => finish('no answer'), patience)
}

function sendDatagrams(): void {
  const socket = createSocket(isIPv6(host) ? 'udp6' : 'udp4')
  const got: string[] = []
  socket.connect(Number(port), host, async () => {
    for (const line of readLines()) {
      socket.send(Buffer.from(line, 'hex'))
      await sleep(20)
    }
    await sleep(700)
    settle(got.length === 0 ? { error: 'no answer' } : { answer: got.join(' ') })
  })
  socket.on('message', (data) => got.push(data.toString('hex')))
  socket.once('error', fail)
}

/** Node has no raw sockets; socat makes a frame of each datagram. */
async function sendFrames(): Promise<void> {
  const frames = readLines()
  const entrance = 20_000 + (process.pid % 40_000)
  const words = ['-d', '-d', '-u', `UDP4-RECV:${entrance},bind=127.0.0.1`, `INTERFACE:${host}`]
  const socat = spawn('socat', words, { stdio: ['ignore', 'ignore', 'pipe'] })
  socat.once('error', fail)
  await new Promise<void>((resolve) => socat.stderr.on('data', (text) => /data transfer/.test(`${text}`) && resolve()))
  const socket = createSocket('udp4')
  for (const [index, frame] of frames.entries()) {
    await new Promise((resolve) => socket.send(Buffer.from(frame, 'hex'), entrance, '127.0.0.1', resolve))
    if (index % 10 === 9) await sleep(2)
  }
  await sleep(150)
  socat.kill()
  settle({ error: `${frames.length} frames sent` })
}

if (protocol === 'tcp') tryTcp()
else if (protocol === 'speak') speak()
else if (protocol === 'datagrams') sendDatagrams()
else if (protocol === 'frames') await sendFrames()
else tryUdp()
