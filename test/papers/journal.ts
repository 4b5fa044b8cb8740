/** A school's October in the journal, by the real writer: the same bytes each time. */
import { createPrivateKey } from 'node:crypto'
import { Journal } from '../../src/logger/journal.ts'
import type { Unnumbered } from '../../src/logger/record.ts'
import { encodePublicKey, type SigningKey, verifyingKeyOf } from '../../src/logger/signify-keys.ts'
import { localTime } from '../../src/machine/local-time.ts'
import type { Files } from '../../src/machine/machine.ts'

export const zone = 'Asia/Almaty'
export const journalDir = '/etc/aqtizim/journal'

const local = localTime(zone)
/** Seconds since the epoch of a local moment; the zone has had one offset since 2024. */
export const at = (text: string) => Date.parse(`${text}+05:00`) / 1000

export interface Lesson {
  readonly room: string
  readonly class: string
  /** `09:00` */
  readonly from: string
  readonly minutes: number
}

export const lessons: readonly Lesson[] = [
  { room: 'informatics', class: '7 «А»', from: '09:00', minutes: 40 },
  { room: 'informatics', class: '8 «Ә»', from: '09:50', minutes: 40 },
  { room: 'informatics', class: '5 «Б»', from: '10:45', minutes: 40 },
  { room: 'multimedia', class: '9 «В»', from: '09:50', minutes: 40 },
  { room: 'multimedia', class: '6 «А»', from: '11:40', minutes: 40 },
]

const allowed = ['bilimland.kz', 'www.gov.kz', 'kitap.kz', 'xn--90aud6hb.xn--80ao21a', 'opiq.kz', 'adilet.zan.kz']
const refused: readonly (readonly [site: string, why: string])[] = [
  ['vk.com', 'unlisted'],
  ['tiktok.com', 'unlisted'],
  ['games.bilimland.kz', 'unlisted'],
  ['1.1.1.1', 'direct-address'],
  ['bilimland.kz', 'port'],
]

/** A key that is the same each time; it signs nothing but samples. */
export function sampleKey(): SigningKey {
  const seed = Buffer.alloc(32, 7)
  const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed])
  return { id: 'a1b2c3d4e5f60718', privateKey: createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }) }
}

export const samplePublicKey = () => encodePublicKey(verifyingKeyOf(sampleKey()))

/** Numbers that look random and are the same each time. */
function createDice(seed: number): (sides: number) => number {
  let state = seed >>> 0
  return (sides) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * sides)
  }
}

export interface MonthOptions {
  readonly files: Files
  /** First and last day, `2026-10-01`. */
  readonly from: string
  readonly until: string
  /** PCs of each room. */
  readonly pcs: number
}

const dayMs = 86_400_000

export function writeMonth({ files, from, until, pcs }: MonthOptions): void {
  let now = at(`${from}T08:00:00`) * 1000
  const machine = { files, now: () => now, log: () => {} }
  const journal = new Journal({ machine, dir: journalDir, spoolDir: '/var/run/aqtizim/spool', zone, key: sampleKey() })
  const roll = createDice(2026)
  journal.event('started', { version: '0.1.0' })
  for (let time = Date.parse(`${from}T00:00:00Z`); time <= Date.parse(`${until}T00:00:00Z`); time += dayMs) {
    const date = new Date(time).toISOString().slice(0, 10)
    now = at(`${date}T08:00:00`) * 1000
    if (![0, 6].includes(new Date(time).getUTCDay()))
      writeDay(journal, date, pcs, roll, (seconds) => (now = seconds * 1000))
    if (date === '2026-10-14') {
      const start = at(`${date}T12:05:00`)
      journal.gap({ from: start, to: start + 780, why: 'power-cut' })
    }
    if (date === '2026-10-21') {
      const start = at(`${date}T09:55:00`)
      journal.gap({
        from: start,
        to: start + 60,
        flows: 17,
        why: 'counter-difference',
        room: 'informatics',
        counter: 'gate',
      })
    }
    now = at(`${date}T18:00:00`) * 1000
    journal.seal()
    journal.flush()
  }
  now = at(`${until}T23:59:00`) * 1000
  journal.close()
}

interface Timed {
  readonly time: number
  readonly write: () => void
}

function writeDay(
  journal: Journal,
  date: string,
  pcs: number,
  roll: (sides: number) => number,
  turn: (to: number) => void,
) {
  const todo: Timed[] = []
  for (const lesson of lessons) {
    const start = at(`${date}T${lesson.from}:00`)
    const end = start + lesson.minutes * 60
    const told = { room: lesson.room, class: lesson.class, user: 'timetable' }
    todo.push({ time: start, write: () => void journal.event('lesson', { state: 'start', ...told }) })
    todo.push({ time: end + 1, write: () => void journal.event('lesson', { state: 'end', ...told }) })
    for (let pc = 1; pc <= pcs; pc++)
      for (const visit of visitsOf(lesson, pc, start, end, roll))
        todo.push({ time: visit.end, write: () => void journal.append(rowOf(lesson, pc, visit)) })
  }
  for (const { time, write } of todo.sort((a, b) => a.time - b.time)) {
    turn(time)
    write()
  }
}

interface Visit {
  readonly start: number
  readonly end: number
  readonly site: string
  readonly why?: string
  readonly background?: boolean
}

function visitsOf(lesson: Lesson, pc: number, start: number, end: number, roll: (sides: number) => number): Visit[] {
  // One PC is led past the router in the second half of a lesson, as a pupil might.
  const isDark = lesson.class === '8 «Ә»' && pc === 3 && roll(4) === 0
  const last = isDark ? start + 900 : end
  const visits: Visit[] = []
  for (let time = start + 30 + roll(60); time < last - 120; ) {
    const length = 120 + roll(600)
    const [site = 'vk.com', why = 'unlisted'] = refused[roll(refused.length)] ?? []
    const isRefused = roll(9) === 0
    if (isRefused) visits.push({ start: time, end: time + 5, site, why })
    else visits.push({ start: time, end: Math.min(time + length, last), site: allowed[roll(allowed.length)] ?? '' })
    if (roll(7) === 0)
      visits.push({ start: time, end: time + 2, site: 'msftconnecttest.com', why: 'unlisted', background: true })
    time += isRefused ? 20 : length
  }
  return visits
}

const two = (value: number) => String(value).padStart(2, '0')

function rowOf(lesson: Lesson, pc: number, visit: Visit): Unnumbered {
  const [prefix, net] = lesson.room === 'informatics' ? ['PC', 1] : ['MM', 2]
  return {
    start: local.format(visit.start),
    end: local.format(visit.end),
    room: lesson.room,
    pc: `${prefix}-${two(pc)}`,
    mac: `02:00:00:00:0${net}:${two(pc)}`,
    ip: `192.168.${net}.${100 + pc}`,
    site: visit.site,
    verdict: visit.why === undefined ? 'allowed' : 'refused',
    ...(visit.why !== undefined && { why: visit.why }),
    flows: 3,
    ...(visit.why === undefined && { up: 1800, down: 560_000 }),
    ...(visit.background && { background: true }),
    lesson: lesson.class,
  }
}
