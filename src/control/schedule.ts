/** Refreshes the rules when a room's hours, an entry's days or what was opened on demand begin or end. */

import { isClockSet } from '../machine/clock.ts'
import { localTime } from '../machine/local-time.ts'
import type { Machine } from '../machine/machine.ts'
import type { Timer } from '../machine/timers.ts'
import { nextBoundary, shutRooms } from '../timetable/timetable.ts'
import { changesBetween } from '../whitelist/open-now.ts'
import type { Controller } from './controller.ts'
import type { OnDemand } from './on-demand.ts'

export interface ScheduleTools {
  readonly machine: Pick<Machine, 'now' | 'log' | 'timers'>
  readonly controller: Pick<Controller, 'state' | 'refresh' | 'openings'>
  /** What is open on demand ends by it. */
  readonly onDemand: Pick<OnDemand, 'look'>
  /** A row in the journal. */
  readonly event: (name: string, details: Record<string, string | number>) => void
  /** The wall's clock is looked at so often at least, since it may jump. Milliseconds; default 10,000. */
  readonly longestMs?: number
}

const isSame = (a: ReadonlySet<string>, b: ReadonlySet<string>) => a.size === b.size && [...a].every((id) => b.has(id))

export function startSchedule({ machine, controller, onDemand, event, longestMs = 10_000 }: ScheduleTools) {
  let timer: Timer | undefined
  let stopped = false
  let told = controller.state()?.shut ?? new Set<string>()

  /** Says which rooms the timetable has opened or shut since the last time. */
  function tell(shut: ReadonlySet<string>): void {
    for (const room of shut) if (!told.has(room)) event('hours', { room, state: 'shut' })
    for (const room of told) if (!shut.has(room)) event('hours', { room, state: 'open' })
    told = shut
  }

  async function look(): Promise<number> {
    const state = controller.state()
    if (state === undefined) return longestMs
    const { timetables } = state.settings
    const { format: local, date } = localTime(state.zone)
    const today = isClockSet(machine.now()) ? date(machine.now() / 1000) : undefined
    const isNewDay = changesBetween(state.version?.whitelist.sites ?? [], state.today, today)
    if (isNewDay || !isSame(shutRooms(timetables, machine.now(), local), state.shut)) await controller.refresh()
    tell(controller.state()?.shut ?? told)
    await onDemand.look()
    const now = machine.now()
    const boundaries = timetables.flatMap(({ hours }) => nextBoundary(hours, now, local, longestMs) ?? [])
    const nextEnd = controller.openings.nextEnd() ?? longestMs
    return Math.min(longestMs, nextEnd, ...boundaries.map((boundary) => boundary - now))
  }

  async function ring(): Promise<void> {
    const wait = await look().catch((error: Error) => {
      machine.log('error', `the timetable could not be followed: ${error.message}; trying again`)
      return 1000
    })
    if (!stopped) timer = machine.timers.after(Math.max(wait, 1), () => void ring())
  }

  void ring()
  return {
    stop() {
      stopped = true
      timer?.stop()
    },
  }
}
