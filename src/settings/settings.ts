/**
 * The settings of UCI `/etc/config/aqtizim` as values. A wrong value is a fault that names section and option; its
 * default stands in, so that one slip of the pen neither opens nor shuts a school.
 */

import ipaddr from 'ipaddr.js'
import { isMarkMask } from '../kernel/conntrack-marks.ts'
import { normaliseMac } from '../kernel/mac.ts'
import { dayNames, type Hours, minutesOfDay, readClock, type Timetable } from '../timetable/hours.ts'
import { isClassName } from '../timetable/timetable.ts'
import { quote } from '../whitelist/report.ts'
import { readTargets, type Target } from './forward-target.ts'

/** What ubus `uci get {config}` answers under `values`. */
export type UciValues = Readonly<Record<string, Readonly<Record<string, unknown>>>>

export interface RoomSettings {
  readonly id: string
  readonly name: string
  readonly networks: readonly string[]
}
export interface PcSettings {
  readonly name: string
  readonly mac: string
  readonly room: string | undefined
}
export interface ExemptSettings {
  readonly name: string
  readonly mac: string
  readonly addresses: readonly string[]
}
/** Who stands in the papers. */
export interface PersonSettings {
  readonly name: string
  readonly post: string
  /** What papers ask for by itself: who approves, who answers for the rooms, who makes the monthly report. */
  readonly role: 'director' | 'teacher' | 'psychologist' | 'other'
  /** In the school's commission. */
  readonly commission: 'chair' | 'member' | undefined
}
export interface Settings {
  readonly enabled: boolean
  readonly school: string
  readonly language: 'kk' | 'ru' | 'en'
  readonly nameCheck: boolean
  readonly journalDir: string
  readonly flushSeconds: number
  readonly keepDays: number
  /** Millions of octets. */
  readonly journalMaxMb: number
  readonly requireSignature: boolean
  /** Whether the pages follow what happens by server-sent events. */
  readonly liveStream: boolean
  readonly upstreams: readonly string[]
  readonly markMask: number
  readonly rooms: readonly RoomSettings[]
  /** Networks of rooms that cannot be made, for their section name: they are shut. */
  readonly shutNetworks: readonly string[]
  readonly pcs: readonly PcSettings[]
  readonly exempt: readonly ExemptSettings[]
  /** Rooms without one are open at any time. */
  readonly timetables: readonly Timetable[]
  readonly people: readonly PersonSettings[]
  /** Where the journal is sent. */
  readonly forwards: readonly Target[]
  /** The file for node-exporter's textfile collector; nothing where nobody wants one. */
  readonly metricsFile: string | undefined
}

type Section = Readonly<Record<string, unknown>>

const shown = (value: unknown) => (typeof value === 'string' ? quote(value) : 'a list')

class Reader {
  readonly faults: string[] = []
  readonly section: Section
  readonly name: string

  constructor(section: Section, name: string) {
    this.section = section
    this.name = name
  }

  /** Reads one option through `check`, which gives undefined for a wrong value. */
  option<T>(key: string, fallback: T, what: string, check: (text: string) => T | undefined): T {
    const value = this.section[key]
    if (value === undefined) return fallback
    const checked = typeof value === 'string' ? check(value) : undefined
    if (checked === undefined) this.faults.push(`${this.name}.${key}: ${shown(value)} is not ${what}`)
    return checked ?? fallback
  }

  texts(key: string, what: string, isRight: (text: string) => boolean): string[] {
    const value = this.section[key]
    // UCI's `option x 'a b'` reads as a list where a list is meant.
    const items = Array.isArray(value) ? value : typeof value === 'string' ? value.split(/\s+/).filter(Boolean) : []
    return items.filter((item): item is string => {
      const right = typeof item === 'string' && isRight(item)
      if (!right) this.faults.push(`${this.name}.${key}: ${shown(item)} is not ${what}`)
      return right
    })
  }
}

const flag = (text: string) =>
  ['1', 'on', 'true', 'yes', 'enabled'].includes(text)
    ? true
    : ['0', 'off', 'false', 'no', 'disabled'].includes(text)
      ? false
      : undefined
const whole = (low: number, high: number) => (text: string) => {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN
  return value >= low && value <= high ? value : undefined
}
const language = (text: string): Settings['language'] | undefined =>
  text === 'kk' || text === 'ru' || text === 'en' ? text : undefined
