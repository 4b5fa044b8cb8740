/**
 * Notices who changes our part of the kernel besides us. Reads `nft monitor` and `ip monitor rule`, which speak as the
 * change happens; asks nothing by the clock.
 */
import type { Machine, Running } from '../machine.ts'

/** A change of `inet aqtizim` as one transaction. */
export interface KernelChange {
  /** The first line of it, as nft prints it. */
  readonly what: string
  readonly lines: number
  /** Process that made it, and its name, as the kernel gives them; it is mostly gone by now. */
  readonly pid: number
  readonly process: string
}

/** What a pupil's traffic or the resolver changes all the time: elements of sets that are filled at run time. */
const isEverydayElement = (line: string, isFixed: (set: string) => boolean) => {
  const [, set] = /^(?:add|delete) element inet aqtizim (\S+)/.exec(line) ?? []
  return set !== undefined && !isFixed(set)
}

/**
 * Collects the lines of `nft monitor` into transactions; the kernel ends each with `# new generation N by process P (NAME)`.
 * `isFixed` says which sets the list and the settings fix, so that an element more is a change.
 */
export function createMonitorReader(isFixed: (set: string) => boolean, onChange: (change: KernelChange) => void) {
  let first: string | undefined
  let count = 0
  return (line: string): void => {
    const [, pid, process] = /^# new generation \d+ by process (\d+) \((.*)\)$/.exec(line) ?? []
    if (pid !== undefined) {
      if (first !== undefined) onChange({ what: first, lines: count, pid: Number(pid), process: process ?? '' })
      first = undefined
      count = 0
    } else if (
      /^(add|delete|insert|replace|reset)? ?\w+ inet aqtizim\b/.test(line) &&
      !isEverydayElement(line, isFixed)
    ) {
      first ??= line.slice(0, 200)
      count += 1
    }
  }
}

export interface WatchOptions {
  readonly machine: Machine
  readonly isFixed: (set: string) => boolean
  readonly onKernelChange: (change: KernelChange) => void
  /** A routing rule came or went: the line of `ip monitor`. */
  readonly onRuleChange: (line: string) => void
  /** The watch itself was away, and is back: what happened meanwhile has to be compared. */
  readonly onBlind: () => void
}

/** Milliseconds before a monitor that ended is started again. */
const restartMs = 200

/** Keeps both monitors running until `stop`. */
export function startWatch({ machine, isFixed, onKernelChange, onRuleChange, onBlind }: WatchOptions) {
  const running = new Set<Running>()
  let stopped = false

  function keep(argv: readonly string[], onLine: (line: string) => void, isAgain = false): void {
    if (stopped) return
    const program = machine.start(argv, { onLines: (lines) => lines.forEach(onLine) })
    running.add(program)
    if (isAgain) onBlind()
    void program.exited.then(() => {
      running.delete(program)
      setTimeout(() => keep(argv, onLine, true), restartMs).unref()
    })
  }

  keep(['nft', 'monitor'], createMonitorReader(isFixed, onKernelChange))
  keep(['ip', 'monitor', 'rule'], (line) => onRuleChange(line))
  return {
    stop() {
      stopped = true
      for (const program of running) program.stop()
    },
  }
}
