/** Frames of TCP connections that never began: an acknowledgement with data, as of a flow that somebody once let in. */
import ipaddr from 'ipaddr.js'

export interface Ends {
  readonly fromMac: string
  readonly toMac: string
  readonly from: string
  readonly to: string
  readonly fromPort: number
  readonly toPort: number
}

const u16 = (value: number) => Buffer.from([(value >> 8) & 255, value & 255])
const mac = (text: string) => Buffer.from(text.replaceAll(':', ''), 'hex')
const address = (text: string) => Buffer.from(ipaddr.parse(text).toByteArray())

/** RFC 1071. */
function checksum(data: Buffer): Buffer {
  const even = data.length % 2 === 0 ? data : Buffer.concat([data, Buffer.alloc(1)])
  let sum = 0
  for (let at = 0; at < even.length; at += 2) sum += even.readUInt16BE(at)
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16)
  return u16(~sum & 0xffff)
}

/** RFC 9293, 3.1: ACK and PSH. */
function segment({ from, to, fromPort, toPort }: Ends, text: string): Buffer {
  const data = Buffer.from(text)
  const start = [u16(fromPort), u16(toPort), Buffer.from('1234567812345678', 'hex'), Buffer.from([0x50, 0x18, 64, 0])]
  const length = 20 + data.length
  const pseudo =
    ipaddr.parse(from).kind() === 'ipv4'
      ? [address(from), address(to), Buffer.from([0, 6]), u16(length)]
      : [address(from), address(to), Buffer.alloc(2), u16(length), Buffer.from([0, 0, 0, 6])]
  const sum = checksum(Buffer.concat([...pseudo, ...start, Buffer.alloc(4), data]))
  return Buffer.concat([...start, sum, Buffer.alloc(2), data])
}

/** A whole Ethernet frame. */
export function forgedFrame(ends: Ends): Buffer {
  const payload = segment(ends, 'forged')
  const [from, to] = [address(ends.from), address(ends.to)]
  if (from.length === 16) {
    const head = Buffer.concat([Buffer.from([0x60, 0, 0, 0]), u16(payload.length), Buffer.from([6, 64])])
    return Buffer.concat([mac(ends.toMac), mac(ends.fromMac), u16(0x86dd), head, from, to, payload])
  }
  const head = Buffer.concat([Buffer.from([0x45, 0]), u16(20 + payload.length), Buffer.from([0, 1, 0, 0, 64, 6])])
  const sum = checksum(Buffer.concat([head, u16(0), from, to]))
  return Buffer.concat([mac(ends.toMac), mac(ends.fromMac), u16(0x0800), head, sum, from, to, payload])
}
