/** Registers the ubus object `aqtizim`: arguments are checked here, and the caller is looked up. */
import { type Ubus, UbusError } from 'ubus-client'
import * as v from 'valibot'
import { describeIssue, schemas } from './arguments.ts'
import type { MethodName } from './contract.ts'
import type { Caller, Daemon } from './daemon.ts'

export const objectName = 'aqtizim'

type TypeName = 'string' | 'int32' | 'boolean'
/** Advisory types for `ubus -v list`; uhttpd adds `ubus_rpc_session` to every call. */
const signatures: Record<MethodName, Record<string, TypeName>> = {
  status: {},
  health: {},
  list_check: { text: 'string' },
  approve: { sha256: 'string', by: 'string', post: 'string', order: 'string', date: 'string', signature: 'string' },
  journal: {
    since: 'string',
    until: 'string',
    room: 'string',
    pc: 'string',
    site: 'string',
    verdict: 'string',
    limit: 'int32',
    open: 'boolean',
  },
  requests: {},
  request_decide: { name: 'string', decision: 'string' },
  room_set: { room: 'string', state: 'string' },
  lesson_start: { room: 'string', class: 'string' },
  lesson_end: { room: 'string' },
}

/** uhttpd calls as root and hands on the session; without one, the call came over the socket. */
async function callerOf(ubus: Ubus, session: unknown): Promise<Caller> {
  if (typeof session !== 'string') return { user: 'root' }
  const { values } = await ubus.call('session', 'get', { ubus_rpc_session: session, keys: ['username'] })
  const user = (values as { username?: unknown } | undefined)?.username
  if (typeof user !== 'string') throw new UbusError('PERMISSION_DENIED', { object: objectName })
  return { user }
}

export function register(ubus: Ubus, daemon: Daemon) {
  const methods = (Object.keys(schemas) as MethodName[]).map((name) => {
    const handler = async (args: Record<string, unknown>) => {
      const { ubus_rpc_session: session, ...rest } = args
      const caller = await callerOf(ubus, session)
      const checked = v.safeParse(schemas[name], rest)
      // ubus carries a status and nothing else with a failed call; a page needs to say which argument.
      if (!checked.success) return { error: describeIssue(checked.issues) }
      const method = daemon[name] as (args: unknown, caller: Caller) => Promise<object>
      try {
        return JSON.parse(JSON.stringify(await method(checked.output, caller)))
      } catch (error) {
        if (error instanceof RangeError) return { error: error.message }
        throw error
      }
    }
    return [name, { args: { ...signatures[name], ubus_rpc_session: 'string' as const }, handler }] as const
  })
  return ubus.add(objectName, Object.fromEntries(methods))
}
