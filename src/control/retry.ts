/** Refreshes the controller after a change, and again until it succeeds. */
import { createBackoff } from '../machine/backoff.ts'
import type { Machine } from '../machine/machine.ts'
import type { Timer } from '../machine/timers.ts'
import type { Controller } from './controller.ts'

/** Milliseconds until what failed is tried again, each time twice as long; a change that comes meanwhile ends the wait. */
const retryMs = { first: 1000, longest: 60_000 }

/** Milliseconds until what was refused, or does not answer, is tried again; each time twice as long. */
const backoffMs = { first: 5000, longest: 300_000 }

/** Whose objects of ubus they are: what of OpenWrt has to be started again where one is away. */
const providers: Readonly<Record<string, string>> = {
  uci: 'rpcd',
  session: 'rpcd',
  'network.interface': 'network',
}

/** What failed; where an object of ubus is away, also which service brings it back. */
export function describeFailure(error: Error): string {
  const { code, object } = error as { code?: unknown; object?: unknown }
  const service = code === 'NOT_FOUND' && typeof object === 'string' ? providers[object] : undefined
  return service === undefined ? error.message : `${error.message}; run: service ${service} restart`
}

/** Refreshes after a change, and again until it succeeds; changes that come meanwhile share the next round. */
export function createRefresher(machine: Machine, controller: Controller) {
  let wanted = false
  let running = false
  let timer: Timer | undefined
  let wake = () => {}
  /** Why the last attempt failed: said once. */
  let said = ''
  const backoff = createBackoff(backoffMs)
  const retries = createBackoff(retryMs)

  async function attempt(reason: string): Promise<void> {
    try {
      const { state } = await controller.refresh()
      timer?.stop()
      if (said !== '') machine.log('info', `after ${reason}: it works again`)
      said = ''
      retries.reset()
      if (state.enforced || !state.settings.enabled) backoff.reset()
      else {
        timer = machine.timers.after(backoff.next(), () => void refresh('a new attempt')).unref()
      }
    } catch (error) {
      const why = describeFailure(error as Error)
      if (why !== said) machine.log('error', `after ${reason}: ${why}; trying again, less and less often`)
      said = why
      wanted = true
      await new Promise<void>((resolve) => {
        const wait = machine.timers.after(retries.next(), resolve)
        wake = () => {
          wait.stop()
          resolve()
        }
      })
      wake = () => {}
    }
  }

  async function refresh(reason: string): Promise<void> {
    wanted = true
    wake()
    if (running) return
    running = true
    while (wanted) {
      wanted = false
      await attempt(reason)
    }
    running = false
  }
  return refresh
}
