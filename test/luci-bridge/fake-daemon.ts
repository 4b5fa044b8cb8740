/** A daemon whose methods only say who called; for tests of what lies before them. */
import { schemas } from '../../src/luci-bridge/arguments.ts'
import type { MethodName } from '../../src/luci-bridge/contract.ts'
import type { Caller, Daemon } from '../../src/luci-bridge/daemon.ts'

export const methodNames = Object.keys(schemas) as MethodName[]

export function fakeDaemon(called: (method: MethodName, caller: Caller, args: unknown) => void): Daemon {
  const method = (name: MethodName) => async (args: unknown, caller: Caller) => {
    called(name, caller, args)
    return { called: name }
  }
  return Object.fromEntries(methodNames.map((name) => [name, method(name)])) as unknown as Daemon
}
