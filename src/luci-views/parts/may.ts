/** Tells which methods this login may call: buttons that would be refused are not shown. */
import luci from 'luci:rpc'
import type { MethodName } from '../../luci-bridge/contract.ts'

export type May = (method: MethodName) => boolean

const access = luci.declare({ object: 'session', method: 'access', params: [] })

/** What rpcd answers where no scope is asked for: all that the session may. */
function isGranted(answer: unknown, method: string): boolean {
  const functions = (answer as { ubus?: { aqtizim?: unknown } } | null)?.ubus?.aqtizim
  const all = (answer as { ubus?: { '*'?: unknown } } | null)?.ubus?.['*']
  return [functions, all].some((list) => Array.isArray(list) && (list.includes(method) || list.includes('*')))
}

/** Where the session cannot be asked, LuCI's own word for the page counts; a refused call says so in any case. */
export async function loadMay(): Promise<May> {
  const answer = await access().catch(() => undefined)
  if (typeof answer !== 'object') return () => L.hasViewPermission() === true
  return (method) => isGranted(answer, method)
}
