/** A machine without effects: files in memory, programs that a test plays, a clock that stands still. */
import { memfs } from 'memfs'
import type { Files, LineHandlers, LogLevel, Machine, Ran, RunOptions } from '../../src/machine/machine.ts'
import { MovedClock } from './moved-clock.ts'

/** A program that was started and stays, until the test ends it. */
export interface FakeProgram {
  readonly argv: readonly string[]
  readonly handlers: LineHandlers
  /** Ends it; settles when those who waited for it have heard. */
  end(status: number): Promise<void>
}

export interface FakeMachine extends Machine {
  /** What was run to its end, as one line each. */
  readonly ran: string[]
  readonly started: FakeProgram[]
  readonly said: { readonly level: LogLevel; readonly message: string }[]
  /** Moves both clocks on, and runs what is due meanwhile, in its order. */
  pass(ms: number): void
  /** The same, step by step: settles when those who waited for a timer have gone on as well. */
  elapse(ms: number): Promise<void>
  /** Milliseconds from now until each timer that stands. */
  standing(): number[]
}

type Play = (argv: readonly string[], options: RunOptions | undefined) => Partial<Ran> | undefined

/** `play` says what a program answers; what it leaves out is a success without a word. */
export function fakeMachine(play: Play = () => undefined, files: Record<string, string> = {}): FakeMachine {
  const ran: string[] = []
  const started: FakeProgram[] = []
  const said: FakeMachine['said'][number][] = []
  const clock = new MovedClock(Date.UTC(2026, 8, 1))
  const start = (argv: readonly string[], handlers: LineHandlers) => {
    let settle: (ended: { status: number }) => void = () => {}
    const exited = new Promise<{ status: number }>((resolve) => {
      settle = resolve
    })
    const end = async (status: number) => {
      settle({ status })
      await new Promise((resolve) => setImmediate(resolve))
    }
    started.push({ argv, handlers, end })
    return { pid: started.length, stop: () => settle({ status: 143 }), exited }
  }
  return {
    ran,
    started,
    said,
    files: memfs(files).fs as unknown as Files,
    run: async (argv, options) => {
      ran.push(argv.join(' '))
      return { status: 0, stdout: '', stderr: '', ...play(argv, options) }
    },
    start,
    now: () => clock.now,
    uptime: () => clock.now,
    timers: clock,
    log: (level, message) => void said.push({ level, message }),
    pass: (ms) => clock.pass(ms),
    elapse: (ms) => clock.elapse(ms),
    standing: () => clock.standing(),
  }
}
