/** A daemon whose methods only say who called; for tests of what lies before them. */

import type { MethodName } from '../../src/luci-bridge/contract.ts'
import type { Caller, Daemon } from '../../src/luci-bridge/daemon.ts'
import { declarations } from '../../src/luci-bridge/declarations.ts'

export const methodNames = Object.keys(declarations) as MethodName[]

export function fakeDaemon(called: (method: MethodName, caller: Caller, args: unknown) => void): Daemon {
  const method = (name: MethodName) => async (args: unknown, caller: Caller) => {
    called(name, caller, args)
    return { called: name }
  }
  return Object.fromEntries(methodNames.map((name) => [name, method(name)])) as unknown as Daemon
}