const folder = (text: string) => (/^(\/[\w.-]+)+$/.test(text) && !text.includes('/..') ? text : undefined)
const metricsFile = (text: string) => (text.endsWith('.prom') ? folder(text) : undefined)
const mask = (text: string) => {
  const value = /^0x[0-9a-f]{1,8}$/i.test(text) ? Number(text) : Number.NaN
  return isMarkMask(value) ? value : undefined
}
const anyText = (text: string) => [...text.replace(/\p{Cc}/gu, ' ')].slice(0, 200).join('')

/** `ADDRESS#PORT`, as dnsmasq takes it. */
function isUpstream(text: string): boolean {
  const [address, port, ...rest] = text.split('#')
  if (rest.length > 0 || address === undefined || !isPlainAddress(address)) return false
  return port === undefined || whole(1, 65535)(port) !== undefined
}

/** No zone, no shortened IPv4, no IPv4 at the end of IPv6: what nft and dnsmasq read the same way. */
export function isPlainAddress(text: string): boolean {
  return ipaddr.IPv4.isValidFourPartDecimal(text) || (/^[0-9a-f:]+$/i.test(text) && ipaddr.IPv6.isValid(text))
}

type MainSettings = Omit<Settings, 'rooms' | 'shutNetworks' | 'pcs' | 'exempt' | 'timetables' | 'people' | 'forwards'>

function readMain(section: Section, faults: string[]): MainSettings {
  const main = new Reader(section, 'main')
  const upstreams = main.texts('upstream', 'ADDRESS#PORT', isUpstream)
  const settings = {
    enabled: main.option('enabled', true, '0 or 1', flag),
    school: main.option('school', '', 'text', anyText),
    language: main.option<Settings['language']>('language', 'kk', 'kk, ru or en', language),
    nameCheck: main.option('name_check', true, '0 or 1', flag),
    journalDir: main.option('journal_dir', '/etc/aqtizim/journal', 'an absolute folder of plain names', folder),
    flushSeconds: main.option('flush_seconds', 60, 'a number from 1 to 3600', whole(1, 3600)),
    keepDays: main.option('keep_days', 400, 'a number from 1 to 3660', whole(1, 3660)),
    metricsFile: main.option<string | undefined>('metrics_file', undefined, 'a path that ends in .prom', metricsFile),
    journalMaxMb: main.option('journal_max_mb', 200, 'a number from 1 to 1000000', whole(1, 1_000_000)),
    // A word that we cannot read must not switch the signature off.
    requireSignature: main.option('require_signature', section.require_signature !== undefined, '0 or 1', flag),
    liveStream: main.option('live_stream', false, '0 or 1', flag),
    upstreams: upstreams.length > 0 ? upstreams : ['127.0.0.1#53'],
    markMask: main.option('mark_mask', 0x0f000000, 'four neighbouring bits such as 0x0f000000', mask),
  }
  faults.push(...main.faults)
  return settings
}

/** What cannot be read opens nothing; its room has a timetable all the same. */
function readHours(section: Section, id: string, faults: string[]): Hours[] {
  const hours = new Reader(section, id)
  const days = hours.texts('day', 'a day: mon, tue, wed, thu, fri, sat or sun', (text) =>
    (dayNames as readonly string[]).includes(text),
  )
  const time = (key: string) =>
    hours.option<number | undefined>(key, undefined, 'a time from 00:00 to 24:00', (text) => readClock(text))
  const [from, until] = [time('from'), time('until')]
  const name = hours.option<string | undefined>('class', undefined, 'the name of a class', (text) =>
    isClassName(text) ? text : undefined,
  )
  const lesson = name === undefined ? {} : { class: name }
  faults.push(...hours.faults)
  for (const key of ['day', 'from', 'until']) if (section[key] === undefined) faults.push(`${id}.${key} is missing`)
  if (from === undefined || until === undefined) return []
  if (from === until || from === minutesOfDay || until === 0) {
    faults.push(`${id}: from and until leave no time, or nobody knows which; the whole day is 00:00 to 24:00`)
    return []
  }
  return [{ days: days.map((day) => (dayNames as readonly string[]).indexOf(day)), from, until, ...lesson }]
}

