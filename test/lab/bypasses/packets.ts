/** Builds packets by hand, down to the Ethernet header (RFC 791, 8200, 768, 9293, 792, 4443, 826). Pure. */
import ipaddr from 'ipaddr.js'

const u8 = (...values: number[]) => Buffer.from(values)
const u16 = (value: number) => u8((value >> 8) & 255, value & 255)
const u32 = (value: number) => Buffer.concat([u16(value >>> 16), u16(value & 0xffff)])
const macBytes = (mac: string) => Buffer.from(mac.replaceAll(':', ''), 'hex')
const addressBytes = (address: string) => Buffer.from(ipaddr.parse(address).toByteArray())

/** RFC 1071. */
function checksum(data: Buffer): number {
  const even = data.length % 2 === 0 ? data : Buffer.concat([data, u8(0)])
  let sum = 0
  for (let at = 0; at < even.length; at += 2) sum += even.readUInt16BE(at)
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16)
  return ~sum & 0xffff
}

export const etherTypes = { ipv4: 0x0800, arp: 0x0806, vlan: 0x8100, ipv6: 0x86dd } as const

export interface Ends {
  /** Addresses of the packet, one family. */
  readonly from: string
  readonly to: string
}

export function frame(fromMac: string, toMac: string, etherType: number, payload: Buffer): Buffer {
  const bytes = Buffer.concat([macBytes(toMac), macBytes(fromMac), u16(etherType), payload])
  return bytes.length < 60 ? Buffer.concat([bytes, Buffer.alloc(60 - bytes.length)]) : bytes
}

/** A frame with a VLAN tag (802.1Q). */
export function tagged(vlan: number, bare: Buffer): Buffer {
  return Buffer.concat([bare.subarray(0, 12), u16(etherTypes.vlan), u16(vlan), bare.subarray(12)])
}

export interface Ip4Settings {
  readonly ttl?: number
  /** Padded to a multiple of four bytes. */
  readonly options?: Buffer
  readonly id?: number
  /** Offset in units of eight bytes, and whether more follow. */
  readonly fragment?: { readonly offset: number; readonly more: boolean }
}

export function ip4({ from, to }: Ends, protocol: number, payload: Buffer, settings: Ip4Settings = {}): Buffer {
  const { ttl = 64, options = Buffer.alloc(0), id = 1, fragment } = settings
  const padded = Buffer.concat([options, Buffer.alloc((4 - (options.length % 4)) % 4)])
  const length = 20 + padded.length
  const flags = fragment === undefined ? 0 : (fragment.more ? 0x2000 : 0) | fragment.offset
  const start = [u8(0x40 | (length / 4), 0), u16(length + payload.length), u16(id), u16(flags), u8(ttl, protocol)]
  const rest = [addressBytes(from), addressBytes(to), padded]
  const sum = checksum(Buffer.concat([...start, u16(0), ...rest]))
  return Buffer.concat([...start, u16(sum), ...rest, payload])
}

export function ip6({ from, to }: Ends, next: number, payload: Buffer, hopLimit = 64): Buffer {
  const start = [u32(0x60000000), u16(payload.length), u8(next, hopLimit)]
  return Buffer.concat([...start, addressBytes(from), addressBytes(to), payload])
}

/** A packet of either version. */
export const ip = (ends: Ends, protocol: number, payload: Buffer) =>
  ends.to.includes(':') ? ip6(ends, protocol, payload) : ip4(ends, protocol, payload)

function withChecksum({ from, to }: Ends, protocol: number, segment: Buffer, at: number): Buffer {
  const addresses = Buffer.concat([addressBytes(from), addressBytes(to)])
  const pseudo = Buffer.concat([addresses, u32(segment.length), u32(protocol), segment])
  const sum = checksum(pseudo)
  segment.writeUInt16BE(sum === 0 ? 0xffff : sum, at)
  return segment
}

export function udp(ends: Ends, fromPort: number, toPort: number, payload: Buffer | string): Buffer {
  const data = Buffer.from(payload as string)
  const segment = Buffer.concat([u16(fromPort), u16(toPort), u16(8 + data.length), u16(0), data])
  return withChecksum(ends, 17, segment, 6)
}

export const tcpFlags = { fin: 1, syn: 2, rst: 4, push: 8, ack: 16 } as const

export function tcp(ends: Ends, fromPort: number, toPort: number, flags: number, payload = Buffer.alloc(0)): Buffer {
  const head = [u16(fromPort), u16(toPort), u32(1000), u32(flags & tcpFlags.ack ? 2000 : 0)]
  const segment = Buffer.concat([...head, u8(0x50, flags), u16(64240), u16(0), u16(0), payload])
  return withChecksum(ends, 6, segment, 16)
}

/** `rest`: the second word of the header, then the body. */
export function icmp(ends: Ends, type: number, code: number, rest: Buffer): Buffer {
  const segment = Buffer.concat([u8(type, code), u16(0), rest])
  if (ends.to.includes(':')) return withChecksum(ends, 58, segment, 2)
  segment.writeUInt16BE(checksum(segment), 2)
  return segment
}

/** An IPv6 extension header of eight bytes or a multiple; `data` begins at its third byte. */
export function extension(next: number, data: Buffer): Buffer {
  const length = Math.max(8, Math.ceil((2 + data.length) / 8) * 8)
  const header = Buffer.alloc(length)
  header[0] = next
  header[1] = length / 8 - 1
  data.copy(header, 2)
  return header
}

/** IPv6 fragment header (RFC 8200, 4.5). */
export function fragmentHeader(next: number, offset: number, more: boolean, id = 7): Buffer {
  return Buffer.concat([u8(next, 0), u16((offset << 3) | (more ? 1 : 0)), u32(id)])
}

/** An ARP message: who says what about whom (RFC 826); 1 asks, 2 answers. */
export function arp(
  operation: 1 | 2,
  sender: { mac: string; ip: string },
  target: { mac: string; ip: string },
): Buffer {
  const head = Buffer.concat([u16(1), u16(etherTypes.ipv4), u8(6, 4), u16(operation)])
  const of = ({ mac, ip }: { mac: string; ip: string }) => Buffer.concat([macBytes(mac), addressBytes(ip)])
  return Buffer.concat([head, of(sender), of(target)])
}
