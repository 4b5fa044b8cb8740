/** Defines what a method gets (arguments, caller) and what it answers. */
import type { Message } from '../messages/message.ts'
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

/** The answer to a call that is not carried out; where one argument is to blame, its English text begins with its name. */
export function failed(
  code: FailureCode,
  message: Message,
  more: Omit<Failed, 'error' | 'code' | 'message'> = {},
): Failed {
  const error = more.argument === undefined ? message.text : `${more.argument}: ${message.text}`
  return { error, code, message, ...more }
}
