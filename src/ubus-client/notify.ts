/** Sends NOTIFY to the subscribers of an object, and waits for their answers if asked. */
import { decodeTable } from './blobmsg.ts'
import { MESSAGE, STATUS, type StatusCode } from './constants.ts'
import { type ErrorPlace, statusCode, TimeoutError, UbusError } from './errors.ts'
import type { Attributes } from './message.ts'
import type { Spot } from './registration.ts'
import { mergeInto, type Table } from './values.ts'

export interface SubscriberReply {
  /** Id of the subscriber's object. */
  readonly subscriber: number
  readonly code: StatusCode
  readonly data: Table
}

interface Collected {
  code: StatusCode | undefined
  readonly data: Table
}

/** Sends and forgets. */
export function notifySilently({ session, objectId }: Spot, method: string, data: Buffer, place: ErrorPlace): void {
  const attributes = { objectId, method, noReply: true, data }
  session.tell({ type: MESSAGE.NOTIFY, peer: objectId, attributes, place })
}

/** Gives the answer of every subscriber; the code of those that did not answer in time is TIMEOUT. */
export async function notifyAndWait(
  { session, objectId }: Spot,
  method: string,
  data: Buffer,
  place: ErrorPlace,
  signal: AbortSignal,
): Promise<SubscriberReply[]> {
  let replies: Map<number, Collected> | undefined
  const question = { type: MESSAGE.NOTIFY, peer: objectId, attributes: { objectId, method, data }, place }
  const waiting = session.converse(question, signal, (type, peer, attributes) => {
    if (replies === undefined) {
      if (type !== MESSAGE.STATUS || peer !== objectId) return false
      replies = startReplies(attributes, place)
    } else {
      const reply = replies.get(peer)
      if (reply !== undefined) collect(reply, type, attributes)
    }
    return [...replies.values()].every((reply) => reply.code !== undefined)
  })
  await waiting.catch((error: unknown) => {
    if (replies === undefined || !(error instanceof TimeoutError)) throw error
  })
  return Array.from(replies ?? [], ([subscriber, { code = 'TIMEOUT', data }]) => ({ subscriber, code, data }))
}

/** ubusd's own STATUS names the subscribers, or says why there was no notification. */
function startReplies(attributes: Attributes, place: ErrorPlace): Map<number, Collected> {
  const status = attributes.status ?? STATUS.UNKNOWN_ERROR
  if (status !== STATUS.OK) throw new UbusError(status, place)
  return new Map((attributes.subscribers ?? []).map((id) => [id, { code: undefined, data: {} }]))
}

function collect(reply: Collected, type: number, attributes: Attributes): void {
  if (type === MESSAGE.STATUS) reply.code ??= statusCode(attributes.status ?? STATUS.UNKNOWN_ERROR)
  else if (attributes.data !== undefined) mergeInto(reply.data, decodeTable(attributes.data))
}
