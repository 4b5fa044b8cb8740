/** Starts real processes, and looks at what they depend on. */

import { type ChildProcess, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import * as fs from 'node:fs'
import { setPriority } from 'node:os'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import type { InstanceConfig } from './instance-config.ts'

/** A line for logd, at the level of syslog. */
export type LogLine = (line: string, level: 'info' | 'err') => void

/**
 * In a session of its own, so that a Ctrl-C at the terminal reaches it only through us. Limits and jails are not set up. A
 * program that is missing makes the child tell `error`.
 */
export function spawnInstance(config: InstanceConfig, log: LogLine): ChildProcess {
  const [program = '', ...rest] = config.command
  const child = spawn(program, rest, {
    detached: true,
    env: { ...process.env, ...config.env },
    stdio: ['ignore', config.stdout ? 'pipe' : 'ignore', config.stderr ? 'pipe' : 'ignore'],
    ...identity(config),
  })
  // procd knows no other name of a line than the program's, and no other level than the stream's (instance_stdio).
  const name = program.slice(program.lastIndexOf('/') + 1)
  const hear = (stream: Readable | null, level: 'info' | 'err') => {
    if (stream !== null) createInterface(stream).on('line', (line) => log(`${name}[${child.pid}]: ${line}`, level))
  }
  hear(child.stdout, 'info')
  hear(child.stderr, 'err')
  if (config.nice !== 0 && child.pid !== undefined) setPriority(child.pid, config.nice)
  return child
}

function identity({ user, group }: InstanceConfig): { uid?: number; gid?: number } {
  const account = user === undefined ? undefined : findEntry('/etc/passwd', user)
  const own = group === undefined ? undefined : findEntry('/etc/group', group)
  const uid = account?.[2]
  const gid = own?.[2] ?? account?.[3]
  return { ...(uid === undefined ? {} : { uid: Number(uid) }), ...(gid === undefined ? {} : { gid: Number(gid) }) }
}

function findEntry(file: string, name: string): string[] | undefined {
  const lines = fs.readFileSync(file, 'utf8').split('\n')
  return lines.map((line) => line.split(':')).find(([first]) => first === name)
}

/** Contents of the files, and index numbers of the network devices. */
export function fingerprint(files: readonly string[], devices: readonly string[]): string {
  const hash = createHash('sha256')
  for (const path of [...files, ...devices.map((device) => `/sys/class/net/${device}/ifindex`)]) {
    hash.update(`${path}\0`)
    try {
      hash.update(createHash('sha256').update(fs.readFileSync(path)).digest())
    } catch {
      // What is not there has a fingerprint too: that of a name alone.
    }
  }
  return hash.digest('hex')
}
