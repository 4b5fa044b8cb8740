/**
 * A whole message: header, outer blob, attributes. `Message` keeps every attribute as bytes and in order, so unknown ones
 * survive; `Attributes` is the named form of those that we know.
 */
import { align4, readHead, writeHead } from './blob.ts'
import { ATTRIBUTES, HEAD_BYTES, HEADER_BYTES, MAX_BLOB_BYTES } from './constants.ts'
import { EncodeError, ProtocolError } from './errors.ts'

export interface Attribute {
  /** 0 to 127. */
  readonly id: number
  readonly payload: Buffer
}

export interface Message {
  /** 0. libubus drops all others, ubusd does not look. */
  readonly version?: number
  /** A number of `MESSAGE`, or one that we do not know. */
  readonly type: number
  /** 0 to 65535; an answer has that of its question. */
  readonly seq: number
  /** Client or object, 32 bits unsigned. */
  readonly peer: number
  readonly attributes: readonly Attribute[]
}

interface Kinds {
  uint32: number
  flag: boolean
  string: string
  nested: Buffer
  ids: readonly number[]
}
type AttributeName = keyof typeof ATTRIBUTES
export type Attributes = { readonly [K in AttributeName]?: Kinds[(typeof ATTRIBUTES)[K]['kind']] }
type Kind = keyof Kinds

/** Header and outer blob of one whole message, as `createReader` cuts it out. Throws ProtocolError. */
export function decodeMessage(frame: Buffer): Message {
  const end = HEADER_BYTES + blobLength(frame, 0)
  if (end !== frame.length) throw new ProtocolError(`A message of ${end} bytes came in ${frame.length}`)
  const attributes: Attribute[] = []
  for (let at = HEADER_BYTES + HEAD_BYTES; at < end; ) {
    const head = readHead(frame, at, end)
    attributes.push({ id: head.id, payload: frame.subarray(head.start, head.end) })
    at = head.next
  }
  return {
    version: frame.readUInt8(0),
    type: frame.readUInt8(1),
    seq: frame.readUInt16BE(2),
    peer: frame.readUInt32BE(4),
    attributes,
  }
}

/** Length of the outer blob whose message begins at `at`; at least 12 bytes must be there. Throws ProtocolError. */
export function blobLength(bytes: Buffer, at: number): number {
  if (bytes.length - at < HEADER_BYTES + HEAD_BYTES) throw new ProtocolError('A message is shorter than its header')
  const length = bytes.readUInt32BE(at + HEADER_BYTES) & 0xffffff
  if (length < HEAD_BYTES || align4(length) > MAX_BLOB_BYTES) {
    throw new ProtocolError(
      `A message says that it has ${length} bytes; ${HEAD_BYTES} to ${MAX_BLOB_BYTES} are possible`,
    )
  }
  return length
}

/** How many bytes `encodeMessage` makes. */
export function messageLength(message: Message): number {
  let length = HEADER_BYTES + HEAD_BYTES
  for (const attribute of message.attributes) length += HEAD_BYTES + align4(attribute.payload.length)
  return length
}

/** Throws EncodeError above the limit of 1 MiB. */
export function encodeMessage(message: Message): Buffer {
  const length = messageLength(message)
  if (length - HEADER_BYTES > MAX_BLOB_BYTES) {
    throw new EncodeError(`A message of ${length - HEADER_BYTES} bytes is over the limit of ${MAX_BLOB_BYTES}`)
  }
  const bytes = Buffer.alloc(length)
  bytes.writeUInt8(message.version ?? 0, 0)
  bytes.writeUInt8(message.type, 1)
  bytes.writeUInt16BE(message.seq, 2)
  bytes.writeUInt32BE(message.peer, 4)
  writeHead(bytes, HEADER_BYTES, 0, false, length - HEADER_BYTES - HEAD_BYTES)
  let at = HEADER_BYTES + HEAD_BYTES
  for (const { id, payload } of message.attributes) {
    writeHead(bytes, at, id, false, payload.length)
    payload.copy(bytes, at + HEAD_BYTES)
    at += HEAD_BYTES + align4(payload.length)
  }
  return bytes
}

/**
 * The attributes by name. Of a repeated one the last counts; one with a wrong length, and a string without its NUL, is as
 * good as absent (as in ubusd). `data` and `signature` are not looked into.
 */
export function readAttributes(message: Message): Attributes {
  const found: Partial<Record<AttributeName, Kinds[Kind]>> = {}
  for (const { id, payload } of message.attributes) {
    const name = NAMES.get(id)
    const value = name === undefined ? undefined : READ[ATTRIBUTES[name].kind](payload)
    if (name !== undefined && value !== undefined) found[name] = value
  }
  return found as Attributes
}

/** Named attributes -> bytes, in the order in which they are written down. `undefined` is left out. */
export function writeAttributes(attributes: Attributes): Attribute[] {
  const list: Attribute[] = []
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || !isName(name)) continue
    list.push({ id: ATTRIBUTES[name].id, payload: payloadOf(value) })
  }
  return list
}

const NAMES: ReadonlyMap<number, AttributeName> = new Map(
  Object.entries(ATTRIBUTES).flatMap(([name, { id }]) => (isName(name) ? [[id, name] as const] : [])),
)

function isName(name: string): name is AttributeName {
  return Object.hasOwn(ATTRIBUTES, name)
}

const READ: { readonly [K in Kind]: (payload: Buffer) => Kinds[K] | undefined } = {
  uint32: (payload) => (payload.length === 4 ? payload.readUInt32BE(0) : undefined),
  flag: (payload) => (payload.length === 1 ? payload[0] !== 0 : undefined),
  string: (payload) => (payload.at(-1) === 0 ? payload.toString('utf8', 0, payload.indexOf(0)) : undefined),
  nested: (payload) => payload,
  ids: readIds,
}

/** Each id is an attribute of its own: a head and 4 bytes. */
function readIds(payload: Buffer): number[] | undefined {
  if (payload.length % 8 !== 0) return undefined
  const ids: number[] = []
  for (let at = 0; at < payload.length; at += 8) ids.push(payload.readUInt32BE(at + HEAD_BYTES))
  return ids
}

function payloadOf(value: Kinds[Kind]): Buffer {
  if (Buffer.isBuffer(value)) return value
  if (typeof value === 'boolean') return Buffer.from([value ? 1 : 0])
  if (typeof value === 'string') return writeString(value)
  if (typeof value === 'number') return writeWords([value])
  return writeWords(value.flatMap((id) => [HEAD_BYTES + 4, id]))
}

function writeString(value: string): Buffer {
  if (value.includes('\0')) throw new EncodeError(`${JSON.stringify(value.slice(0, 40))} has a NUL in it`)
  return Buffer.from(`${value}\0`)
}

function writeWords(words: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 * words.length)
  for (const [at, word] of words.entries()) bytes.writeUInt32BE(word, 4 * at)
  return bytes
}
