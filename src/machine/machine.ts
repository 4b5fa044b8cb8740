/**
 * Defines the outside world as an argument: files, programs, clocks, timers, log. Code that has effects takes a `Machine` (or
 * a pick of it) as an argument, so that a test gives it another one and nothing needs patching.
 */
import type * as fs from 'node:fs'
import type { Timers } from './timers.ts'

/** The files that aqtizim works on: a pick of `node:fs`, so that memfs fits as well. Errors are Node's own (`code`). */
export type Files = Pick<
  typeof fs,
  | 'readFileSync'
  | 'writeFileSync'
  | 'appendFileSync'
  | 'existsSync'
  | 'mkdirSync'
  | 'readdirSync'
  | 'renameSync'
  | 'linkSync'
  | 'unlinkSync'
  | 'statSync'
  | 'statfsSync'
  | 'fstatSync'
  | 'chmodSync'
  | 'openSync'
  | 'readSync'
  | 'writeSync'
  | 'closeSync'
  | 'fsyncSync'
  | 'ftruncateSync'
>

/** What a program that ran to its end left behind. */
export interface Ran {
  /** Exit status; 127 where the program is missing, 128 + signal where it was killed. */
  readonly status: number
  readonly stdout: string
  readonly stderr: string
}

export interface RunOptions {
  /** Given to the program's standard input. */
  readonly input?: string
  /** Milliseconds, then the program is killed (status 137). Default 30 000. */
  readonly timeoutMs?: number
}

/** A program that goes on running, read line by line. */
export interface Running {
  readonly pid: number | undefined
  /** Ends the program; `exited` then settles. */
  stop(signal?: NodeJS.Signals): void
  /** Settles once, when the program is gone. */
  readonly exited: Promise<{ status: number }>
}

export interface LineHandlers {
  /** Many lines at once, in their order and without their line ends. */
  onLines(lines: readonly string[]): void
  onErrorLine?(line: string): void
  /** Milliseconds that lines may gather before they are handed over: a call for each costs more than the line. Default 0. */
  readonly gatherMs?: number
}

export type LogLevel = 'debug' | 'info' | 'warning' | 'error'

export interface Machine {
  readonly files: Files
  /** Runs a program without a shell: `argv[0]` is found on PATH, the rest reaches it as it is. Never rejects. */
  run(argv: readonly string[], options?: RunOptions): Promise<Ran>
  /** Starts a program without a shell and hands over its lines. */
  start(argv: readonly string[], handlers: LineHandlers): Running
  /** Wall clock, ms since the epoch (UTC). It may jump. */
  now(): number
  /** Monotonic clock, ms from an arbitrary start. It never jumps. */
  uptime(): number
  readonly timers: Timers
  /** One line to the daemon's log (procd hands it on to logd). */
  log(level: LogLevel, message: string): void
}
