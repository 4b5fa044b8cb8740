/** Implements `Machine` with Node's own files, processes and clocks. */
import { spawn } from 'node:child_process'
import * as fs from 'node:fs'
import type { Readable } from 'node:stream'
import type { LineHandlers, LogLevel, Machine, Ran, Running, RunOptions } from './machine.ts'
import type { Timer, Timers } from './timers.ts'

/** Programs answer in the words that our parsers know, whatever the router's language. */
const environment = { ...process.env, LC_ALL: 'C' }

/** In words that say what is missing: the next reader may be no programmer. */
function describe(program: string | undefined, { code, message }: NodeJS.ErrnoException): string {
  return code === 'ENOENT' ? `the program ${program} is missing` : `${program}: ${code ?? message}`
}

/** More output than this is no answer that we asked for. */
const outputLimit = 64 * 1024 * 1024

export function run(argv: readonly string[], options: RunOptions = {}): Promise<Ran> {
  return new Promise((resolve) => {
    const child = spawn(argv[0] ?? '', argv.slice(1), { env: environment, stdio: ['pipe', 'pipe', 'pipe'] })
    const out: Buffer[] = []
    const err: Buffer[] = []
    let size = 0
    const take = (list: Buffer[]) => (chunk: Buffer) => {
      size += chunk.length
      if (size > outputLimit) child.kill('SIGKILL')
      else list.push(chunk)
    }
    child.stdout.on('data', take(out))
    child.stderr.on('data', take(err))
    const timer = setTimeout(() => child.kill('SIGKILL'), options.timeoutMs ?? 30_000)
    const settle = (status: number, note = '') => {
      clearTimeout(timer)
      resolve({
        status,
        stdout: Buffer.concat(out).toString(),
        stderr: Buffer.concat(err).toString() + note,
      })
    }
    child.on('error', (error: NodeJS.ErrnoException) => settle(127, describe(argv[0], error)))
    child.on('close', (status, signal) => settle(status ?? (signal === 'SIGKILL' ? 137 : 143)))
    // A program that ends without reading its input is told by its status, not by this pipe.
    child.stdin.on('error', () => {})
    child.stdin.end(options.input ?? '')
  })
}

/** Hands whole lines on, and keeps the rest for the next chunk; a line without end is cut at 64 KiB. */
function lineSplitter(hand: (lines: string[]) => void): (chunk: Buffer) => void {
  let rest = ''
  return (chunk) => {
    const lines = (rest + chunk.toString('latin1')).split('\n')
    rest = (lines.pop() ?? '').slice(-65_536)
    if (lines.length > 0) hand(lines)
  }
}

/** So many octets are handed on without waiting for more. */
const GATHERED = 65_536

/**
 * Hands on what came within `ms` as one chunk. The stream itself is read at once: a program whose output waits in the pipe
 * waits as well, and conntrack then loses events.
 */
function gather(stream: Readable, ms: number, hand: (chunk: Buffer) => void): void {
  let [chunks, size] = [[] as Buffer[], 0]
  let timer: NodeJS.Timeout | undefined
  const flush = () => {
    clearTimeout(timer)
    timer = undefined
    const all = chunks
    chunks = []
    size = 0
    if (all.length > 0) hand(Buffer.concat(all))
  }
  stream.on('data', (chunk: Buffer) => {
    chunks.push(chunk)
    size += chunk.length
    if (size >= GATHERED) flush()
    else timer ??= setTimeout(flush, ms)
  })
  stream.on('end', flush)
}

export function start(argv: readonly string[], handlers: LineHandlers): Running {
  const child = spawn(argv[0] ?? '', argv.slice(1), { env: environment, stdio: ['ignore', 'pipe', 'pipe'] })
  const hand = lineSplitter(handlers.onLines)
  if (handlers.gatherMs === undefined) child.stdout.on('data', hand)
  else gather(child.stdout, handlers.gatherMs, hand)
  child.stderr.on(
    'data',
    lineSplitter((lines) => {
      for (const line of lines) handlers.onErrorLine?.(line)
    }),
  )
  const exited = new Promise<{ status: number }>((resolve) => {
    child.on('error', () => resolve({ status: 127 }))
    child.on('close', (status) => resolve({ status: status ?? 143 }))
  })
  return { pid: child.pid, stop: (signal = 'SIGTERM') => void child.kill(signal), exited }
}

const timerOf = (handle: NodeJS.Timeout): Timer => ({
  stop: () => clearTimeout(handle),
  unref: () => timerOf(handle.unref()),
})

/** Node's own. */
export const nodeTimers: Timers = {
  after: (ms, run) => timerOf(setTimeout(run, ms)),
  every: (ms, run) => timerOf(setInterval(run, ms)),
}

/** Where information goes. Warnings and errors always go to standard error. */
export type NewsStream = 'stdout' | 'stderr'

/**
 * procd logs standard output as `daemon.info` and standard error as `daemon.err`, and reads no level (instance.c): so the
 * daemon's news is on the one and what is wrong on the other. A command's standard output is its result.
 */
export function nodeMachine(news: NewsStream = 'stderr'): Machine {
  const write = (level: LogLevel, message: string) => {
    const isNews = level === 'info' || level === 'debug'
    process[isNews ? news : 'stderr'].write(`${level === 'warning' ? 'warning: ' : ''}${message}\n`)
  }
  return {
    files: fs,
    run,
    start,
    now: () => Date.now(),
    uptime: () => performance.now(),
    timers: nodeTimers,
    log: write,
  }
}
