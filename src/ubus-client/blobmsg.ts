/**
 * blobmsg (openwrt/libubox blobmsg.h): typed fields with names, each `namelen(2) name NUL`, zeros up to a multiple of 4,
 * then the value. What DATA and SIGNATURE hold. For each type: its length, how it is written, how it is read.
 */
import { align4, readHead, writeHead } from './blob.ts'
import { BLOBMSG, type BlobmsgType, HEAD_BYTES, MAX_BLOB_BYTES, MAX_DEPTH } from './constants.ts'
import { EncodeError, ProtocolError } from './errors.ts'
import { type Field, type InputTable, type Table, toFields, toTable } from './values.ts'

const TYPE_NAMES: readonly BlobmsgType[] = Object.keys(BLOBMSG).filter((name): name is BlobmsgType => name in BLOBMSG)
const FIXED_BYTES: Partial<Record<Field['type'], number>> = {
  null: 0,
  int8: 1,
  int16: 2,
  int32: 4,
  int64: 8,
  double: 8,
}
const MAX_NAME_BYTES = 0xffff

/** Blobmsg bytes of a DATA attribute -> table. Throws ProtocolError. */
export function decodeTable(bytes: Buffer): Table {
  return toTable(decodeFields(bytes))
}

/** Table -> the payload of a DATA attribute. Throws EncodeError. */
export function encodeTable(table: InputTable): Buffer {
  return encodeFields(toFields(table))
}

/** As `decodeTable`, but with types, order and repeated names. */
export function decodeFields(bytes: Buffer): Field[] {
  return readFields(bytes, 0, bytes.length, 1)
}

/** Fields -> bytes. Throws EncodeError. */
export function encodeFields(fields: readonly Field[]): Buffer {
  const length = fieldsLength(fields)
  if (length > MAX_BLOB_BYTES) throw new EncodeError(`${length} bytes of data are more than a message can hold`)
  const bytes = Buffer.alloc(length)
  writeFields(bytes, 0, fields)
  return bytes
}

/** How many bytes `encodeFields` makes. */
export function fieldsLength(fields: readonly Field[], depth = 1): number {
  if (depth > MAX_DEPTH) throw new EncodeError(`More than ${MAX_DEPTH} tables and arrays in each other`)
  let length = 0
  for (const field of fields) length += HEAD_BYTES + align4(nameLength(field.name) + valueLength(field, depth))
  return length
}

function nameLength(name: string): number {
  return align4(2 + Buffer.byteLength(name) + 1)
}

function valueLength(field: Field, depth: number): number {
  switch (field.type) {
    case 'array':
    case 'table':
      return fieldsLength(field.value, depth + 1)
    case 'string':
      return (typeof field.value === 'string' ? Buffer.byteLength(field.value) : field.value.length) + 1
    case 'other':
      return field.value.length
    default:
      return FIXED_BYTES[field.type] ?? 0
  }
}

/** Writes into zeroed bytes and gives the place after the last field. */
function writeFields(bytes: Buffer, from: number, fields: readonly Field[]): number {
  let at = from
  for (const field of fields) {
    const start = at + HEAD_BYTES
    const end = writeValue(bytes, writeName(bytes, start, field.name), field)
    writeHead(bytes, at, field.type === 'other' ? field.id : BLOBMSG[field.type], true, end - start)
    at = align4(end)
  }
  return at
}

function writeName(bytes: Buffer, at: number, name: string): number {
  if (name.includes('\0')) throw new EncodeError(`The name ${JSON.stringify(name.slice(0, 40))} has a NUL in it`)
  const length = bytes.write(name, at + 2)
  if (length > MAX_NAME_BYTES) throw new EncodeError(`A name of ${length} bytes is too long`)
  bytes.writeUInt16BE(length, at)
  return at + align4(2 + length + 1)
}

function writeValue(bytes: Buffer, at: number, field: Field): number {
  switch (field.type) {
    case 'null':
      return at
    case 'array':
    case 'table':
      return writeFields(bytes, at, field.value)
    case 'string':
      return at + (typeof field.value === 'string' ? bytes.write(field.value, at) : field.value.copy(bytes, at)) + 1
    case 'int64':
      return bytes.writeBigInt64BE(field.value, at)
    case 'int32':
      return bytes.writeInt32BE(field.value, at)
    case 'int16':
      return bytes.writeInt16BE(field.value, at)
    case 'int8':
      return bytes.writeUInt8(field.value, at)
    case 'double':
      return bytes.writeDoubleBE(field.value, at)
    case 'other':
      return at + field.value.copy(bytes, at)
  }
}

function readFields(bytes: Buffer, from: number, end: number, depth: number): Field[] {
  if (depth > MAX_DEPTH) throw new ProtocolError(`More than ${MAX_DEPTH} tables and arrays in each other`)
  const fields: Field[] = []
  for (let at = from; at < end; ) {
    const head = readHead(bytes, at, end)
    if (!head.extended) throw new ProtocolError('A field has no place for a name')
    const valueAt = nameEnd(bytes, head.start, head.end)
    const name = bytes.toString('utf8', head.start + 2, head.start + 2 + bytes.readUInt16BE(head.start))
    fields.push(readValue(name, head.id, bytes, valueAt, head.end, depth))
    at = head.next
  }
  return fields
}

/** Checks the name at `start` against the field's `end`, and gives the place of the value. */
function nameEnd(bytes: Buffer, start: number, end: number): number {
  if (end - start < 3) throw new ProtocolError('A field is cut off in its name')
  const length = bytes.readUInt16BE(start)
  const valueAt = start + align4(2 + length + 1)
  if (valueAt > end) throw new ProtocolError(`A name of ${length} bytes does not fit into its field`)
  if (bytes.indexOf(0, start + 2) !== start + 2 + length) throw new ProtocolError('A name does not end where it says')
  return valueAt
}

function readValue(name: string, id: number, bytes: Buffer, start: number, end: number, depth: number): Field {
  const type = TYPE_NAMES[id]
  if (type === undefined || (type === 'null' && start !== end)) {
    return { name, type: 'other', id, value: bytes.subarray(start, end) }
  }
  const fixed = FIXED_BYTES[type]
  if (fixed !== undefined && end - start !== fixed) throw new ProtocolError(`${end - start} bytes are not one ${type}`)
  switch (type) {
    case 'null':
      return { name, type, value: null }
    case 'array':
    case 'table':
      return { name, type, value: readFields(bytes, start, end, depth + 1) }
    case 'string':
      return { name, type, value: readString(bytes, start, end) }
    case 'int64':
      return { name, type, value: bytes.readBigInt64BE(start) }
    case 'int32':
      return { name, type, value: bytes.readInt32BE(start) }
    case 'int16':
      return { name, type, value: bytes.readInt16BE(start) }
    case 'int8':
      return { name, type, value: bytes.readUInt8(start) }
    case 'double':
      return { name, type, value: bytes.readDoubleBE(start) }
  }
}

/** U+FFFD in the text is the sign that the bytes may not be UTF-8; then they are kept as they are. */
function readString(bytes: Buffer, start: number, end: number): string | Buffer {
  if (end <= start || bytes[end - 1] !== 0) throw new ProtocolError('A string has no NUL at its end')
  const text = bytes.toString('utf8', start, end - 1)
  if (!text.includes('\ufffd')) return text
  const raw = bytes.subarray(start, end - 1)
  return Buffer.from(text).equals(raw) ? text : raw
}
