/** Refreshes on events of procd and netifd about settings or networks, on SIGHUP, and when polling finds a change. */
import type { Ubus } from 'ubus-client'
import type { Machine } from '../machine/machine.ts'
import type { Timer } from '../machine/timers.ts'
import type { Controller } from './controller.ts'
import type { DaemonBus } from './daemon-events.ts'
import { startPoll } from './poll.ts'

export interface TriggerTools {
  readonly machine: Pick<Machine, 'log' | 'timers'>
  readonly ubus: Pick<Ubus, 'subscribe' | 'listen'>
  readonly controller: Pick<Controller, 'unread'>
  readonly events: DaemonBus
  readonly refresh: (reason: string) => Promise<void>
}

/** Milliseconds. */
const retryMs = 10_000

/** Follows changes of settings and networks: by events of procd and netifd, by a signal, or, where nobody tells, by polling. */
export async function followChanges({ machine, ubus, controller, events, refresh }: TriggerTools) {
  const ours = ['aqtizim', 'network', 'system']
  let timer: Timer | undefined
  let stopped = false
  let isSaid = false
  const steps = [
    () =>
      ubus.subscribe(
        'service',
        ({ config }, { method }) => {
          if (method === 'config.change' && typeof config === 'string' && ours.includes(config))
            void refresh(`a change of ${config}`)
        },
        { wait: true },
      ),
    () => ubus.listen('network.interface', () => void refresh('a change of the networks')),
  ]

  /** A slow bus does not end the daemon: polling finds the changes that it does not tell. */
  async function follow(): Promise<void> {
    try {
      for (let step = steps[0]; step !== undefined; step = steps[0]) {
        await step()
        steps.shift()
      }
    } catch (error) {
      if (stopped) return
      const why = (error as Error).message
      if (!isSaid) machine.log('warning', `changes are found by looking, since ubus does not tell of them: ${why}`)
      isSaid = true
      timer = machine.timers.after(retryMs, () => void follow())
    }
  }

  events.on('hang-up', () => void refresh('SIGHUP'))
  await follow()
  const poll = startPoll({ machine, unread: () => controller.unread(), refresh })
  return {
    stop() {
      stopped = true
      timer?.stop()
      poll.stop()
    },
  }
}
