/** Registers the ubus object `aqtizim`: arguments are checked here, and the caller is looked up. */
import { type InputTable, type Ubus, UbusError } from 'ubus-client'
import * as v from 'valibot'
import { issueMessage } from '../messages/issue.ts'
import { ArgumentError, MessageError, message } from '../messages/message.ts'
import { callerOf } from './caller.ts'
import type { MethodName } from './contract.ts'
import { type Caller, type Daemon, failed } from './daemon.ts'
import { declarations } from './declarations.ts'
import { signatureOf } from './signature.ts'

export const objectName = 'aqtizim'

/** The name of the first wrong argument, with the way into it: `edit.values.domain`. */
export function wrongArgument([issue]: readonly v.BaseIssue<unknown>[]): string | undefined {
  return issue === undefined ? undefined : (v.getDotPath(issue) ?? undefined)
}

/** Checks the arguments and answers; what the caller got wrong is an answer too. */
export async function answer(daemon: Daemon, name: MethodName, args: unknown, caller: Caller): Promise<object> {
  const checked = v.safeParse(declarations[name].takes, args)
  if (!checked.success) {
    const argument = wrongArgument(checked.issues)
    const named = argument === undefined ? {} : { argument }
    return failed('argument', issueMessage(checked.issues[0]), named)
  }
  const method = daemon[name] as (args: unknown, caller: Caller) => Promise<object>
  try {
    return JSON.parse(JSON.stringify(await method(checked.output, caller)))
  } catch (error) {
    if (error instanceof ArgumentError) return failed('argument', error.says, { argument: error.argument })
    if (error instanceof MessageError) return failed('unavailable', error.says)
    // A disk that is full or gone is no bug: the page says what the router says.
    if (isSystemError(error)) return failed('unavailable', message('router-refused', { reason: error.message }))
    throw error
  }
}

const isSystemError = (error: unknown): error is Error =>
  error instanceof Error && 'code' in error && /^E[A-Z0-9]{2,}$/.test(String(error.code))

export function register(ubus: Ubus, daemon: Daemon) {
  const callSession = (method: string, args: InputTable) => ubus.call('session', method, args)
  const methods = (Object.keys(declarations) as MethodName[]).map((name) => {
    const handler = async (args: Record<string, unknown>) => {
      const { ubus_rpc_session: session, ...rest } = args
      const caller = await callerOf(callSession, session).catch(() => undefined)
      if (caller === undefined) throw new UbusError('PERMISSION_DENIED', { object: objectName })
      const held = typeof session === 'string' ? { ...caller, session } : caller
      return (await answer(daemon, name, rest, held)) as InputTable
    }
    return [name, { args: signatureOf(name), handler }] as const
  })
  return ubus.add(objectName, Object.fromEntries(methods))
}
