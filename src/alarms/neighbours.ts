/** Finds devices that should not be in a room in the kernel's neighbour tables. */

import { isRandomMac } from '../kernel/mac.ts'
import type { Neighbour } from '../kernel/neighbour-table.ts'
import { message } from '../messages/message.ts'
import type { Alarm } from './alarm-limiter.ts'

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
    const name = known.nameOf(mac)
    const its = { room, mac, address, name: name ?? mac }
    const alarms: Alarm[] = []
    if (name === undefined && known.hasList(room)) {
      const what = message(isRandomMac(mac) ? 'unknown-device-random' : 'unknown-device', its)
      alarms.push({ about: 'unknown-device', subject: mac, what, details })
    }
    if (isIPv4(address) && !known.isInRoom(address, room))
      alarms.push({ about: 'foreign-address', subject: mac, what: message('foreign-address-set', its), details })
    const allowed = known.exemptAddresses(mac)?.filter(isIPv4) ?? []
    if (isIPv4(address) && allowed.length > 0 && !allowed.includes(address))
      alarms.push({ about: 'exempt-copied', subject: mac, what: message('exempt-copied', its), details })
    return alarms
  })
}
