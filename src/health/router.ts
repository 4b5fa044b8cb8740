/** Checks of the router itself: its clock, its disk, its programs, and settings of others that touch our rooms. */
import { type Check, failed, ok, unknown, warning } from './check.ts'

/** Before this no clock is set. Milliseconds since the epoch. */
const clockIsSet = Date.UTC(2025, 0, 1)

/** `approvedAt`: when the list in force was approved; a clock before it is behind. Milliseconds since the epoch. */
export function checkClock(now: number, approvedAt: number | undefined): Check {
  const shown = new Date(now).toISOString().slice(0, 16).replace('T', ' ')
  const remedy = 'Look whether the router reaches a time server: service sysntpd restart.'
  if (now < clockIsSet) return failed('clock', `The clock is not set: it shows ${shown} UTC.`, remedy)
  if (approvedAt !== undefined && now < approvedAt)
    return failed('clock', `The clock is behind: it shows ${shown} UTC, before the list was approved.`, remedy)
  return ok('clock', `The clock is set: ${shown} UTC.`)
}

const mib = 1024 * 1024
/** Octets that are left for the journal. */
const room = { failed: 2 * mib, warning: 10 * mib }

export function checkDisk(folder: string, free: number | undefined): Check {
  if (free === undefined)
    return failed(
      'disk',
      `The journal's folder ${folder} cannot be read.`,
      'Mount its disk, or change main.journal_dir.',
    )
  const left = `${(free / mib).toFixed(1)} MiB are free for the journal in ${folder}.`
  const remedy = 'Put the journal on a USB disk (main.journal_dir), or keep fewer days (main.keep_days).'
  if (free < room.failed) return failed('disk', `Only ${left}`, remedy)
  return free < room.warning ? warning('disk', `Only ${left}`, remedy) : ok('disk', left)
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
  const package_ = packages[program]
  if (said === undefined) return failed(id, `${program} is missing.`, `Install the package ${package_}.`)
  const version = versionIn(said)
  if (version === undefined)
    return unknown(id, `${program} does not say its version.`, `Look whether the package ${package_} is whole.`)
  if (compareVersions(version, least[program]) < 0)
    return failed(
      id,
      `${program} ${version} is too old: at least ${least[program]} is needed.`,
      `Bring the package ${package_} up to date.`,
    )
  return ok(id, `${program} ${version} is there.`)
}

/** The list of compile time options: `... ipset nftset ...`, or `no-nftset`. */
export function checkNftset(said: string | undefined): Check {
  const id = 'dnsmasq-full'
  const options = /^Compile time options:(.*)$/m
    .exec(said ?? '')?.[1]
    ?.trim()
    .split(/\s+/)
  if (options === undefined)
    return unknown(id, 'dnsmasq does not say what it was built with.', 'Install the package dnsmasq-full.')
  if (options.includes('nftset')) return ok(id, 'dnsmasq can fill the sets of the kernel.')
  return failed(
    id,
    'This dnsmasq was built without nftset and cannot fill the sets of the kernel: no listed site opens.',
    'Replace the package dnsmasq by dnsmasq-full.',
  )
}
