/** The object `log` of logd: a ring of lines in memory. Streams, which hand over a file descriptor, are not offered. */

import { STATUS, type Table } from 'ubus-client'
import { type LocalObject, method } from '../local-client.ts'

const capacity = 1000
/** syslog's numbers: `user.info`; `daemon.info` and `daemon.err`. */
const userInfo = 14
const priorities = { info: 30, err: 27 } as const

export interface Log {
  readonly object: LocalObject
  /** A line of one of the router's own daemons, or of what procd runs. */
  readonly write: (message: string, level?: keyof typeof priorities) => void
  lines(): string[]
}

export function createLog(now: () => number): Log {
  const entries: Table[] = []
  let count = 0

  function add(message: string, priority: number): void {
    count += 1
    entries.push({ msg: message, id: count, priority, source: 1, time: now() })
    if (entries.length > capacity) entries.shift()
  }

  return {
    write: (message, level = 'info') => add(message, priorities[level]),
    lines: () => entries.map(({ msg }) => String(msg)),
    object: {
      path: 'log',
      methods: {
        read: method({ lines: 'int32', stream: 'int8', oneshot: 'int8' }, ({ lines = 0, stream = true }) => {
          if (stream) return STATUS.NOT_SUPPORTED
          return { log: lines > 0 ? entries.slice(-lines) : entries }
        }),
        write: method({ event: 'string' }, ({ event }) => {
          if (event !== undefined) add(event, userInfo)
          return STATUS.OK
        }),
      },
    },
  }
}
