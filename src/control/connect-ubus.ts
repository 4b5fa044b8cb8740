/** Connects the daemon to ubus, and stays connected. */
import { connect, type Ubus } from 'ubus-client'
import type { Machine } from '../machine/machine.ts'
import { sleep } from '../machine/timers.ts'
import type { DaemonBus } from './daemon-events.ts'

const retryMs = 200

/** Resolves when ubusd answers for the first time: it may start later than the daemon. Each later connection is an event. */
export async function connectUbus(machine: Machine, socket: string, events: DaemonBus): Promise<Ubus> {
  let said = ''
  let isFirst = true
  const ubus = connect({
    path: socket,
    onConnect() {
      if (!isFirst) events.emit('connected')
      isFirst = false
      said = ''
    },
    onDisconnect: (error) => {
      if (error.message !== said) machine.log('warning', `no ubus: ${error.message}`)
      said = error.message
    },
    onHandlerError: (error, place) =>
      machine.log('error', `${place.object}.${place.method}: ${(error as Error).stack}`),
  })
  for (;;) {
    try {
      await ubus.ready()
      return ubus
    } catch {
      await sleep(machine.timers, retryMs)
    }
  }
}
