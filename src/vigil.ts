/** All that goes by the clock in the daemon: the rounds of checks, the look-out for devices, the bell of the timetable. */
import { startBell } from './bell.ts'
import type { Check } from './health/check.ts'
import { startLookout } from './lookout.ts'
import { Rounds, type RoundTools } from './rounds.ts'

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

export function startVigil(tools: RoundTools): Vigil {
  const { machine, enforcer, event } = tools
  const rounds = new Rounds(tools)
  const lookout = startLookout({ machine, enforcer, event })
  const bell = startBell({ machine, enforcer, event })
  rounds.start()
  return {
    health: () => rounds.health(),
    faults: () => [...rounds.faults().map(({ text }) => text), ...lookout.faults()],
    approved: (version) => rounds.approved(version),
    follow: () => void rounds.follow(),
    async stop() {
      bell.stop()
      lookout.stop()
      await rounds.stop()
    },
  }
}
