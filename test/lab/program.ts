/** Programs that the lab runs: to their end, or for as long as the lab stands. */
import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { hangMs } from '../patience.ts'

export interface Ended {
  /** Exit status; 128 + 9 where it was killed for taking too long, 127 where there is no such program. */
  readonly status: number
  readonly stdout: string
  readonly stderr: string
}

/** A program that stays; its lines arrive while it runs. */
export interface Staying {
  readonly pid: number
  send(line: string): void
  /** Closes its standard input. */
  close(): void
  stop(signal?: NodeJS.Signals): void
  readonly ended: Promise<number>
}

export interface RunSettings {
  readonly input?: string
  /** Killed after it; the default is a hang. */
  readonly timeoutMs?: number
  readonly env?: NodeJS.ProcessEnv
}

// A session of its own: Ctrl-C in the terminal is for the lab, which then ends the others in order.
const apart: SpawnOptions = { detached: true, stdio: ['pipe', 'pipe', 'pipe'] }

/** What a person recognises the program by: without the words that enter a namespace, and not a screenful. */
function nameOf(argv: readonly string[]): string {
  const text = argv.slice(argv[0] === 'nsenter' ? argv.indexOf('--') + 1 : 0).join(' ')
  return text.length > 80 ? `${text.slice(0, 79)}…` : text
}

function collect(child: ChildProcess): { out: string; err: string } {
  const text = { out: '', err: '' }
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
    text.out += chunk
  })
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    text.err += chunk
  })
  return text
}

/** Runs a program to its end. It never rejects: what went wrong is in the status and on `stderr`. */
export function runProgram(argv: readonly string[], settings: RunSettings = {}): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(argv[0] ?? '', argv.slice(1), { ...apart, env: { ...process.env, ...settings.env } })
    const text = collect(child)
    let late = false
    const timer = setTimeout(() => {
      late = true
      child.kill('SIGKILL')
    }, settings.timeoutMs ?? hangMs)
    const settle = (status: number, note = '') => {
      clearTimeout(timer)
      resolve({ status, stdout: text.out, stderr: text.err + note })
    }
    child.on('error', (error) => settle(127, error.message))
    child.on('close', (status) => settle(late ? 137 : (status ?? 143)))
    child.stdin?.on('error', () => {})
    child.stdin?.end(settings.input ?? '')
  })
}

/** Runs a program that must succeed, and gives its output. */
export async function mustRun(argv: readonly string[], settings: RunSettings = {}): Promise<string> {
  const ended = await runProgram(argv, settings)
  if (ended.status === 0) return ended.stdout
  throw new Error(`${nameOf(argv)} ended with ${ended.status}: ${(ended.stderr || ended.stdout).trim()}`)
}

/**
 * Starts a program that stays, and waits until a line of its output fits `ready` (where that is given). Rejects, with what
 * the program said, if it ends or is silent for too long before.
 */
export function startProgram(
  argv: readonly string[],
  settings: {
    readonly ready?: RegExp
    readonly onLine?: (line: string) => void
    readonly onErrorLine?: (line: string) => void
    readonly env?: NodeJS.ProcessEnv
  },
): Promise<Staying> {
  return new Promise((resolve, reject) => {
    const child = spawn(argv[0] ?? '', argv.slice(1), { ...apart, env: { ...process.env, ...settings.env } })
    const said: string[] = []
    const fail = (why: string) => {
      clearTimeout(timer)
      child.kill('SIGKILL')
      reject(new Error(`${nameOf(argv)}: ${why}${said.length > 0 ? `: ${said.slice(-5).join(' / ')}` : ''}`))
    }
    const timer = setTimeout(() => fail('it hangs before it is ready'), hangMs)
    const ended = new Promise<number>((settle) => {
      child.on('close', (status) => {
        settle(status ?? 143)
        fail(`ended with ${status}`)
      })
    })
    child.on('error', (error) => fail(error.message))
    child.stdin?.on('error', () => {})
    const staying: Staying = {
      pid: child.pid ?? 0,
      send: (line) => void child.stdin?.write(`${line}\n`),
      close: () => void child.stdin?.end(),
      stop: (signal = 'SIGTERM') => void child.kill(signal),
      ended,
    }
    let waiting = true
    const hear = (line: string, hand?: (line: string) => void) => {
      hand?.(line)
      if (!waiting) return
      said.push(line)
      if (settings.ready?.test(line)) settle()
    }
    const settle = () => {
      waiting = false
      clearTimeout(timer)
      resolve(staying)
    }
    if (settings.ready === undefined) child.once('spawn', settle)
    if (child.stdout) createInterface(child.stdout).on('line', (line) => hear(line, settings.onLine))
    if (child.stderr) createInterface(child.stderr).on('line', (line) => hear(line, settings.onErrorLine))
  })
}
