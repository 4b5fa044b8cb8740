/** Checks of the router itself: its clock, its disk, its programs, and settings of others that touch our rooms. */
import { isClockSet } from '../machine/clock.ts'
import { localTime } from '../machine/local-time.ts'
import { isUtc, type RouterZone, zoneOfPosix } from '../machine/time-zone.ts'
import { message } from '../messages/message.ts'
import { type Check, failed, ok, silent, unknown, warning } from './check.ts'

/** `approvedAt`: when the list in force was approved; a clock before it is behind. Milliseconds since the epoch. */
export function checkClock(now: number, approvedAt: number | undefined): Check {
  const time = new Date(now).toISOString().slice(0, 16).replace('T', ' ')
  const remedy = message('clock-remedy')
  if (!isClockSet(now)) return failed('clock', message('clock-unset', { time }), remedy)
  if (approvedAt !== undefined && now < approvedAt) return failed('clock', message('clock-behind', { time }), remedy)
  return ok('clock', message('clock-right', { time }))
}

/** Kazakhstan has one zone since 2024-03-01. */
const ourZone = [
  ...["uci set system.@system[0].zonename='Asia/Almaty'", "uci set system.@system[0].timezone='<+05>-5'"],
  ...['uci commit system', 'service system restart', 'service aqtizim restart'],
].join('; ')

/** Offsets of a zone now and in the months that follow, `+05:00`: with summer time they are not all the same. */
function offsetsOf(zone: string, now: number): string[] {
  const { format } = localTime(zone)
  return [0, 90, 180, 270].map((days) => format(now / 1000 + days * 86_400).slice(19))
}

/** Lessons and the journal go by the zone. `now`: milliseconds since the epoch. */
export function checkZone({ zone, named, posix }: RouterZone, now: number): Check {
  const id = 'time-zone'
  const remedy = message('zone-remedy', { command: ourZone })
  const meant = zoneOfPosix(posix)
  const [offset = ''] = offsetsOf(zone, now)
  const isOther = meant !== undefined && offsetsOf(meant, now).join() !== offsetsOf(named || zone, now).join()
  if (isOther) return failed(id, message('zone-differs', { named, posix, zone }), remedy)
  if (isUtc(zone)) {
    const isUnknown = ![named, posix].every((text) => text === '' || isUtc(text) || zoneOfPosix(text) === 'UTC')
    return failed(id, isUnknown ? message('zone-unknown', { named, posix }) : message('zone-utc'), remedy)
  }
  return ok(id, message('zone-right', { zone, offset }))
}

/** `fault`: why a PC that asks the router for the time gets no answer. */
export function checkTimeServer(fault: string | undefined): Check {
  const id = 'time-server'
  if (fault === undefined) return ok(id, message('time-server-right'))
  const command =
    "uci set system.ntp.enabled='1'; uci set system.ntp.enable_server='1'; uci commit system; service sysntpd restart"
  return silent(id, message('time-server-silent', { reason: fault }), message('time-server-remedy', { command }))
}

const mib = 1024 * 1024
/** Octets that are left for the journal. */
const room = { failed: 2 * mib, warning: 10 * mib }

export function checkDisk(folder: string, free: number | undefined): Check {
  if (free === undefined)
    return failed('disk', message('disk-unreadable', { folder }), message('disk-unreadable-remedy'))
  const left = { free: (free / mib).toFixed(1), folder }
  if (free >= room.warning) return ok('disk', message('disk-right', left))
  const judge = free < room.failed ? failed : warning
  return judge('disk', message('disk-low', left), message('disk-low-remedy'))
}

export const programs = ['nft', 'dnsmasq', 'haproxy', 'conntrack', 'node'] as const
export type Program = (typeof programs)[number]

/** Below these something that we use is missing: dnsmasq's `filter-rr`, HAProxy's atomic maps. */
const least: Record<Program, string> = { nft: '1.0.6', dnsmasq: '2.90', haproxy: '2.6', conntrack: '1.4.6', node: '20' }
const packages: Record<Program, string> = {
  nft: 'nftables',
  dnsmasq: 'dnsmasq-full',
  haproxy: 'haproxy',
  conntrack: 'conntrack',
  node: 'node',
}

/** -1, 0 or 1, number by number. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((text) => text.split('.').map(Number))
  for (let at = 0; at < Math.max(left?.length ?? 0, right?.length ?? 0); at++) {
    const difference = (left?.[at] ?? 0) - (right?.[at] ?? 0)
    if (difference !== 0) return Math.sign(difference)
  }
  return 0
}

/** The first version number in what a program says of itself. */
export const versionIn = (text: string): string | undefined => /\bv?([0-9]+(?:\.[0-9]+)+)/.exec(text)?.[1]

/** `said`: what the program answered when asked for its version; undefined when it is missing. */
export function checkProgram(program: Program, said: string | undefined): Check {
  const id = `program-${program}`
  const its = { program, package: packages[program], least: least[program] }
  if (said === undefined) return failed(id, message('program-missing', its), message('program-missing-remedy', its))
  const version = versionIn(said)
  if (version === undefined)
    return unknown(id, message('program-no-version', its), message('program-no-version-remedy', its))
  if (compareVersions(version, least[program]) < 0)
    return failed(id, message('program-old', { ...its, version }), message('program-old-remedy', its))
  return ok(id, message('program-right', { program, version }))
}

/** The list of compile time options: `... ipset nftset ...`, or `no-nftset`. */
export function checkNftset(said: string | undefined): Check {
  const id = 'dnsmasq-full'
  const options = /^Compile time options:(.*)$/m
    .exec(said ?? '')?.[1]
    ?.trim()
    .split(/\s+/)
  if (options === undefined)
    return unknown(id, message('nftset-unknown'), message('program-missing-remedy', { package: packages.dnsmasq }))
  if (options.includes('nftset')) return ok(id, message('nftset-right'))
  return failed(id, message('nftset-missing'), message('nftset-remedy'))
}