function readTimetables(sections: readonly [string, Section][], rooms: readonly RoomSettings[], faults: string[]) {
  const tables = new Map<string, Hours[]>()
  for (const [id, section] of sections) {
    const hours = readHours(section, id, faults)
    const { room } = section
    if (typeof room !== 'string' || !rooms.some((known) => known.id === room))
      faults.push(
        room === undefined ? `${id}.room is missing` : `${id}.room: ${shown(room)} is not a room of this file`,
      )
    else tables.set(room, [...(tables.get(room) ?? []), ...hours])
  }
  return [...tables].map(([room, hours]): Timetable => ({ room, hours }))
}

function readPeople(sections: readonly [string, Section][], faults: string[]): PersonSettings[] {
  return sections.map(([id, section]) => {
    const person = new Reader(section, id)
    const role = person.option<PersonSettings['role']>(
      'role',
      'other',
      'director, teacher, psychologist or other',
      (text) => (['director', 'teacher', 'psychologist', 'other'] as const).find((known) => known === text),
    )
    const commission = person.option<PersonSettings['commission']>('commission', undefined, 'chair or member', (text) =>
      (['chair', 'member'] as const).find((known) => known === text),
    )
    const read = { name: person.option('name', '', 'text', anyText), post: person.option('post', '', 'text', anyText) }
    faults.push(...person.faults)
    return { ...read, role, commission }
  })
}

/** Nothing that UCI could not have as a section. `loopback` carries what the router itself sends. */
const isNetwork = (text: string) => /^[\w.-]{1,32}$/.test(text) && text !== 'loopback'

function readRooms(sections: readonly [string, Section][], faults: string[]) {
  const rooms: RoomSettings[] = []
  const shutNetworks: string[] = []
  for (const [id, section] of sections) {
    const room = new Reader(section, id)
    const networks = room.texts('network', "a network's name", isNetwork)
    if (/^[A-Za-z]\w{0,31}$/.test(id)) rooms.push({ id, name: room.option('name', id, 'text', anyText), networks })
    else {
      shutNetworks.push(...networks)
      const shape = 'begins with a letter and has at most 32 letters, digits and _'
      room.faults.push(`${id}: a room's section name ${shape}; its networks are shut`)
    }
    faults.push(...room.faults)
  }
  return { rooms, shutNetworks }
}

export interface ReadSettings {
  readonly settings: Settings
  /** One sentence each; names section and option. */
  readonly faults: readonly string[]
}

export function readSettings(values: UciValues): ReadSettings {
  const faults: string[] = []
  const of = (type: string) => Object.entries(values).filter(([, section]) => section['.type'] === type)
  const { rooms, shutNetworks } = readRooms(of('room'), faults)
  const pcs: PcSettings[] = []
  const exempt: ExemptSettings[] = []
  for (const [id, section] of [...of('pc'), ...of('exempt')]) {
    const device = new Reader(section, id)
    const name = device.option('name', id, 'text', anyText)
    const mac = device.option<string | undefined>('mac', undefined, 'a MAC address', normaliseMac)
    const addresses = device.texts('ip', 'an address', isPlainAddress)
    const room = device.option<string | undefined>('room', undefined, 'a room of this file', (text) =>
      rooms.some((known) => known.id === text) ? text : undefined,
    )
    faults.push(...device.faults)
    if (mac === undefined && section.mac === undefined) faults.push(`${id}.mac is missing`)
    if (mac === undefined) continue
    if (section['.type'] === 'pc') pcs.push({ name, mac, room })
    // A faulty address must not widen what is exempt to the whole MAC.
    else if (section.ip === undefined || addresses.length > 0) exempt.push({ name, mac, addresses })
  }
  const mainSection = of('aqtizim')[0]?.[1]
  if (mainSection === undefined) faults.push('main: the section is missing')
  const timetables = readTimetables(of('hours'), rooms, faults)
  const forward = readTargets(of('forward'), (section, id) => new Reader(section, id))
  faults.push(...forward.faults)
  return {
    settings: {
      ...readMain(mainSection ?? {}, faults),
      ...{ rooms, shutNetworks, pcs, exempt, timetables },
      people: readPeople(of('person'), faults),
      forwards: forward.targets,
    },
    faults,
  }
}
