/** JSON-RPC as uhttpd's `/ubus` speaks it: `call` and `list`, alone or in a batch. */

import { type InputTable, STATUS, type Table, TimeoutError, type Ubus, UbusError } from 'ubus-client'

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json }

const failures = {
  parse: [-32700, 'Parse error'],
  method: [-32601, 'Method not found'],
  parameters: [-32602, 'Invalid parameters'],
  internal: [-32603, 'Internal error'],
  object: [-32000, 'Object not found'],
  access: [-32002, 'Access denied'],
  timeout: [-32003, 'ubus request timed out'],
} as const

type Failure = keyof typeof failures

/** Bytes; a longer body is not parsed. */
export const longestBody = 65536
const sessionArgument = 'ubus_rpc_session'

/** Gives the answer's text. */
export async function answerJsonRpc(bus: Ubus, body: string): Promise<string> {
  const request = Buffer.byteLength(body) > longestBody ? undefined : parse(body)
  if (request === undefined) return print(failure(null, 'parse'))
  if (!Array.isArray(request)) return print(await answerOne(bus, request))
  const answers: unknown[] = []
  for (const one of request) answers.push(await answerOne(bus, one))
  return print(answers)
}

async function answerOne(bus: Ubus, request: Json): Promise<unknown> {
  if (!isTable(request)) return failure(null, 'parse')
  const { id = null, method, params } = request
  if (request.jsonrpc !== '2.0' || typeof method !== 'string') return failure(id, 'parse')
  try {
    if (method === 'list') return { jsonrpc: '2.0', id, result: await list(bus, params) }
    if (method === 'call') return await answerCall(bus, id, params)
    return failure(id, 'method')
  } catch (error) {
    return failure(id, error instanceof TimeoutError ? 'timeout' : 'internal')
  }
}

async function answerCall(bus: Ubus, id: Json, params: Json | undefined): Promise<unknown> {
  if (!Array.isArray(params)) return failure(id, 'parse')
  const [session, object, method, args] = params
  if (typeof session !== 'string' || typeof object !== 'string' || typeof method !== 'string' || !isTable(args)) {
    return failure(id, 'parse')
  }
  if (sessionArgument in args) return failure(id, 'parameters')
  if (!(await exists(bus, object))) return failure(id, 'object')
  if (!(await mayCall(bus, session, object, method))) return failure(id, 'access')
  return { jsonrpc: '2.0', id, result: await call(bus, object, method, { ...args, [sessionArgument]: session }) }
}

/** `[status]`, or `[0, data]`. */
async function call(bus: Ubus, object: string, method: string, args: InputTable): Promise<[number, Table?]> {
  try {
    const data = await bus.call(object, method, args, { timeoutMs: 60_000 })
    return Object.keys(data).length > 0 ? [STATUS.OK, data] : [STATUS.OK]
  } catch (error) {
    if (error instanceof UbusError && !(error instanceof TimeoutError)) return [error.status]
    throw error
  }
}

async function exists(bus: Ubus, object: string): Promise<boolean> {
  try {
    return (await bus.list(object)).includes(object)
  } catch (error) {
    if (error instanceof UbusError && error.code !== 'CONNECTION_FAILED') return false
    throw error
  }
}

/** Also asked for `:subscribe`. Every question renews the session. */
export async function mayCall(bus: Ubus, session: string, object: string, method: string): Promise<boolean> {
  try {
    const question = { [sessionArgument]: session, object, function: method }
    return (await bus.call('session', 'access', question)).access === true
  } catch (error) {
    if (error instanceof UbusError) return false
    throw error
  }
}

/** Paths; or of the paths that are asked for, methods with the types of their arguments. */
async function list(bus: Ubus, params: Json | undefined): Promise<unknown> {
  if (!Array.isArray(params)) return bus.list()
  const result: Record<string, unknown> = {}
  for (const pattern of params) {
    if (typeof pattern !== 'string') continue
    const found = await bus.lookup(pattern).catch(() => [])
    for (const { path, methods } of found) result[path] = describeMethods(methods)
  }
  return result
}

const jsonTypes: Readonly<Record<string, string>> = {
  boolean: 'boolean',
  int16: 'number',
  int32: 'number',
  int64: 'number',
  double: 'number',
  string: 'string',
  array: 'array',
  table: 'object',
}

function describeMethods(methods: ReadonlyMap<string, ReadonlyMap<string, string>>): Record<string, unknown> {
  const entries = [...methods].map(([name, types]) => {
    const shown = [...types].map(([argument, type]) => [argument, jsonTypes[type] ?? 'unknown'] as const)
    return [name, Object.fromEntries(shown)] as const
  })
  return Object.fromEntries(entries)
}

function failure(id: Json, kind: Failure): unknown {
  const [code, message] = failures[kind]
  return { jsonrpc: '2.0', id, error: { code, message } }
}

function parse(body: string): Json | undefined {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}

/** JSON has no integers beyond 2^53: they lose their last digits, as in every browser. */
export function print(value: unknown): string {
  return JSON.stringify(value, (_, inner) => (typeof inner === 'bigint' ? Number(inner) : inner))
}

function isTable(value: Json | undefined): value is { [name: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
