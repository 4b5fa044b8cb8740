/** A method's arguments, read as libubox's blobmsg_parse reads them. */

import { BLOBMSG, type BlobmsgType, type Field, type Table, toTable, type Value } from 'ubus-client'

/** Names of arguments and their types. */
export type Signature = Readonly<Record<string, BlobmsgType>>

interface Kinds {
  null: null
  array: Value[]
  table: Table
  string: string
  int64: number | bigint
  int32: number
  int16: number
  int8: boolean
  double: number
}

export type Arguments<S extends Signature> = { readonly [K in keyof S]?: Kinds[S[K]] }

/** Of each name the first field of the right type; all others are as good as absent. */
export function pickFields(fields: readonly Field[], signature: Signature): Field[] {
  return Object.entries(signature).flatMap(([name, type]) => {
    const found = fields.find((field) => field.name === name && field.type === type)
    return found === undefined ? [] : [found]
  })
}

export function pickArguments<S extends Signature>(fields: readonly Field[], signature: S): Arguments<S> {
  // Each field that is left has the type that its name asks for.
  return toTable(pickFields(fields, signature)) as Arguments<S>
}

/** The form on the bus: one table a method, in which each argument has its type's number. */
export function signatureFields(methods: Readonly<Record<string, { signature: Signature }>>): Field[] {
  return Object.entries(methods).map(([name, { signature }]) => ({
    name,
    type: 'table',
    value: Object.entries(signature).map(([argument, type]) => ({
      name: argument,
      type: 'int32',
      value: BLOBMSG[type],
    })),
  }))
}
