/** Reads who is in the rooms, and tells who should not be. */
import type { Alarm } from './limit.ts'

export interface Neighbour {
  readonly address: string
  readonly device: string
  readonly mac: string
}

/** It speaks now (ip-neighbour(8)); what is STALE may be long gone. */
const speaks = /\b(REACHABLE|DELAY|PROBE)\b/

/** Of `ip neigh show`: those that speak. */
export function parseNeighbours(text: string): Neighbour[] {
  return text.split('\n').flatMap((line) => {
    const [, address, device, mac] = /^([0-9a-f.:]+) dev (\S+) lladdr ([0-9a-f:]{17})\b/.exec(line) ?? []
    const isThere = address !== undefined && device !== undefined && mac !== undefined
    return isThere && speaks.test(line) ? [{ address, device, mac }] : []
  })
}

/** `/proc/net/arp` (proc(5)): whom the router takes for the owner of each IPv4 address this moment. */
export function parseArpTable(text: string): Neighbour[] {
  return text.split('\n').flatMap((line) => {
    const [, address, mac, device] = /^([0-9.]+) +0x1 +0x[0-9a-f]+ +([0-9a-f:]{17}) +\S+ +(\S+)/.exec(line) ?? []
    const isThere = address !== undefined && device !== undefined && mac !== undefined
    return isThere && mac !== '00:00:00:00:00:00' ? [{ address, device, mac }] : []
  })
}

/** `/sys/class/net/BRIDGE/brforward` (struct __fdb_entry of linux/if_bridge.h, 16 octets): which port each MAC is behind. */
export function parseForwarding(table: Uint8Array): { mac: string; port: number }[] {
  const found: { mac: string; port: number }[] = []
  for (let at = 0; at + 16 <= table.length; at += 16) {
    const entry = table.subarray(at, at + 16)
    const isLocal = entry[7] !== 0
    const mac = [...entry.subarray(0, 6)].map((octet) => octet.toString(16).padStart(2, '0')).join(':')
    if (!isLocal) found.push({ mac, port: (entry[6] ?? 0) + 256 * (entry[12] ?? 0) })
  }
  return found
}

export interface Known {
  /** Room of a device. */
  roomOf(device: string): string | undefined
  /** The name of a PC or of an exempt device. */
  nameOf(mac: string): string | undefined
  /** Whether an address belongs to the networks of a room. */
  isInRoom(address: string, room: string): boolean
  /** Addresses with which an exempt MAC is exempt, where it is not so with all. */
  exemptAddresses(mac: string): readonly string[] | undefined
  /** Whether the room's PCs are listed at all. */
  hasList(room: string): boolean
}

/** Only IPv4: with IPv6 a device has several addresses, and makes up new ones. */
const isIPv4 = (address: string) => !address.includes(':')

/** What is wrong with those that speak in the rooms. */
export function judgeNeighbours(neighbours: readonly Neighbour[], known: Known): Alarm[] {
  return neighbours.flatMap(({ address, device, mac }): Alarm[] => {
    const room = known.roomOf(device)
    if (room === undefined) return []
    const details = { room, mac, ip: address }
    const alarms: Alarm[] = []
    if (known.nameOf(mac) === undefined && known.hasList(room)) {
      const what = `A device that nobody has listed is in ${room}: ${mac} with ${address}.`
      alarms.push({ about: 'unknown-device', subject: mac, what, details })
    }
    if (isIPv4(address) && !known.isInRoom(address, room)) {
      const what = `${known.nameOf(mac) ?? mac} in ${room} has set the foreign address ${address}.`
      alarms.push({ about: 'foreign-address', subject: mac, what, details })
    }
    const allowed = known.exemptAddresses(mac)?.filter(isIPv4) ?? []
    if (isIPv4(address) && allowed.length > 0 && !allowed.includes(address)) {
      const what = `The MAC of ${known.nameOf(mac) ?? mac} speaks in ${room} with another address, ${address}: it may be somebody else's.`
      alarms.push({ about: 'exempt-copied', subject: mac, what, details })
    }
    return alarms
  })
}
