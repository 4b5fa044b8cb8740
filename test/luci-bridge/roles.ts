/** What each role may do by the declarations of the methods: the ACL file and the daemon are compared with it. */
import type { MethodName, Role } from '../../src/luci-bridge/contract.ts'
import { declarations } from '../../src/luci-bridge/declarations.ts'
import { methodNames } from './fake-daemon.ts'

const of = (role: Role): readonly MethodName[] => methodNames.filter((name) => declarations[name].roles.includes(role))

export const expected: Readonly<Record<Role, readonly MethodName[]>> = {
  admin: of('admin'),
  teacher: of('teacher'),
  director: of('director'),
  psychologist: of('psychologist'),
}

/** For `ubus call` and the command line: no page has to call them. */
export const commandLineOnly: readonly MethodName[] = ['list_check', 'summary', 'reload']
