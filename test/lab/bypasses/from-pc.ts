/** Packets as a PC of the lab sends them, and as it should not. Pure. */
import { networkOf, type StationKey, stationOf } from '../map.ts'
import type { Version } from './bypass.ts'
import { type Ends, etherTypes, frame, icmp, ip, tcp, tcpFlags, udp } from './packets.ts'

export const typeOf = (packet: Buffer) => ((packet[0] ?? 0) >> 4 === 6 ? etherTypes.ipv6 : etherTypes.ipv4)

/** A frame from a PC to the router; `mac` where the PC takes another one. */
export function toRouter(who: StationKey, packet: Buffer, mac = stationOf(who).mac): Buffer {
  return frame(mac, networkOf(stationOf(who).network).mac, typeOf(packet), packet)
}

export function endsOf(who: StationKey, to: string): Ends {
  const { address4, address6 } = stationOf(who)
  return { from: to.includes(':') ? address6 : address4, to }
}

/** A datagram to the router's own address in the PC's network. */
export function udpPacket(who: StationKey, version: Version, fromPort: number, toPort: number, data: Buffer): Buffer {
  const network = networkOf(stationOf(who).network)
  const ends = endsOf(who, version === 4 ? network.address4 : network.address6)
  return ip(ends, 17, udp(ends, fromPort, toPort, data))
}

export const syn = (ends: Ends, port: number, from = 40_000) => ip(ends, 6, tcp(ends, from, port, tcpFlags.syn))
export const datagram = (ends: Ends, port: number, text = 'x', from = 40_000) =>
  ip(ends, 17, udp(ends, from, port, text))

/** An echo request with data in it. */
export function echo(ends: Ends, data = 'tunnel'): Buffer {
  const isV6 = ends.to.includes(':')
  const rest = Buffer.concat([Buffer.from([0, 1, 0, 1]), Buffer.from(data)])
  return ip(ends, isV6 ? 58 : 1, icmp(ends, isV6 ? 128 : 8, 0, rest))
}
