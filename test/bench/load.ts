/**
 * Defines the load of a bench, and its target. Runs inside a namespace, bounded in count and time:
 *   load serve PORT                answers the ClientHello of a connection with 1 KB, or with as many bytes as its SNI asks
 *                                  for (`b1000.NAME`), and closes. No cryptography: that would be the most of the work.
 *   load work                      does what each line of its input, a `Job` as JSON, says, and prints a `Done` as JSON;
 *                                  one process for many jobs, so that all of them find it warm
 */
import { createSocket } from 'node:dgram'
import { connect, createServer, type NetConnectOpts, type Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { Duplex } from 'node:stream'
import { connect as connectTls } from 'node:tls'

export interface Target {
  readonly address: string
  readonly name: string
}

export type Job =
  | {
      readonly kind: 'hellos'
      readonly targets: readonly Target[]
      readonly port: number
      readonly count: number
      readonly concurrency: number
      readonly limitMs: number
    }
  /** What a browser does with a name of several addresses: the next one when one fails or keeps silent (RFC 8305). */
  | {
      readonly kind: 'fallback'
      readonly name: string
      readonly addresses: readonly string[]
      readonly port: number
      readonly count: number
      readonly concurrency: number
      readonly limitMs: number
    }
  /** A page: all its names at once, each for A, AAAA and HTTPS. */
  | {
      readonly kind: 'page'
      readonly server: string
      readonly port: number
      readonly names: readonly string[]
      readonly count: number
      readonly concurrency: number
      readonly limitMs: number
    }
  | {
      readonly kind: 'names'
      readonly server: string
      readonly port: number
      readonly names: readonly string[]
      readonly count: number
      readonly concurrency: number
      readonly limitMs: number
    }

export interface Done {
  readonly done: number
  readonly failed: number
  /** Of the whole job. */
  readonly ms: number
  readonly bytes: number
  /** From the first packet to the first byte of an answer, in milliseconds: of the median one. */
  readonly median: number
}

/** A ClientHello as Node's own OpenSSL says it. */
function captureHello(name: string): Promise<Buffer> {
  return new Promise((resolve) => {
    const wire = new Duplex({
      read() {},
      write(chunk: Buffer) {
        resolve(chunk)
      },
    })
    // It waits for an answer that never comes, and ends with the process.
    connectTls({ socket: wire, servername: name }).on('error', () => {})
  })
}

function serve(port: number): void {
  const block = Buffer.alloc(65_536, 0x17)
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.once('data', (hello) => {
      const wanted = Number(/b(\d+)\.[a-z]/.exec(hello.toString('latin1'))?.[1] ?? 1024)
      let left = wanted
      const more = () => {
        while (left > 0) {
          const piece = block.subarray(0, Math.min(left, block.length))
          left -= piece.length
          if (!socket.write(piece)) return
        }
        socket.end()
      }
      socket.on('drain', more)
      more()
    })
  })
  server.listen({ port, host: '0.0.0.0', backlog: 4096 }, () => process.stdout.write('ready\n'))
}

/** Milliseconds to the first byte, and how many bytes came; rejects when none does. */
function sayHello(hello: Buffer, to: NetConnectOpts): Promise<{ ms: number; bytes: number }> {
  return new Promise((resolve, reject) => {
    const started = performance.now()
    let first = Number.NaN
    let bytes = 0
    const socket: Socket = connect({ noDelay: true, ...to }, () => socket.write(hello))
    socket.setTimeout(5000, () => socket.destroy())
    socket.on('data', (data) => {
      if (bytes === 0) first = performance.now() - started
      bytes += data.length
    })
    socket.on('error', () => {})
    socket.on('close', () => (bytes > 0 ? resolve({ ms: first, bytes }) : reject(new Error('closed without a byte'))))
  })
}

const types = { A: 1, AAAA: 28, HTTPS: 65 } as const

/** A question (RFC 1035, 4.1). */
function question(id: number, name: string, type: number): Buffer {
  const labels = name.split('.').flatMap((label) => [Buffer.from([label.length]), Buffer.from(label)])
  const head = Buffer.from([id >> 8, id & 255, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0])
  return Buffer.concat([head, ...labels, Buffer.from([0, 0, type, 0, 1])])
}

