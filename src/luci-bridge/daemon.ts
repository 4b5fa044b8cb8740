/** What the methods need of the daemon that registers them. */
import type { Answer, Contract, Failed, FailureCode, MethodName, Role } from './contract.ts'

/** Who calls: the name of the LuCI login, or `root` for a call over the router's own socket. */
export interface Caller {
  readonly user: string
  readonly roles: readonly Role[]
  /** The session's token; absent for a call over the router's own socket. */
  readonly session?: string
}

/** One method, with checked arguments. */
export type Method<Name extends MethodName> = (
  args: Contract[Name]['arguments'],
  caller: Caller,
) => Promise<Answer<Name>>

export type Daemon = { readonly [Name in MethodName]: Method<Name> }

/** `error`: one sentence; with the code `argument` it has the argument's name put before it. */
export function failed(code: FailureCode, error: string, more: Omit<Failed, 'error' | 'code'> = {}): Failed {
  const named = more.argument === undefined ? error : `${more.argument}: ${error}`
  return { error: named, code, ...more }
}
