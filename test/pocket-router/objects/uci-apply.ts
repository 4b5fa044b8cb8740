/** `uci apply` of LuCI's "Save & Apply": commits a session's changes, and takes them back unless they are confirmed. */

import { STATUS } from 'ubus-client'
import { type LocalObject, method } from '../local-client.ts'
import type { UciChange } from '../uci-changes.ts'
import type { UciSurroundings } from './uci.ts'

interface Snapshot {
  readonly session: string
  readonly files: Map<string, { text: string; changes: readonly UciChange[] }>
  readonly timer: NodeJS.Timeout
}

const session = { ubus_rpc_session: 'string' } as const

export interface Applying {
  readonly methods: LocalObject['methods']
  /** Applied, and neither confirmed nor taken back: meanwhile nobody may commit or revert. */
  isPending(): boolean
}

export function createApplying(around: UciSurroundings): Applying {
  let pending: Snapshot | undefined

  function end(): void {
    clearTimeout(pending?.timer)
    pending = undefined
  }

  function rollBack(): void {
    const { session, files } = pending ?? {}
    end()
    for (const [config, { text, changes }] of files ?? []) {
      around.store.write(config, text)
      if (session !== undefined) around.store.stage(config, session, changes)
      around.committed(config)
    }
  }

  /** Only the session that applied may say what becomes of it. */
  function decide(sid: string | undefined, act: () => void): number {
    if (pending === undefined) return STATUS.NO_DATA
    if (sid === undefined) return STATUS.INVALID_ARGUMENT
    if (pending.session !== sid) return STATUS.PERMISSION_DENIED
    act()
    return STATUS.OK
  }

  const methods: LocalObject['methods'] = {
    apply: method({ rollback: 'int8', timeout: 'int32', ...session }, (given) => {
      const { ubus_rpc_session: sid, rollback = false, timeout = 30 } = given
      if (pending !== undefined && rollback) return STATUS.PERMISSION_DENIED
      if (sid === undefined) return STATUS.INVALID_ARGUMENT
      if (pending !== undefined) return STATUS.OK
      const configs = around.store.changed(sid)
      if (configs.length === 0) return STATUS.NO_DATA
      if (!configs.every((config) => around.mayAccess(sid, config, 'write'))) return STATUS.PERMISSION_DENIED
      const files = new Map(
        configs.map((config) => [
          config,
          { text: around.store.read(config) ?? '', changes: around.store.changes(config, sid) },
        ]),
      )
      if (rollback) {
        const timer = setTimeout(rollBack, timeout * 1000)
        timer.unref()
        pending = { session: sid, files, timer }
      }
      for (const config of configs) {
        around.store.commit(config, sid)
        around.committed(config)
      }
      return STATUS.OK
    }),
    confirm: method(session, (given) => decide(given.ubus_rpc_session, end)),
    rollback: method(session, (given) => decide(given.ubus_rpc_session, rollBack)),
  }
  return { methods, isPending: () => pending !== undefined }
}
