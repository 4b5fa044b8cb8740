/**
 * Reads `/etc/config/aqtizim` as values. A wrong value is a fault that names section and option; its
 * default stands in, so that one slip of the pen neither opens nor shuts a school.
 */

import ipaddr from 'ipaddr.js'
import { isMarkMask } from '../kernel/conntrack-marks.ts'
import { normaliseMac } from '../kernel/mac.ts'
import { type Message, message } from '../messages/message.ts'
import type { Timetable } from '../timetable/hours.ts'
import { type DistrictListSettings, readDistrictList } from './district-list.ts'
import { readTargets, type Target } from './forward-target.ts'
import { flag, from, missing, OptionReader, type Section, whole } from './option-reader.ts'
import { readTimetables } from './timetable-settings.ts'

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
  /** Whether the gate answers connectivity checks itself. */
  readonly connectivityAnswers: boolean
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
  /** Undefined where the school has no list of a district. */
  readonly districtList: DistrictListSettings | undefined
  /** The file for node-exporter's textfile collector; nothing where nobody wants one. */
  readonly metricsFile: string | undefined
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

type MainSettings = Omit<
  Settings,
  'rooms' | 'shutNetworks' | 'pcs' | 'exempt' | 'timetables' | 'people' | 'forwards' | 'districtList'
>

function readMain(section: Section, faults: Message[]): MainSettings {
  const main = new OptionReader(section, 'main')
  const upstreams = main.texts('upstream', message('wanted-upstream'), isUpstream)
  const settings = {
    enabled: main.option('enabled', true, message('wanted-flag'), flag),
    school: main.option('school', '', message('wanted-text'), anyText),
    language: main.option<Settings['language']>('language', 'kk', message('wanted-language'), language),
    nameCheck: main.option('name_check', true, message('wanted-flag'), flag),
    connectivityAnswers: main.option('connectivity_answers', true, message('wanted-flag'), flag),
    journalDir: main.option('journal_dir', '/etc/aqtizim/journal', message('wanted-folder'), folder),
    flushSeconds: main.option('flush_seconds', 60, ...from(1, 3600)),
    keepDays: main.option('keep_days', 400, ...from(1, 3660)),
    metricsFile: main.option<string | undefined>('metrics_file', undefined, message('wanted-prom'), metricsFile),
    journalMaxMb: main.option('journal_max_mb', 200, ...from(1, 1_000_000)),
    // A word that we cannot read must not switch the signature off.
    requireSignature: main.option(
      'require_signature',
      section.require_signature !== undefined,
      message('wanted-flag'),
      flag,
    ),
    liveStream: main.option('live_stream', false, message('wanted-flag'), flag),
    upstreams: upstreams.length > 0 ? upstreams : ['127.0.0.1#53'],
    markMask: main.option('mark_mask', 0x0f000000, message('wanted-mask'), mask),
  }
  faults.push(...main.faults)
  return settings
}

function readPeople(sections: readonly [string, Section][], faults: Message[]): PersonSettings[] {
  return sections.map(([id, section]) => {
    const person = new OptionReader(section, id)
    const role = person.option<PersonSettings['role']>('role', 'other', message('wanted-role'), (text) =>
      (['director', 'teacher', 'psychologist', 'other'] as const).find((known) => known === text),
    )
    const commission = person.option<PersonSettings['commission']>(
      'commission',
      undefined,
      message('wanted-commission'),
      (text) => (['chair', 'member'] as const).find((known) => known === text),
    )
    const read = {
      name: person.option('name', '', message('wanted-text'), anyText),
      post: person.option('post', '', message('wanted-text'), anyText),
    }
    faults.push(...person.faults)
    return { ...read, role, commission }
  })
}

/** Nothing that UCI could not have as a section. `loopback` carries what the router itself sends. */
const isNetwork = (text: string) => /^[\w.-]{1,32}$/.test(text) && text !== 'loopback'

function readRooms(sections: readonly [string, Section][], faults: Message[]) {
  const rooms: RoomSettings[] = []
  const shutNetworks: string[] = []
  for (const [id, section] of sections) {
    const room = new OptionReader(section, id)
    const networks = room.texts('network', message('wanted-network'), isNetwork)
    if (/^[A-Za-z]\w{0,31}$/.test(id))
      rooms.push({ id, name: room.option('name', id, message('wanted-text'), anyText), networks })
    else {
      shutNetworks.push(...networks)
      room.faults.push(message('room-bad-name', { section: id }))
    }
    faults.push(...room.faults)
  }
  return { rooms, shutNetworks }
}

export interface ReadSettings {
  readonly settings: Settings
  /** Each names section and option. */
  readonly faults: readonly Message[]
}

export function readSettings(values: UciValues): ReadSettings {
  const faults: Message[] = []
  const of = (type: string) => Object.entries(values).filter(([, section]) => section['.type'] === type)
  const { rooms, shutNetworks } = readRooms(of('room'), faults)
  const pcs: PcSettings[] = []
  const exempt: ExemptSettings[] = []
  for (const [id, section] of [...of('pc'), ...of('exempt')]) {
    const device = new OptionReader(section, id)
    const name = device.option('name', id, message('wanted-text'), anyText)
    const mac = device.option<string | undefined>('mac', undefined, message('wanted-mac'), normaliseMac)
    const addresses = device.texts('ip', message('wanted-address'), isPlainAddress)
    const room = device.option<string | undefined>('room', undefined, message('wanted-room'), (text) =>
      rooms.some((known) => known.id === text) ? text : undefined,
    )
    faults.push(...device.faults)
    if (mac === undefined && section.mac === undefined) faults.push(missing(`${id}.mac`))
    if (mac === undefined) continue
    if (section['.type'] === 'pc') pcs.push({ name, mac, room })
    // A faulty address must not widen what is exempt to the whole MAC.
    else if (section.ip === undefined || addresses.length > 0) exempt.push({ name, mac, addresses })
  }
  const mainSection = of('aqtizim')[0]?.[1]
  if (mainSection === undefined) faults.push(message('main-missing'))
  const timetables = readTimetables(of('hours'), rooms, faults)
  const forward = readTargets(of('forward'))
  const district = readDistrictList(of('district_list'))
  faults.push(...forward.faults, ...district.faults)
  return {
    settings: {
      ...readMain(mainSection ?? {}, faults),
      ...{ rooms, shutNetworks, pcs, exempt, timetables },
      people: readPeople(of('person'), faults),
      forwards: forward.targets,
      districtList: district.districtList,
    },
    faults,
  }
}

/** Names of the classes that have hours in the timetable. */
export const timetabledClasses = ({ timetables }: Pick<Settings, 'timetables'>): string[] => [
  ...new Set(timetables.flatMap(({ hours }) => hours.flatMap((each) => each.class ?? []))),
]
