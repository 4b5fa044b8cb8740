/** Checks an address or network in the list. */

import ipaddr from 'ipaddr.js'
import type { Problem, ProblemCode } from './problems.ts'
import { type Said, said } from './report.ts'

export interface CheckedAddress {
  /** Absent where the entry cannot stand. */
  readonly network?: Network
  readonly problem?: { readonly code: ProblemCode; readonly severity: Problem['severity']; readonly message: Said }
}

export interface Network {
  readonly family: 4 | 6
  /** Canonical CIDR text; host bits are zero; IPv6 as in RFC 5952. */
  readonly text: string
  readonly prefix: number
}

interface Range {
  readonly text: string
  readonly what: string
  readonly bytes: readonly number[]
  readonly prefix: number
}

function ranges(table: Record<string, string>): Range[] {
  return Object.entries(table).map(([text, what]) => {
    const [address, prefix] = ipaddr.parseCIDR(text)
    return { text, what, bytes: address.toByteArray(), prefix }
  })
}

/** Never open, whoever asks: IANA's special-purpose registries (RFC 6890), and what carries an IPv4 address inside. */
const NEVER: Record<4 | 6, readonly Range[]> = {
  4: ranges({
    '0.0.0.0/8': 'this network',
    '127.0.0.0/8': 'the router itself (loopback)',
    '169.254.0.0/16': 'link-local',
    '224.0.0.0/4': 'multicast',
    '240.0.0.0/4': 'reserved and broadcast',
  }),
  6: ranges({
    '::/8': 'loopback, unspecified, or IPv4 inside',
    '100::/64': 'a discard prefix',
    '2001::/32': 'a tunnel (Teredo)',
    '2002::/16': 'a tunnel (6to4)',
    'fe80::/10': 'link-local',
    'ff00::/8': 'multicast',
  }),
}

/** Open when listed, with a warning: inside a school's or a provider's own network, or on no network at all. */
const PRIVATE: Record<4 | 6, readonly Range[]> = {
  4: ranges({
    '10.0.0.0/8': 'private',
    '100.64.0.0/10': 'a provider-internal range',
    '172.16.0.0/12': 'private',
    '192.0.0.0/24': 'reserved',
    '192.0.2.0/24': 'reserved for documentation',
    '192.168.0.0/16': 'private',
    '198.51.100.0/24': 'reserved for documentation',
    '203.0.113.0/24': 'reserved for documentation',
  }),
  6: ranges({
    '2001:db8::/32': 'reserved for documentation',
    '3fff::/20': 'reserved for documentation',
    'fc00::/7': 'private',
    'fec0::/10': 'private',
  }),
}

/** A wider network than this is no site. */
const WIDEST = { 4: 8, 6: 16 } as const

/** The network that a text names, or what is wrong with it, or both. */
export function checkAddress(text: string): CheckedAddress {
  const [, host = '', length] = /^([^/]+)(?:\/(0|[1-9]\d{0,2}))?$/.exec(text) ?? []
  const address = parseAddress(host)
  if (!address)
    return refused('bad-address', said(text, ' is no address: write it as in 198.18.0.10 or 198.18.0.0/24.'))
  if (address.parsed instanceof ipaddr.IPv6 && address.parsed.isIPv4MappedAddress()) {
    return refused('bad-address', said(text, ' is an IPv4 address in disguise: write the IPv4 address.'))
  }
  const { family } = address
  const bits = family === 4 ? 32 : 128
  const prefix = length === undefined ? bits : Number(length)
  if (prefix > bits) return refused('bad-address', said(text, `: a prefix here is at most /${bits}.`))
  if (prefix < WIDEST[family]) {
    return refused('bad-address', said(text, ` is too wide for one site: at most a /${WIDEST[family]} can be listed.`))
  }
  const bytes = masked(address.parsed.toByteArray(), prefix)
  const base = toText(ipaddr.fromByteArray(bytes))
  const single = toText(address.parsed)
  if (base !== single) {
    const message = said(text, ` is an address inside a network: write ${base}/${prefix} or just ${single}.`)
    return refused('bad-address', message)
  }
  return judge(family, bytes, prefix, base, text)
}

type Address = ReturnType<typeof ipaddr.parse>

function parseAddress(host: string): { family: 4 | 6; parsed: Address } | undefined {
  if (ipaddr.IPv4.isValidFourPartDecimal(host)) return { family: 4, parsed: ipaddr.IPv4.parse(host) }
  if (host.includes(':') && !host.includes('%') && ipaddr.IPv6.isValid(host)) {
    return { family: 6, parsed: ipaddr.IPv6.parse(host) }
  }
  return undefined
}

function refused(code: ProblemCode, message: Said): CheckedAddress {
  return { problem: { code, severity: 'error', message } }
}

function judge(family: 4 | 6, bytes: readonly number[], prefix: number, base: string, text: string): CheckedAddress {
  const never = NEVER[family].find((range) => overlap(bytes, prefix, range))
  if (never) {
    const message = said(text, ` is or has in it ${never.text}, ${never.what}: it never opens.`)
    return refused('private-address', message)
  }
  const network = { family, prefix, text: `${base}/${prefix}` }
  const inside = PRIVATE[family].find((range) => overlap(bytes, prefix, range))
  if (!inside) return { network }
  const message = said(text, ` is or has in it ${inside.text}, ${inside.what}: be sure that this is meant.`)
  return { network, problem: { code: 'private-address', severity: 'warning', message } }
}

/** What a school may number its own networks with: RFC 1918 and RFC 4193. */
const OWN: Record<4 | 6, readonly Range[]> = {
  4: ranges({ '10.0.0.0/8': 'private', '172.16.0.0/12': 'private', '192.168.0.0/16': 'private' }),
  6: ranges({ 'fc00::/7': 'private' }),
}

/** Whether a network lies in a private range as a whole. */
export function isPrivate({ family, text, prefix }: Network): boolean {
  const bytes = ipaddr.parseCIDR(text)[0].toByteArray()
  return OWN[family].some((range) => range.prefix <= prefix && overlap(bytes, prefix, range))
}

/** Networks overlap when they agree in the bits of the shorter prefix. */
function overlap(bytes: readonly number[], prefix: number, range: Range): boolean {
  const shorter = Math.min(prefix, range.prefix)
  return bytes.every((byte, index) => ((byte ^ (range.bytes[index] ?? 0)) & maskByte(shorter, index)) === 0)
}

function maskByte(prefix: number, index: number): number {
  return (0xff00 >> Math.max(0, Math.min(8, prefix - 8 * index))) & 0xff
}

function masked(bytes: readonly number[], prefix: number): number[] {
  return bytes.map((byte, index) => byte & maskByte(prefix, index))
}

function toText(address: Address): string {
  return address instanceof ipaddr.IPv6 ? address.toRFC5952String() : address.toString()
}

/** The network of this prefix length that holds `network`; undefined where `prefix` is not shorter. */
export function widen(network: string, prefix: number): string | undefined {
  const [address, own] = ipaddr.parseCIDR(network)
  if (prefix >= own) return undefined
  return `${toText(ipaddr.fromByteArray(masked(address.toByteArray(), prefix)))}/${prefix}`
}
