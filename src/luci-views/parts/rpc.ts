/** Calls of the ubus object `aqtizim`, typed by the contract; what goes wrong is a `CallFailed`. */
import luci from 'luci:rpc'
import type { Contract, Failed, MethodName } from '../../luci-bridge/contract.ts'

type Arguments<M extends MethodName> = Contract[M]['arguments']
type Result<M extends MethodName> = Contract[M]['result']

/** `refused`: the daemon says why in words; `gone`: it does not run; `denied`: this login may not, or is no longer one. */
export type FailureKind = 'refused' | 'gone' | 'denied' | 'timeout' | 'offline' | 'unknown'

export class CallFailed extends Error {
  readonly kind: FailureKind
  /** What the daemon answered, where it did: its code, and with `conflict` who was faster. */
  readonly failed: Failed | undefined
  constructor(kind: FailureKind, message: string, failed?: Failed) {
    super(message)
    this.kind = kind
    this.failed = failed
  }
}

/** By ubus' status (ubusmsg.h), where uhttpd hands one on. */
const statusKinds: Readonly<Record<number, FailureKind>> = {
  3: 'gone',
  4: 'gone',
  6: 'denied',
  7: 'timeout',
  10: 'gone',
}
/** By JSON-RPC's code (uhttpd, ubus.c), which LuCI writes into a sentence. */
const codeKinds: Readonly<Record<string, FailureKind>> = { '-32000': 'gone', '-32002': 'denied', '-32003': 'timeout' }

export function failureOf(error: unknown): CallFailed {
  if (error instanceof CallFailed) return error
  const message = error instanceof Error ? error.message : String(error)
  if (error instanceof Error && error.name === 'SessionError') return new CallFailed('denied', message)
  const code = /error (-\d+)/.exec(message)?.[1]
  if (code !== undefined) return new CallFailed(codeKinds[code] ?? 'unknown', message)
  return new CallFailed(
    /aborted|timed out|HTTP error 0|No related|fetch/.test(message) ? 'offline' : 'unknown',
    message,
  )
}

function read<M extends MethodName>(method: M, answer: unknown): Result<M> {
  if (typeof answer === 'number' && answer !== 0)
    throw new CallFailed(statusKinds[answer] ?? 'unknown', `${method}: ubus ${answer}`)
  if (typeof answer !== 'object' || answer === null) return {} as Result<M>
  const failed = answer as Partial<Failed>
  if (typeof failed.error === 'string') throw new CallFailed('refused', failed.error, failed as Failed)
  return answer as Result<M>
}

/** A page names its methods by this, literally: a test compares them with the access lists. */
export function declare<M extends MethodName>(method: M): (args: Arguments<M>) => Promise<Result<M>> {
  return async (args) => {
    const given = Object.entries(args).filter(([, value]) => value !== undefined)
    const call = luci.declare({ object: 'aqtizim', method, params: given.map(([name]) => name) })
    let answer: unknown
    try {
      answer = await call(...given.map(([, value]) => value))
    } catch (error) {
      throw failureOf(error)
    }
    return read(method, answer)
  }
}
