/**
 * The two forms of blobmsg data. `Value` is what a program works with; `Field` keeps the types, the order and repeated
 * names, so that what was decoded encodes to the same bytes.
 */
import { MAX_DEPTH } from './constants.ts'
import { EncodeError } from './errors.ts'

export type Value = null | boolean | number | bigint | string | Value[] | Table
export interface Table {
  [name: string]: Value
}

/** What can be sent: values, read-only or not, and numbers that `double` has marked. */
export type Input = null | boolean | number | bigint | string | Double | readonly Input[] | InputTable
export interface InputTable {
  readonly [name: string]: Input
}

/** A number that goes out as a double even if it is whole. */
export class Double {
  readonly value: number
  constructor(value: number) {
    this.value = value
  }
}

export function double(value: number): Double {
  return new Double(value)
}

export type Field = { readonly name: string } & (
  | { readonly type: 'null'; readonly value: null }
  | { readonly type: 'array' | 'table'; readonly value: readonly Field[] }
  /** Bytes (without the NUL) where the text is not UTF-8. */
  | { readonly type: 'string'; readonly value: string | Buffer }
  | { readonly type: 'int64'; readonly value: bigint }
  /** Signed, but int8 (a boolean) 0 to 255. */
  | { readonly type: 'int32' | 'int16' | 'int8'; readonly value: number }
  | { readonly type: 'double'; readonly value: number }
  /** A type that we do not know. */
  | { readonly type: 'other'; readonly id: number; readonly value: Buffer }
)

const INT32_MAX = 2 ** 31 - 1
const INT32_MIN = -(2 ** 31)

/** Fields -> table. Of a repeated name the first counts, as for libubox; fields of unknown type are left out. */
export function toTable(fields: readonly Field[]): Table {
  const table: Table = {}
  for (const field of fields) {
    const value = toValue(field)
    if (value !== undefined && !Object.hasOwn(table, field.name)) setOwn(table, field.name, value)
  }
  return table
}

/** A plain assignment to `__proto__` would change what the table is made from. */
function setOwn(table: Table, name: string, value: Value): void {
  if (name !== '__proto__') table[name] = value
  else Object.defineProperty(table, name, { value, enumerable: true, configurable: true, writable: true })
}

/** Puts the fields of `from` into `table`; of a repeated name the later counts. */
export function mergeInto(table: Table, from: Table): void {
  for (const [name, value] of Object.entries(from)) setOwn(table, name, value)
}

function toValue(field: Field): Value | undefined {
  switch (field.type) {
    case 'table':
      return toTable(field.value)
    case 'array':
      return field.value.map(toValue).filter((value) => value !== undefined)
    case 'int8':
      return field.value !== 0
    case 'int64':
      return fromInt64(field.value)
    case 'string':
      return field.value.toString()
    case 'other':
      return undefined
    default:
      return field.value
  }
}

function fromInt64(value: bigint): number | bigint {
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : value
}

/**
 * Table -> fields, in the order of its keys. Whole numbers become int32 where they fit, else int64; fractions, NaN and the
 * infinities double; booleans int8; bigint always int64. Throws EncodeError, which names the field.
 */
export function toFields(table: InputTable): Field[] {
  return tableFields(table, '', 1)
}

function tableFields(table: InputTable, where: string, depth: number): Field[] {
  if (depth > MAX_DEPTH) throw new EncodeError(`More than ${MAX_DEPTH} tables and arrays in each other`)
  return Object.entries(table).map(([name, value]) =>
    toField(name, value, where === '' ? name : `${where}.${name}`, depth),
  )
}

function toField(name: string, value: Input, where: string, depth: number): Field {
  if (value === null) return { name, type: 'null', value }
  if (typeof value === 'string') return { name, type: 'string', value }
  if (typeof value === 'boolean') return { name, type: 'int8', value: value ? 1 : 0 }
  if (typeof value === 'number') return numberField(name, value)
  if (typeof value === 'bigint') return int64Field(name, value, where)
  if (value instanceof Double) return { name, type: 'double', value: value.value }
  if (isList(value)) {
    if (depth >= MAX_DEPTH) throw new EncodeError(`More than ${MAX_DEPTH} tables and arrays in each other`)
    return { name, type: 'array', value: value.map((item, at) => toField('', item, `${where}[${at}]`, depth + 1)) }
  }
  if (typeof value === 'object') return { name, type: 'table', value: tableFields(value, where, depth + 1) }
  throw new EncodeError(`${where}: ${typeof value} cannot be sent`)
}

function isList(value: readonly Input[] | InputTable): value is readonly Input[] {
  return Array.isArray(value)
}

function numberField(name: string, value: number): Field {
  if (!Number.isInteger(value)) return { name, type: 'double', value }
  if (value >= INT32_MIN && value <= INT32_MAX) return { name, type: 'int32', value }
  if (value >= -(2 ** 63) && value < 2 ** 63) return { name, type: 'int64', value: BigInt(value) }
  return { name, type: 'double', value }
}

function int64Field(name: string, value: bigint, where: string): Field {
  if (BigInt.asIntN(64, value) !== value) throw new EncodeError(`${where}: ${value} does not fit into 64 bits`)
  return { name, type: 'int64', value }
}
