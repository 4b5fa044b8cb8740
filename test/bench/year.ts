/**
 * A school year as the real journal writer writes it: two computer rooms with fifteen PCs each, six lessons a day, 170 days
 * of school between 1 September and 25 May, and a router that is on all the time. The same bytes each time, but for the key.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Journal } from '../../src/logger/journal.ts'
import type { Unnumbered } from '../../src/logger/record.ts'
import { createSigningKey, encodePublicKey, verifyingKeyOf } from '../../src/logger/signify-keys.ts'
import { keepUp } from '../../src/logger/upkeep.ts'
import { nodeMachine } from '../../src/machine/node-machine.ts'
import { background, listed, type Site, trackers, unlisted } from './year-sites.ts'

export interface YearOptions {
  readonly schoolDays?: number
  /** Of the first of September. Default 2026. */
  readonly startYear?: number
  /** Seconds, midnight of UTC. Default: the first of September. */
  readonly firstDay?: number
  readonly seed?: number
}

export interface Year {
  /** Stands for the router's root. */
  readonly root: string
  readonly journal: string
  /** Of the key that signed it, as a file has it. */
  readonly publicKey: string
  readonly rows: number
  readonly visits: number
  /** Octets before compression. */
  readonly plain: number
  /** Local dates of the days of school. */
  readonly days: readonly string[]
}

const zone = 'Asia/Almaty'
const rooms = ['informatics', 'multimedia']
const pcs = 15
const lessons = 6
const lessonSeconds = 45 * 60
const breakSeconds = 10 * 60
/** 08:00 in Almaty. */
const firstBell = 3 * 3600
const firstDayOf = (year: number) => Date.UTC(year, 8, 1) / 1000
const day = 86_400
/** As in the daemon. */
const idleSeconds = 3600
const sealSeconds = 600

/** Weeks without school, counted from the first Monday: autumn, winter, spring. */
const holidayWeeks = [9, 18, 19, 29]

/** Numbers in (0, 1), the same for the same seed: the minimal standard of Park and Miller (CACM 31, 1988). */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 48_271) % 2_147_483_647
    return state / 2_147_483_647
  }
}

interface Dice {
  readonly random: () => number
  between(low: number, high: number): number
  /** The first are picked most often. */
  pick(from: readonly Site[]): Site
}

function dice(seed: number): Dice {
  const random = randomFrom(seed)
  return {
    random,
    between: (low, high) => Math.floor(low + random() * (high - low + 1)),
    pick: (from) => from[Math.floor(from.length * random() ** 2)] ?? { site: 'bilimland.kz' },
  }
}

type Visit = Unnumbered & { readonly start: string }
interface Timed {
  readonly at: number
  readonly row: (time: (seconds: number) => string) => Unnumbered
}

const isSchoolDay = (date: number, firstDay: number) => {
  const weekday = new Date(date * 1000).getUTCDay()
  const week = Math.floor((date - firstDay) / day / 7)
  return weekday !== 0 && weekday !== 6 && !holidayWeeks.includes(week)
}

/** The first day of so many days of school that are over at `end`, in seconds. */
export function termUntil(schoolDays: number, end: number): number {
  const today = Math.floor(end / day) * day
  for (let first = today - day; ; first -= day) {
    const dates = Array.from({ length: (today - first) / day }, (_, at) => first + at * day)
    if (dates.filter((date) => isSchoolDay(date, first)).length >= schoolDays) return first
  }
}

/** What one PC does in one lesson. */
function* visitsOf(roll: Dice, room: string, pc: number, lesson: string, from: number): Generator<Timed> {
  const name = `PC-${String(pc).padStart(2, '0')}`
  const mac = `02:00:5e:00:0${rooms.indexOf(room) + 1}:${pc.toString(16).padStart(2, '0')}`
  const who = { room, pc: name, mac, ip: `192.168.${rooms.indexOf(room) + 1}.${100 + pc}` }
  const kinds = [
    { sites: listed, count: roll.between(5, 14), allowed: true, longest: 1500 },
    { sites: trackers, count: roll.between(5, 18), allowed: false, longest: 200 },
    { sites: unlisted, count: roll.random() < 0.5 ? roll.between(1, 6) : 0, allowed: false, longest: 60 },
    { sites: background, count: roll.between(6, 14), allowed: false, longest: 900 },
  ]
  for (const { sites, count, allowed, longest } of kinds)
    for (let turn = 0; turn < count; turn++) {
      const { site, host } = roll.pick(sites)
      const start = from + roll.between(20, lessonSeconds - 60)
      const end = Math.min(start + Math.floor(longest * roll.random() ** 3), from + lessonSeconds)
      const flows = 1 + Math.floor(12 * roll.random() ** 3)
      const down = Math.floor(2000 * 10 ** (4 * roll.random() ** 2)) * flows
      const quic = !allowed && roll.random() < 0.08
      const row = (time: (seconds: number) => string): Visit => ({
        start: time(start),
        end: time(end),
        ...who,
        site,
        ...(host !== undefined && { host }),
        verdict: allowed ? 'allowed' : 'refused',
        ...(!allowed && { why: quic ? 'direct-address' : 'unlisted' }),
        ...(quic && { port: 'udp/443' }),
        flows,
        ...(allowed ? { up: Math.floor(down / 14), down } : quic ? {} : { up: 700 * flows, down: 420 * flows }),
        ...(sites === background && { background: true }),
        lesson,
      })
      // The kernel forgets a closed connection, and two quiet minutes pass.
      yield { at: end + 125 + roll.between(0, 10), row }
    }
}

