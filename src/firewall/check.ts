/** Runs the checkers of nft, dnsmasq and HAProxy over what was compiled, before it is applied. */

import { basename } from 'node:path'
import { replaceFile } from '../machine/atomic-write.ts'
import type { Machine } from '../machine/machine.ts'
import { type Message, message } from '../messages/message.ts'
import type { GeneratedFile } from './plan.ts'

export type Engine = 'nft' | 'dnsmasq' | 'haproxy'

/** What an engine said against a file, with its exit status where it said nothing. */
export const refusalOf = (engine: Engine, output: string, status: number): Message =>
  output.trim() === ''
    ? message('engine-exit-status', { engine, status })
    : message('engine-refused', { engine, output: output.trim() })

export interface Candidate {
  /** Absent where the kernel's table stays as it is. */
  readonly table: string | undefined
  readonly resolvers: readonly GeneratedFile[]
  /** Compiled for `folder`, so that HAProxy finds its maps there; empty where only maps changed. */
  readonly gate: readonly GeneratedFile[]
  readonly gateConfig: string
}

export function writeFiles(machine: Pick<Machine, 'files'>, files: readonly GeneratedFile[]): void {
  for (const { path, text } of files) replaceFile(machine.files, path, text, false, 0o644)
}

/** Checks a candidate in `folder`, which has to be there; undefined when all three engines take it. */
export async function check(machine: Machine, folder: string, candidate: Candidate): Promise<Message | undefined> {
  const { table, resolvers, gate, gateConfig } = candidate
  const local = resolvers.map(({ path, text }) => ({ path: `${folder}/${basename(path)}`, text }))
  writeFiles(machine, [...local, ...gate])
  const refusal = (engine: Engine, { status, stderr, stdout }: { status: number; stderr: string; stdout: string }) =>
    status === 0 ? undefined : refusalOf(engine, `${stderr}${stdout}`, status)
  // A servers-file holds the same lines as a configuration, and `--test` alone would not read it.
  const dnsmasq = ({ path }: GeneratedFile) => machine.run(['dnsmasq', '--test', `--conf-file=${path}`])
  const [byNft, byHaproxy, ...byDnsmasq] = await Promise.all([
    table === undefined ? undefined : machine.run(['nft', '-c', '-f', '-'], { input: table }),
    gate.length > 0 ? machine.run(['haproxy', '-c', '-f', gateConfig]) : undefined,
    ...local.map(dnsmasq),
  ])
  const refusedByDnsmasq = byDnsmasq.map((ran) => ran && refusal('dnsmasq', ran)).find((found) => found !== undefined)
  return (byNft && refusal('nft', byNft)) ?? refusedByDnsmasq ?? (byHaproxy && refusal('haproxy', byHaproxy))
}
