/** The schools of `npm run district`: some with a generated journal of a term, and one of the lab. */
import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { decodePublicKey } from '../../src/logger/signify-keys.ts'
import { termUntil, writeYear } from '../bench/year.ts'
import { quick, School } from '../forward/school.ts'
import { rowsIn } from './balance.ts'
import type { District } from './district.ts'
import type { LabSchoolSaid, LabSchoolSettings } from './lab-school.ts'
import { tunnelTo } from './tunnel.ts'

export interface DemoSchool {
  readonly school: string
  readonly name: string
  /** Its router's key. */
  readonly journal: string
  readonly publicKey: string
  /** Folder of the journal's days. */
  readonly folder: string
}

/** What has to be ended, in any order. */
export type Endings = (() => void | Promise<void>)[]

const repository = fileURLToPath(new URL('../..', import.meta.url))

function idOf(publicKey: string): string {
  const key = decodePublicKey(publicKey)
  if (key === undefined) throw new Error('this is no public key of a journal')
  return key.id
}

/** Writes its journal and begins to send it. */
export function generateSchool(district: District, number: number, schoolDays: number, endings: Endings): DemoSchool {
  const school = `school-${number}`
  const year = writeYear(join(district.folder, school), {
    ...{ schoolDays, seed: number },
    firstDay: termUntil(schoolDays, Date.now() / 1000),
  })
  const { publicKey } = year
  const router = new School(join(district.folder, `${school}-router`))
  router.targets = [district.target({ hostname: school })]
  // The last rows came when it was closed.
  const rows = rowsIn(year.journal).size
  const forwarder = router.forward({
    journal: idOf(publicKey),
    dir: year.journal,
    extent: () => ({ flushed: rows, last: rows }),
    timings: { ...quick, roundMs: 5000 },
  })
  endings.push(() => forwarder.stop())
  return { school, name: `№ ${number} мектеп`, journal: idOf(publicKey), publicKey, folder: year.journal }
}

/** The only line on its standard output; nothing where it ended without one. */
function firstLine(child: ChildProcess): Promise<string | undefined> {
  return new Promise((resolve) => {
    if (child.stdout !== null) createInterface(child.stdout).once('line', resolve)
    child.once('close', () => resolve(undefined))
  })
}

/** A whole router with its PCs, in namespaces of its own. Gives nothing where it cannot be started; what it said went to `tell`. */
export async function startLabSchool(
  district: District,
  number: number,
  endings: Endings,
  tell: (line: string) => void,
): Promise<DemoSchool | undefined> {
  const school = `school-${number}`
  const socket = join(district.folder, 'rsyslog.sock')
  const tunnel = tunnelTo({ host: '127.0.0.1', port: district.rsyslog.port })
  await new Promise<void>((resolve) => tunnel.listen(socket, resolve))
  chmodSync(socket, 0o600)
  const { ca = '', cert = '', key = '' } = district.target({ hostname: school })
  const settings: LabSchoolSettings = { socket, hostname: school, ca, cert, key }
  const program = ['build/setup.mjs', '--lab', 'test/district/lab-school.ts', JSON.stringify(settings)]
  // The lab cleans up after itself, also when this process is killed: its mark is its own.
  const { AQTIZIM_LAB: _, ...env } = process.env
  const child = spawn(process.execPath, program, {
    ...{ cwd: repository, env, stdio: ['pipe', 'pipe', 'pipe'], detached: true },
  })
  if (child.stderr !== null) createInterface(child.stderr).on('line', tell)
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  endings.push(async () => {
    child.stdin?.end()
    await ended
    tunnel.close()
  })
  const said = await firstLine(child)
  if (said === undefined) return undefined
  const { journal: folder, publicKey } = JSON.parse(said) as LabSchoolSaid
  return { school, name: 'Зертхана мектебі', journal: idOf(publicKey), publicKey, folder }
}
