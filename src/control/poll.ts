/**
 * Checks every few seconds whether settings or networks have changed: an editor of a file notifies nobody, and netifd sends no
 * event when the provider changes a prefix.
 */
import type { Machine } from '../machine/machine.ts'
import type { Timer } from '../machine/timers.ts'

export interface PollTools {
  readonly machine: Pick<Machine, 'log' | 'timers'>
  /** Undefined where nothing has changed; else a text that stands for what there is now. */
  readonly unread: () => Promise<string | undefined>
  readonly refresh: (reason: string) => Promise<void>
  /** Milliseconds between two questions. Default 10,000. */
  readonly everyMs?: number
  /** Milliseconds that a change has to stay as it is: an editor may be half way through the file. Default 1000. */
  readonly againMs?: number
}

export function startPoll({ machine, unread, refresh, everyMs = 10_000, againMs = 1000 }: PollTools) {
  let timer: Timer
  let stopped = false
  let before: string | undefined

  async function look(): Promise<number> {
    const now = await unread()
    if (now === undefined || now !== before) {
      before = now
      return now === undefined ? everyMs : againMs
    }
    before = undefined
    machine.log('info', 'settings or networks have changed, and nobody said so')
    await refresh('a change that nobody told of')
    return everyMs
  }

  async function turn(): Promise<void> {
    // ubus may be away; that is told elsewhere, and what is in force stays.
    const wait = await look().catch(() => everyMs)
    if (!stopped) timer = machine.timers.after(wait, () => void turn())
  }

  timer = machine.timers.after(everyMs, () => void turn())
  return {
    stop() {
      stopped = true
      timer.stop()
    },
  }
}
