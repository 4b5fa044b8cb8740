/** Refreshes on events of procd and netifd about settings or networks, on SIGHUP, and when polling finds a change. */
import type { Ubus } from 'ubus-client'
import type { Machine } from '../machine/machine.ts'
import type { Controller } from './controller.ts'
import type { DaemonBus } from './daemon-events.ts'
import { startPoll } from './poll.ts'

export interface TriggerTools {
  readonly machine: Machine
  readonly ubus: Ubus
  readonly controller: Controller
  readonly events: DaemonBus
  readonly refresh: (reason: string) => Promise<void>
}

/** Settings and networks change behind us; procd and netifd say so, or a signal, or nobody. */
export async function followChanges({ machine, ubus, controller, events, refresh }: TriggerTools) {
  const ours = ['aqtizim', 'network', 'system']
  await ubus.subscribe(
    'service',
    ({ config }, { method }) => {
      if (method === 'config.change' && typeof config === 'string' && ours.includes(config))
        void refresh(`a change of ${config}`)
    },
    { wait: true },
  )
  await ubus.listen('network.interface', () => void refresh('a change of the networks'))
  events.on('hang-up', () => void refresh('SIGHUP'))
  return startPoll({ machine, unread: () => controller.unread(), refresh })
}
