/** Finds out who calls a method: uhttpd calls as root and passes the session; a call without one came over the local socket. */
import type { InputTable, Table } from 'ubus-client'
import type { Role } from './contract.ts'
import type { Caller } from './daemon.ts'

export const roles: readonly Role[] = ['admin', 'teacher', 'director', 'psychologist']

export type CallSession = (method: string, args: InputTable) => Promise<Table>

/** Undefined where the session is nobody's: expired, or that of a page before its login. */
export async function callerOf(call: CallSession, session: unknown): Promise<Caller | undefined> {
  if (session === undefined) return { user: 'root', roles }
  if (typeof session !== 'string') return undefined
  const { values } = await call('get', { ubus_rpc_session: session, keys: ['username'] })
  const user = (values as { username?: unknown } | undefined)?.username
  if (typeof user !== 'string' || user === '') return undefined
  return { user, roles: await rolesOf(call, session) }
}

async function rolesOf(call: CallSession, session: string): Promise<Role[]> {
  const access = await call('access', { ubus_rpc_session: session })
  const groups = (access['access-group'] ?? {}) as Readonly<Record<string, unknown>>
  return roles.filter((role) => {
    const rights = groups[`aqtizim-${role}`]
    return Array.isArray(rights) && rights.includes('write')
  })
}
