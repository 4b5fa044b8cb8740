/** Encodes signatures: the methods of an object and the types of their arguments. ubusd does not enforce them. */
import { decodeFields, encodeFields } from './blobmsg.ts'
import { BLOBMSG, type BlobmsgType } from './constants.ts'
import type { Attributes } from './message.ts'
import type { Field } from './values.ts'

/** `boolean` is another word for int8. */
export type ArgumentType = BlobmsgType | 'boolean'
export interface ArgumentTypes {
  readonly [argument: string]: ArgumentType
}

export interface FoundObject {
  readonly path: string
  readonly id: number
  /** Method -> argument -> type. */
  readonly methods: ReadonlyMap<string, ReadonlyMap<string, ArgumentType | 'unknown'>>
}

/** The payload of SIGNATURE. */
export function encodeSignature(methods: { readonly [method: string]: { readonly args?: ArgumentTypes } }): Buffer {
  const tables = Object.entries(methods).map(([name, method]): Field => {
    const types = Object.entries(method.args ?? {})
    const value = types.map(([name, type]): Field => ({ name, type: 'int32', value: numberOf(type) }))
    return { name, type: 'table', value }
  })
  return encodeFields(tables)
}

/** The DATA of a LOOKUP; undefined if it is not one. Throws ProtocolError. */
export function readFound(attributes: Attributes): FoundObject | undefined {
  const { path, objectId: id, signature } = attributes
  if (path === undefined || id === undefined) return undefined
  const methods = new Map<string, ReadonlyMap<string, ArgumentType | 'unknown'>>()
  for (const field of signature === undefined ? [] : decodeFields(signature)) {
    if (field.type === 'table') methods.set(field.name, new Map(field.value.map((type) => [type.name, typeOf(type)])))
  }
  return { path, id, methods }
}

function numberOf(type: ArgumentType): number {
  return type === 'boolean' ? BLOBMSG.int8 : BLOBMSG[type]
}

function typeOf(field: Field): ArgumentType | 'unknown' {
  const found = Object.entries(BLOBMSG).find(([, number]) => number === field.value)
  if (found === undefined) return 'unknown'
  return found[0] === 'int8' ? 'boolean' : (found[0] as BlobmsgType)
}
