/**
 * Watches for changes of our nftables table and routing rules by other programs. Reads `nft monitor` and `ip monitor rule`,
 * which speak as the change happens; asks nothing by the clock.
 */

import { createBackoff } from '../machine/backoff.ts'
import type { Machine, Running } from '../machine/machine.ts'
import { type Message, message } from '../messages/message.ts'

/** A change of `inet aqtizim` as one transaction. */
export interface KernelChange {
  /** The first line of it, as nft prints it. */
  readonly what: string
  readonly lines: number
  /** Sets that are filled at run time and that it touched. */
  readonly filled: readonly string[]
  /** The mark that our own loads bear. */
  readonly mark: string | undefined
  /** Process that made it, and its name, as the kernel gives them; it is mostly gone by now. */
  readonly pid: number
  readonly process: string
}

/** Values that came into a set that is filled at run time, or left it otherwise than by their time. */
export type Filled = (set: string, values: readonly string[], isAdded: boolean) => void

/** An address without its times. */
const firstWord = (element: string) => element.split(' ', 1)[0] ?? ''

/** Who may fill the sets that are filled at run time: no other program has a reason to. */
const resolverProgram = 'dnsmasq'

/**
 * Collects the lines of `nft monitor` into transactions; the kernel ends each with `# new generation N by process P (NAME)`.
 * `isFixed` says which sets the list and the settings fix; the elements of all others are the resolver's everyday work.
 */
export function createMonitorReader(
  isFixed: (set: string) => boolean,
  onChange: (change: KernelChange) => void,
  onFilled: Filled = () => {},
) {
  let first: string | undefined
  let everyday: string | undefined
  let mark: string | undefined
  let filled = new Set<string>()
  let lines = 0

  function end(pid: string, process: string): void {
    const what = first ?? (process === resolverProgram ? undefined : everyday)
    if (what !== undefined) onChange({ what, lines, mark, filled: [...filled], pid: Number(pid), process })
    first = everyday = mark = undefined
    filled = new Set()
    lines = 0
  }

  return (line: string): void => {
    mark ??= /^add chain inet aqtizim (load_[0-9a-f]{12})\b/.exec(line)?.[1]
    const [, pid, process = ''] = /^# new generation \d+ by process (\d+) \((.*)\)$/.exec(line) ?? []
    if (pid !== undefined) end(pid, process)
    if (!/^(add|delete|insert|replace|reset)? ?\w+ inet aqtizim\b/.test(line)) return
    const [, verb, set, held = ''] = /^(add|delete) element inet aqtizim (\S+)(?: \{ (.*) \})?/.exec(line) ?? []
    if (set !== undefined && !isFixed(set)) onFilled(set, held.split(', ').map(firstWord), verb === 'add')
    // A removed element can only shut something: it timed out, or the resolver adds it again.
    if (set !== undefined && !isFixed(set) && verb === 'delete') return
    lines += 1
    if (set === undefined || isFixed(set)) first ??= line.slice(0, 200)
    else {
      everyday ??= line.slice(0, 200)
      filled.add(set)
    }
  }
}

export interface WatchOptions {
  readonly machine: Machine
  readonly isFixed: (set: string) => boolean
  readonly onKernelChange: (change: KernelChange) => void
  readonly onFilled?: Filled
  /** A routing rule came or went: the line of `ip monitor`. */
  readonly onRuleChange: (line: string) => void
  /** The watch itself was away, and is back: what happened meanwhile has to be compared. */
  readonly onBlind: () => void
}

/** Milliseconds before a monitor that ended is started again; each time twice as long while it does not stay. */
const restartMs = { first: 200, longest: 30_000 }
/** A monitor that runs for so many milliseconds stays. */
const stayMs = 2000

/** A monitor says so when the kernel had more to tell than it could take. */
const saysLoss = (line: string) => /^# ERROR|lost some|buffer space/i.test(line)

export interface Watch {
  /** For each monitor that does not run: what it would tell goes unnoticed. */
  faults(): readonly Message[]
  stop(): void
}

/** Keeps both monitors running until `stop`. */
export function startWatch({ machine, isFixed, onKernelChange, onFilled, onRuleChange, onBlind }: WatchOptions): Watch {
  const running = new Set<Running>()
  const away = new Map<string, Message>()
  let stopped = false

  function complain(name: string, status: number, said: string): void {
    const ended = said === '' ? message('program-ended', { status }) : message('as-said', { output: said })
    const reason = status === 127 ? message('program-absent') : ended
    const fault = message('monitor-away', { program: name, reason })
    if (!away.has(name)) machine.log('warning', fault.text)
    away.set(name, fault)
  }

  function keep(argv: readonly string[], onLine: (line: string) => void, backoff = createBackoff(restartMs)): void {
    const name = argv.join(' ')
    let said = ''
    const hear = (line: string) => (saysLoss(line) ? onBlind() : onLine(line))
    const hearError = (line: string) => {
      said = line.slice(0, 200)
      if (saysLoss(line)) onBlind()
    }
    const program = machine.start(argv, { onLines: (lines) => lines.forEach(hear), onErrorLine: hearError })
    running.add(program)
    let stays = false
    const settle = () => {
      stays = true
      // It hears only now for sure; what came before is compared once more.
      if (away.delete(name)) onBlind()
    }
    const settled = machine.timers.after(stayMs, settle).unref()
    void program.exited.then(({ status }) => {
      settled.stop()
      running.delete(program)
      if (stopped) return
      complain(name, status, said)
      if (stays) backoff.reset()
      const again = () => {
        if (stopped) return
        keep(argv, onLine, backoff)
        if (status !== 127) onBlind()
      }
      machine.timers.after(backoff.next(), again).unref()
    })
  }

  keep(['nft', 'monitor'], createMonitorReader(isFixed, onKernelChange, onFilled))
  keep(['ip', 'monitor', 'rule'], onRuleChange)
  return {
    faults: () => [...away.values()],
    stop() {
      stopped = true
      for (const program of running) program.stop()
    },
  }
}
