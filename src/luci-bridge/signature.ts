/** Makes the signatures that `ubus -v list` shows. ubus does not check them: the schemas do. */
import type * as v from 'valibot'
import type { MethodName } from './contract.ts'
import { declarations } from './declarations.ts'

export type TypeName = 'string' | 'int32' | 'int64' | 'boolean' | 'array' | 'table'

const types: Readonly<Record<string, TypeName>> = {
  string: 'string',
  picklist: 'string',
  number: 'int32',
  boolean: 'boolean',
  array: 'array',
  object: 'table',
  strict_object: 'table',
  record: 'table',
  variant: 'table',
}

function typeOf(schema: v.GenericSchema): TypeName {
  if (schema.type === 'exact_optional') return typeOf((schema as unknown as { wrapped: v.GenericSchema }).wrapped)
  const found = types[schema.type]
  if (found === undefined) throw new Error(`no ubus type for an argument of type ${schema.type}`)
  return found
}

/** uhttpd adds `ubus_rpc_session` to every call. */
export function signatureOf(method: MethodName): Record<string, TypeName> {
  const { entries } = declarations[method].takes
  const own = Object.entries(entries).map(([name, schema]) => [name, typeOf(schema as v.GenericSchema)] as const)
  return { ...Object.fromEntries(own), ubus_rpc_session: 'string' }
}
