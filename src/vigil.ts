/** All that goes by the clock in the daemon: the rounds of checks, the look-out for devices, the bell of the timetable. */

import { startDeviceMonitor } from './alarms/device-monitor.ts'
import { startSchedule } from './control/schedule.ts'
import type { Check } from './health/check.ts'
import { Monitor, type MonitorTools } from './health/monitor.ts'

export interface Vigil {
  /** Makes all checks now. */
  health(): Promise<readonly Check[]>
  /** One sentence each: failed checks, and alarms of the last hour. */
  faults(): string[]
  /** A version was approved here and now: its files are no news. */
  approved(version: number): void
  /** A list took force: what the kernel made of it is what it has to stay. */
  follow(): void
  stop(): Promise<void>
}

export function startVigil(tools: MonitorTools): Vigil {
  const { machine, controller, event } = tools
  const rounds = new Monitor(tools)
  const deviceMonitor = startDeviceMonitor({ machine, controller, event })
  const bell = startSchedule({ machine, controller, event })
  rounds.start()
  return {
    health: () => rounds.health(),
    faults: () => [...rounds.faults().map(({ text }) => text), ...deviceMonitor.faults()],
    approved: (version) => rounds.approved(version),
    follow: () => void rounds.follow(),
    async stop() {
      bell.stop()
      deviceMonitor.stop()
      await rounds.stop()
    },
  }
}
