/** Refreshes the controller after a change, and again until it succeeds. */
import { createBackoff } from '../machine/backoff.ts'
import type { Machine } from '../machine/machine.ts'
import { sleep, type Timer } from '../machine/timers.ts'
import type { Controller } from './controller.ts'

/** Milliseconds between two attempts at something that failed. */
const retryMs = 1000

/** Milliseconds until what was refused, or does not answer, is tried again; each time twice as long. */
const backoffMs = { first: 5000, longest: 300_000 }

/** Refreshes after a change, and again until it succeeds; changes that come meanwhile share the next round. */
export function createRefresher(machine: Machine, controller: Controller) {
  let wanted = false
  let running = false
  let timer: Timer | undefined
  const backoff = createBackoff(backoffMs)

  async function attempt(reason: string): Promise<void> {
    try {
      const { state } = await controller.refresh()
      timer?.stop()
      if (state.enforced || !state.settings.enabled) backoff.reset()
      else {
        timer = machine.timers.after(backoff.next(), () => void refresh('a new attempt')).unref()
      }
    } catch (error) {
      machine.log('error', `after ${reason}: ${(error as Error).message}; trying again`)
      wanted = true
      await sleep(machine.timers, retryMs)
    }
  }

  async function refresh(reason: string): Promise<void> {
    wanted = true
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
