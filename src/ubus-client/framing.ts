/** Splits a stream of bytes, in pieces of any size, into messages. */
import { HEAD_BYTES, HEADER_BYTES } from './constants.ts'
import { ProtocolError } from './errors.ts'
import { blobLength, decodeMessage, type Message } from './message.ts'

const START_BYTES = HEADER_BYTES + HEAD_BYTES

export interface Reading {
  /** Every message that is now whole, in order. They stand on the bytes of the chunk: do not change those afterwards. */
  readonly messages: readonly Message[]
  /** The stream cannot be followed any further, so the connection is over. Messages before it are still good. */
  readonly error?: ProtocolError
}

export interface Reader {
  push(chunk: Buffer): Reading
}

/** One reader for each connection and direction. Memory grows with the bytes that came, never with a length that was said. */
export function createReader(): Reader {
  let rest = Buffer.alloc(0)
  let filled = 0
  let broken: ProtocolError | undefined

  /** Moves bytes of the chunk to the unfinished message until it has `wanted`; gives how many it took. */
  function fill(chunk: Buffer, wanted: number): number {
    const taken = Math.min(wanted - filled, chunk.length)
    if (filled + taken > rest.length) {
      const grown = Buffer.alloc(Math.min(wanted, Math.max(2 * rest.length, filled + taken)))
      rest.copy(grown, 0, 0, filled)
      rest = grown
    }
    chunk.copy(rest, filled, 0, taken)
    filled += taken
    return taken
  }

  /** Finishes the message that earlier chunks began. */
  function finish(chunk: Buffer, messages: Message[]): number {
    let at = 0
    if (filled < START_BYTES) at += fill(chunk, START_BYTES)
    if (filled < START_BYTES) return at
    const length = HEADER_BYTES + blobLength(rest, 0)
    at += fill(chunk.subarray(at), length)
    if (filled < length) return at
    const frame = rest.subarray(0, length)
    rest = Buffer.alloc(0)
    filled = 0
    messages.push(decodeMessage(frame))
    return at
  }

  function read(chunk: Buffer, messages: Message[]): void {
    let at = filled > 0 ? finish(chunk, messages) : 0
    while (chunk.length - at >= START_BYTES) {
      const length = HEADER_BYTES + blobLength(chunk, at)
      if (chunk.length - at < length) break
      messages.push(decodeMessage(chunk.subarray(at, at + length)))
      at += length
    }
    if (at < chunk.length) fill(chunk.subarray(at), chunk.length - at)
  }

  return {
    push(chunk) {
      const messages: Message[] = []
      if (broken === undefined) {
        try {
          read(chunk, messages)
        } catch (error) {
          if (!(error instanceof ProtocolError)) throw error
          broken = error
        }
      }
      return broken === undefined ? { messages } : { messages, error: broken }
    },
  }
}
