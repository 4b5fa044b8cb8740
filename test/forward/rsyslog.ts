/** A real rsyslogd on loopback, with a configuration and a folder of its own. */
import { type ChildProcess, spawn } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'
import { until as hold } from '../patience.ts'

export const until = (holds: () => boolean | Promise<boolean>) => hold(String(holds), holds, undefined, 20)

/**
 * Below the ports that the kernel gives to outgoing connections: a server that is killed and started again must find its own
 * free, and whoever asks meanwhile whether it answers must not be connected with itself.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = 12_000 + Math.floor(Math.random() * 20_000)
    if (await isFree(port)) return port
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}

const answers = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy()
      resolve(true)
    }).on('error', () => resolve(false))
  })

/** A copy: AppArmor's profile of Ubuntu holds the one in its place to the places of its own. */
export function copyRsyslogd(folder: string): string {
  const copy = join(folder, 'rsyslogd')
  copyFileSync('/usr/sbin/rsyslogd', copy)
  return copy
}

export class Rsyslog {
  readonly port: number
  readonly folder: string
  readonly #before: readonly string[]
  readonly #program: string
  #child: ChildProcess | undefined

  /** `configuration` as rsyslog.conf has it; `before`: words before the program. */
  constructor(folder: string, port: number, configuration: string, before: readonly string[] = []) {
    this.#before = before
    this.folder = folder
    this.port = port
    mkdirSync(folder, { recursive: true })
    this.#program = copyRsyslogd(folder)
    writeFileSync(join(folder, 'rsyslog.conf'), configuration)
  }

  async start(): Promise<void> {
    const paths = ['-f', join(this.folder, 'rsyslog.conf'), '-i', join(this.folder, 'pid')]
    const [first = '', ...rest] = [...this.#before, this.#program, '-n', ...paths]
    const child = spawn(first, rest, { stdio: ['ignore', 'pipe', 'pipe'] })
    let said = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += String(chunk)))
    this.#child = child
    await until(() => {
      if (child.exitCode !== null) throw new Error(`rsyslogd ended: ${said}`)
      return answers(this.port)
    })
  }

  /** Ends it as a power cut would. */
  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const child = this.#child
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill(signal)
    await ended
  }

  /** Of its process while it runs. */
  get pid(): number | undefined {
    return this.#child?.pid
  }

  signal(signal: NodeJS.Signals): void {
    this.#child?.kill(signal)
  }

  lines(name: string): string[] {
    const path = join(this.folder, name)
    return existsSync(path) ? readFileSync(path, 'utf8').split('\n').slice(0, -1) : []
  }
}
