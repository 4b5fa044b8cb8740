/** An instance of a procd service as a caller describes it, and as `service list` shows it. Source: procd's instance.c. */

import { isDeepStrictEqual } from 'node:util'
import { type Field, type InputTable, type Table, toTable, type Value } from 'ubus-client'
import { pickArguments } from './arguments.ts'

/** Seconds, but for the count. */
export interface Respawn {
  /** A process that lived shorter has crashed. */
  readonly threshold: number
  /** How long to wait before starting again. */
  readonly timeout: number
  /** After so many crashes in a row it is given up; 0 never. */
  readonly retry: number
}

export interface InstanceConfig {
  readonly command: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly data: Table
  readonly limits: Readonly<Record<string, string>>
  readonly netdev: readonly string[]
  readonly file: readonly string[]
  readonly respawn: Respawn | undefined
  readonly user: string | undefined
  readonly group: string | undefined
  readonly stdout: boolean
  readonly stderr: boolean
  readonly noNewPrivileges: boolean
  readonly pidfile: string | undefined
  readonly reloadSignal: number | undefined
  readonly termTimeout: number
  readonly nice: number
  /** What the files and devices were like when this was said; another fingerprint is a change. */
  readonly fingerprint: string
}

const signature = {
  command: 'array',
  env: 'table',
  data: 'table',
  netdev: 'array',
  file: 'array',
  respawn: 'array',
  nice: 'int32',
  limits: 'table',
  user: 'string',
  group: 'string',
  stdout: 'int8',
  stderr: 'int8',
  no_new_privs: 'int8',
  pidfile: 'string',
  reload_signal: 'int32',
  term_timeout: 'int32',
} as const

/** `fingerprint` looks at files and network devices. Gives undefined when procd would not start it. */
export function readInstance(
  fields: readonly Field[],
  fingerprint: (files: readonly string[], devices: readonly string[]) => string,
): InstanceConfig | undefined {
  const given = pickArguments(fields, signature)
  const command = strings(given.command)
  const file = strings(given.file ?? [])
  const netdev = strings(given.netdev ?? [])
  const env = texts(given.env)
  const limits = texts(given.limits)
  if (!command || command.length === 0 || !file || !netdev || !env || !limits) return undefined
  return {
    command,
    env,
    data: given.data ?? toTable([]),
    limits,
    netdev,
    file,
    respawn: given.respawn === undefined ? undefined : readRespawn(given.respawn),
    user: given.user,
    group: given.group,
    stdout: given.stdout ?? false,
    stderr: given.stderr ?? false,
    noNewPrivileges: given.no_new_privs ?? false,
    pidfile: given.pidfile,
    reloadSignal: given.reload_signal,
    termTimeout: given.term_timeout ?? 5,
    nice: given.nice ?? 0,
    fingerprint: fingerprint(file, netdev),
  }
}

/** Its `data` may change without a restart. */
export function needsRestart(old: InstanceConfig, fresh: InstanceConfig): boolean {
  const { data: _old, ...before } = old
  const { data: _fresh, ...after } = fresh
  return !isDeepStrictEqual(before, after)
}

/** The part of `service list` that comes from the configuration, in procd's order; what is empty is left out. */
export function describeInstance(config: InstanceConfig): InputTable {
  return {
    ...shown('env', config.env),
    ...shown('data', config.data),
    ...shown('limits', config.limits),
    ...(config.netdev.length > 0 ? { netdev: config.netdev } : {}),
    ...(config.reloadSignal === undefined ? {} : { reload_signal: config.reloadSignal }),
    ...(config.respawn === undefined ? {} : { respawn: { ...config.respawn } }),
    ...(config.noNewPrivileges ? { no_new_privs: true } : {}),
    ...(config.pidfile === undefined ? {} : { pidfile: config.pidfile }),
    ...(config.user === undefined ? {} : { user: config.user }),
    ...(config.group === undefined ? {} : { group: config.group }),
  }
}

function shown(name: string, table: InputTable): InputTable {
  return Object.keys(table).length > 0 ? { [name]: table } : {}
}

/** Up to three numbers, written as strings; the rest is 3600, 5, 5. */
function readRespawn(values: readonly Value[]): Respawn {
  const [threshold = 3600, timeout = 5, retry = 5] = values.map((value) => Number.parseInt(String(value), 10) || 0)
  return { threshold, timeout, retry }
}

function strings(values: readonly Value[] | undefined): string[] | undefined {
  const texts = values?.filter((value) => typeof value === 'string')
  return texts?.length === values?.length ? texts : undefined
}

function texts(table: Table | undefined): Record<string, string> | undefined {
  const entries = Object.entries(table ?? {})
  const plain = entries.flatMap(([name, value]) => (typeof value === 'string' ? [[name, value] as const] : []))
  return plain.length === entries.length ? Object.fromEntries(plain) : undefined
}
