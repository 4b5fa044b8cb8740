/** Rings the timetable: when a room's hours begin or end by the clock on the wall, what follows is put into force. */
import type { Enforcer } from './enforce.ts'
import { localTime } from './logger/local-time.ts'
import type { Machine } from './machine.ts'
import { nextBoundary, shutRooms } from './timetable/timetable.ts'

export interface BellTools {
  readonly machine: Pick<Machine, 'now' | 'log'>
  readonly enforcer: Pick<Enforcer, 'state' | 'refresh'>
  /** A row in the journal. */
  readonly event: (name: string, details: Record<string, string | number>) => void
  /** The wall's clock is looked at so often at least, since it may jump. Milliseconds; default 10,000. */
  readonly longestMs?: number
}

const isSame = (a: ReadonlySet<string>, b: ReadonlySet<string>) => a.size === b.size && [...a].every((id) => b.has(id))

export function startBell({ machine, enforcer, event, longestMs = 10_000 }: BellTools) {
  let timer: NodeJS.Timeout | undefined
  let stopped = false
  let told = enforcer.state()?.shut ?? new Set<string>()

  /** Says which rooms the timetable has opened or shut since the last time. */
  function tell(shut: ReadonlySet<string>): void {
    for (const room of shut) if (!told.has(room)) event('hours', { room, state: 'shut' })
    for (const room of told) if (!shut.has(room)) event('hours', { room, state: 'open' })
    told = shut
  }

  async function look(): Promise<number> {
    const state = enforcer.state()
    if (state === undefined) return longestMs
    const { timetables } = state.settings
    const local = localTime(state.zone).format
    if (!isSame(shutRooms(timetables, machine.now(), local), state.shut)) await enforcer.refresh()
    tell(enforcer.state()?.shut ?? told)
    const now = machine.now()
    const bells = timetables.flatMap(({ hours }) => nextBoundary(hours, now, local, longestMs) ?? [])
    return Math.min(longestMs, ...bells.map((bell) => bell - now))
  }

  async function ring(): Promise<void> {
    const wait = await look().catch((error: Error) => {
      machine.log('error', `the timetable could not be followed: ${error.message}; trying again`)
      return 1000
    })
    if (!stopped) timer = setTimeout(() => void ring(), Math.max(wait, 1))
  }

  void ring()
  return {
    stop() {
      stopped = true
      clearTimeout(timer)
    },
  }
}