/** One socket, questions told apart by their id. */
function openResolver(server: string, port: number) {
  const socket = createSocket('udp4')
  const waiting = new Map<number, () => void>()
  let id = 0
  socket.on('message', (answer) => waiting.get(answer.readUInt16BE(0))?.())
  socket.on('error', () => {})
  const ask = (name: string, type: keyof typeof types = 'A'): Promise<{ ms: number; bytes: number }> =>
    new Promise((resolve, reject) => {
      id = (id + 1) & 0xffff
      const own = id
      const started = performance.now()
      const timer = setTimeout(() => settle(() => reject(new Error('no answer'))), 2000)
      const settle = (then: () => void) => {
        clearTimeout(timer)
        waiting.delete(own)
        then()
      }
      waiting.set(own, () => settle(() => resolve({ ms: performance.now() - started, bytes: 1 })))
      socket.send(question(own, name, types[type]), port, server)
    })
  return { ask, close: () => socket.close() }
}

async function work(job: Job, one: (turn: number) => Promise<{ ms: number; bytes: number }>): Promise<Done> {
  const started = performance.now()
  const times: number[] = []
  let [turn, failed, bytes] = [0, 0, 0]
  const worker = async () => {
    while (turn < job.count && performance.now() - started < job.limitMs) {
      turn += 1
      try {
        const got = await one(turn)
        times.push(got.ms)
        bytes += got.bytes
      } catch {
        failed += 1
      }
    }
  }
  await Promise.all(Array.from({ length: job.concurrency }, worker))
  const ms = performance.now() - started
  const sorted = times.sort((a, b) => a - b)
  return { done: times.length, failed, ms, bytes, median: sorted[Math.floor(sorted.length / 2)] ?? Number.NaN }
}

/** Resolves when the last question of the page is answered; rejects where one is not. */
async function openPage(job: Extract<Job, { kind: 'page' }>): Promise<Done> {
  const { ask, close } = openResolver(job.server, job.port)
  const page = async () => {
    const started = performance.now()
    await Promise.all(job.names.flatMap((name) => [ask(name, 'A'), ask(name, 'AAAA'), ask(name, 'HTTPS')]))
    return { ms: performance.now() - started, bytes: 1 }
  }
  try {
    return await work(job, page)
  } finally {
    close()
  }
}

async function fallBack(job: Extract<Job, { kind: 'fallback' }>): Promise<Done> {
  const hello = await captureHello(job.name)
  const found = job.addresses.map((address) => ({ address, family: 4 }))
  // RFC 8305, 5: a quarter of a second until the next address is tried beside the first.
  const to: NetConnectOpts = {
    ...{ host: job.name, port: job.port, autoSelectFamily: true, autoSelectFamilyAttemptTimeout: 250 },
    lookup: (_name, _options, done) => done(null, found),
  }
  return work(job, () => sayHello(hello, to))
}

async function run(job: Job): Promise<Done> {
  if (job.kind === 'page') return openPage(job)
  if (job.kind === 'fallback') return fallBack(job)
  if (job.kind === 'names') {
    const { ask, close } = openResolver(job.server, job.port)
    try {
      return await work(job, (turn) => ask(job.names[turn % job.names.length] ?? ''))
    } finally {
      close()
    }
  }
  const hellos = await Promise.all(job.targets.map(({ name }) => captureHello(name)))
  return work(job, (turn) => {
    const at = turn % job.targets.length
    return sayHello(hellos[at] ?? Buffer.alloc(0), { host: job.targets[at]?.address ?? '', port: job.port })
  })
}

async function workLineByLine(): Promise<void> {
  process.stdout.write('ready\n')
  for await (const line of createInterface({ input: process.stdin }))
    process.stdout.write(`${JSON.stringify(await run(JSON.parse(line) as Job))}\n`)
  process.exit(0)
}

const [verb, argument = ''] = process.argv.slice(2)
if (verb === 'serve') serve(Number(argument))
else await workLineByLine()
