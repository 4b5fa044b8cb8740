/** A true journal of several days, written by the real writer with a real key, and copies of it to forge. */
import * as fs from 'node:fs'
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { Journal } from '../../../src/logger/journal.ts'
import type { Unnumbered } from '../../../src/logger/record.ts'
import {
  createSigningKey,
  encodePublicKey,
  encodeSigningKey,
  type SigningKey,
  verifyingKeyOf,
} from '../../../src/logger/signify-keys.ts'
import { keepUp } from '../../../src/logger/upkeep.ts'

export const dayCount = 5
/** Rows of a day that is over: its day row, three times four visits with a seal, and the seal that closes it. */
export const rowsOfDay = 17

export interface SchoolDays {
  /** The router's files lie below it. */
  readonly root: string
  readonly key: SigningKey
  /** Heads of all seals, oldest first, as somebody may have printed them. */
  readonly heads: readonly string[]
  /** The third day as it was before its last four visits, and the last day likewise. */
  readonly old: { readonly third: string; readonly last: string }
}

const start = Date.parse('2026-10-05T04:00:00Z')
const sites = ['bilimland.kz', 'vk.com', 'egov.kz', 'kundelik.kz']

function visit(now: number, turn: number, suffix: string): Unnumbered {
  const site = sites[turn % sites.length] ?? ''
  const time = new Date(now + 5 * 3_600_000).toISOString().replace(/\.\d+Z$/, '+05:00')
  const who = { room: 'informatics', pc: `PC-0${1 + (turn % 9)}`, mac: `02:00:00:00:00:0${1 + (turn % 9)}` }
  const verdict = site === 'vk.com' ? { verdict: 'refused', why: 'unlisted' } : { verdict: 'allowed' }
  const counts = { flows: 1 + (turn % 5), up: 4000 + turn, down: 90_000 + turn }
  return { start: time, end: time, ...who, ip: `192.168.1.10${turn % 9}`, site: site + suffix, ...verdict, ...counts }
}

/** Writes it below `root`. `suffix` makes another journal of the same days. The first day is compressed. */
export function writeSchoolDays(root: string, key = createSigningKey(), suffix = ''): SchoolDays {
  const [etc, dir] = [join(root, 'etc/aqtizim'), join(root, 'etc/aqtizim/journal')]
  mkdirSync(etc, { recursive: true })
  writeFileSync(join(etc, 'journal.pub'), encodePublicKey(verifyingKeyOf(key)))
  writeFileSync(join(etc, 'journal.sec'), encodeSigningKey(key), { mode: 0o600 })
  let now = start
  const machine = { files: fs, now: () => now, log: () => {} }
  const spoolDir = join(root, 'var/run/aqtizim/spool')
  const journal = new Journal({ machine, dir, spoolDir, zone: 'Asia/Almaty', key, anchor: join(etc, 'journal.json') })
  const old: Record<string, string> = {}
  for (let day = 0; day < dayCount; day += 1) {
    now = start + day * 86_400_000
    for (let turn = 0; turn < 12; turn += 1) {
      now += 60_000
      journal.append(visit(now, day * 12 + turn, suffix))
      if (turn % 4 === 3) journal.seal()
      journal.flush()
      if (turn === 7) old[day] = readFileSync(join(dir, dayName(day)), 'utf8')
    }
  }
  journal.close()
  keepUp(fs, dir, journal, { keepDays: 400 })
  const heads = new Copy(root).days().flatMap((lines) => lines.flatMap((line) => JSON.parse(line).seal?.head ?? []))
  return { root, key, heads, old: { third: old[2] ?? '', last: old[dayCount - 1] ?? '' } }
}

export const dayName = (day: number) => `2026-10-${String(5 + day).padStart(2, '0')}.jsonl`

/** A router's files that may be forged. */
export class Copy {
  readonly root: string
  readonly dir: string
  /** What the router remembers of its journal. */
  readonly anchor: string

  constructor(root: string) {
    this.root = root
    this.dir = join(root, 'etc/aqtizim/journal')
    this.anchor = join(root, 'etc/aqtizim/journal.json')
  }

  /** Path of a day's file, plain or compressed. */
  path(day: number): string {
    const name = dayName(day)
    return join(this.dir, readdirSync(this.dir).includes(name) ? name : `${name}.gz`)
  }

  /** Lines of a day, without their line feeds. */
  lines(day: number): string[] {
    const bytes = readFileSync(this.path(day))
    const text = this.path(day).endsWith('.gz') ? gunzipSync(bytes) : bytes
    return text.toString('utf8').split('\n').slice(0, -1)
  }

  days(): string[][] {
    return Array.from({ length: dayCount }, (_, day) => this.lines(day))
  }

  write(day: number, lines: readonly string[]): void {
    const text = lines.map((line) => `${line}\n`).join('')
    const path = this.path(day)
    writeFileSync(path, path.endsWith('.gz') ? gzipSync(text) : text)
  }

  edit(day: number, change: (lines: string[]) => readonly string[]): void {
    this.write(day, change(this.lines(day)))
  }
}

/** Makes a copy, and takes it away when `use` is done with it. */
export async function withCopy<T>(days: SchoolDays, folder: string, use: (copy: Copy) => Promise<T>): Promise<T> {
  cpSync(days.root, folder, { recursive: true })
  const copy = new Copy(folder)
  writeFileSync(copy.anchor, readFileSync(copy.anchor, 'utf8').replace(new Copy(days.root).dir, copy.dir))
  try {
    return await use(copy)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
