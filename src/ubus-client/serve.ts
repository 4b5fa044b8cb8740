/** Serves one INVOKE: calls its handler and sends the answer. */
import { decodeTable, encodeTable } from './blobmsg.ts'
import { MESSAGE, STATUS } from './constants.ts'
import { type ErrorPlace, ProtocolError, UbusError } from './errors.ts'
import { type Attributes, type Message, writeAttributes } from './message.ts'
import type { Session } from './session.ts'
import type { InputTable, Table } from './values.ts'

/** Who asks, and how. */
export interface Request {
  readonly method: string
  /** The bus's number for the caller's connection. */
  readonly clientId: number
  /** The caller's Unix user and group as ubusd saw them; absent in events. Through uhttpd always root. */
  readonly user: string | undefined
  readonly group: string | undefined
  /** Nobody waits for an answer; what the handler gives back is not sent. */
  readonly noReply: boolean
  /** Sends a part of the answer now. Callers merge the parts with the result. */
  send(part: InputTable): void
}

// biome-ignore lint/suspicious/noConfusingVoidType: a handler without an answer is written as a function that returns nothing.
export type Result = InputTable | void
/** May answer later. A UbusError that it throws is the answer's status; anything else becomes UNKNOWN_ERROR. */
export type Handler = (args: Table, request: Request) => Result | Promise<Result>

/** The handler failed; the caller has had its UNKNOWN_ERROR. */
export type ReportError = (error: unknown, place: ErrorPlace) => void

const NOTHING = Buffer.alloc(0)

/** Runs `handler` and answers. Never rejects. `silent`: the one who sent this expects no answer at all (events). */
export async function serve(
  session: Session,
  message: Message,
  attributes: Attributes,
  object: string,
  handler: Handler | undefined,
  report: ReportError,
  silent = false,
): Promise<void> {
  const { method = '', objectId = 0, user, group } = attributes
  const noReply = silent || attributes.noReply === true
  const answer = (type: number, more: Attributes) => {
    if (noReply) return
    session.reply({ type, seq: message.seq, peer: message.peer, attributes: writeAttributes({ objectId, ...more }) })
  }
  const send = (part: InputTable) => answer(MESSAGE.DATA, { data: encodeTable(part) })
  const request: Request = { method, clientId: message.peer, user, group, noReply, send }
  const place = { object, method }
  let status: number = STATUS.OK
  try {
    if (handler === undefined) throw new UbusError('METHOD_NOT_FOUND', place)
    const result = await handler(decodeArguments(attributes.data, place), request)
    if (result !== undefined) send(result)
  } catch (error) {
    status = error instanceof UbusError ? error.status : STATUS.UNKNOWN_ERROR
    if (!(error instanceof UbusError)) report(error, place)
  }
  answer(MESSAGE.STATUS, { status })
}

function decodeArguments(data: Buffer | undefined, place: ErrorPlace): Table {
  try {
    return decodeTable(data ?? NOTHING)
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error
    throw new UbusError('INVALID_ARGUMENT', { ...place, message: error.message, cause: error })
  }
}