const classes = ['5 «А»', '6 «Ә»', '7 «А»', '7 «Б»', '8 «В»', '9 «А»', '10 «Ғ»', '11 «А»']

function dayOf(roll: Dice, date: number): Timed[] {
  const events: Timed[] = []
  const event = (at: number, details: Record<string, string | number>) =>
    events.push({ at, row: (time) => ({ at: time(at), ...details }) as Unnumbered })
  for (let lesson = 0; lesson < lessons; lesson++) {
    const from = date + firstBell + lesson * (lessonSeconds + breakSeconds)
    for (const [place, room] of rooms.entries()) {
      const name = classes[(lesson * 2 + place + Math.floor(date / day)) % classes.length] ?? ''
      event(from, { event: 'lesson', state: 'start', room, class: name, user: 'timetable' })
      event(from + lessonSeconds, { event: 'lesson', state: 'end', room, class: name, user: 'timetable' })
      for (let pc = 1; pc <= pcs; pc++) if (roll.random() < 0.93) events.push(...visitsOf(roll, room, pc, name, from))
    }
  }
  return events.sort((a, b) => a.at - b.at)
}

/** Writes as the daemon does: rows, a seal every ten minutes or every idle hour, days compressed when they are over. */
export function writeYear(root: string, options: YearOptions = {}): Year {
  const { schoolDays = 170, startYear = 2026, firstDay = firstDayOf(startYear), seed = 1 } = options
  const folder = join(root, 'etc/aqtizim/journal')
  mkdirSync(join(root, 'etc/config'), { recursive: true })
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(root, 'etc/config/system'), `config system\n\toption zonename '${zone}'\n`)
  const key = createSigningKey()
  const publicKey = encodePublicKey(verifyingKeyOf(key))
  writeFileSync(join(root, 'etc/aqtizim/journal.pub'), publicKey)
  const roll = dice(seed)
  let now = firstDay
  const { files } = nodeMachine()
  const machine = { files, now: () => now * 1000, log: () => {} }
  const journal = new Journal({ machine, dir: folder, spoolDir: join(root, 'spool'), zone, key })
  const [counted, days] = [{ visits: 0, plain: 0 }, [] as string[]]
  const add = (row: Unnumbered) => {
    const added = journal.append(row)
    counted.plain += Buffer.byteLength(JSON.stringify(added)) + 1
    if ('site' in row) counted.visits++
  }
  let sealed = { at: now, row: 0 }
  const seal = (at: number) => {
    const idle = journal.last === sealed.row
    if (at - sealed.at < (idle ? idleSeconds : sealSeconds)) return
    now = at
    const counts = Object.fromEntries(rooms.map((room) => [room, { allowed: 0, gate: idle ? 0 : 800, refused: 90 }]))
    journal.seal({ kernel: counts, recorded: counts })
    journal.flush()
    sealed = { at, row: journal.last }
  }
  add({ at: journal.time(now), event: 'started' })
  for (let date = firstDay; days.length < schoolDays; date += day) {
    const events = isSchoolDay(date, firstDay) ? dayOf(roll, date) : []
    if (events.length > 0) days.push(new Date(date * 1000).toISOString().slice(0, 10))
    for (let at = date + sealSeconds; at <= date + day; at += sealSeconds) {
      while ((events[0]?.at ?? Number.POSITIVE_INFINITY) < at) {
        const { at: when, row } = events.shift() ?? { at, row: () => ({ at: '', event: '' }) }
        now = when
        add(row((seconds) => journal.time(seconds)))
      }
      seal(at)
    }
    while (keepUp(files, folder, journal, { keepDays: 400 })) {}
  }
  const rows = journal.last
  journal.close()
  return { root, journal: folder, publicKey, rows, ...counted, days }
}
