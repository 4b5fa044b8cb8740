/** Parses the kernel's tables of neighbours: `ip neigh`, the ARP table and a bridge's forwarding table. */

/** An address of a device that the kernel knows a MAC for. */
export interface Neighbour {
  readonly address: string
  /** The router's network device, such as `br-lan`. */
  readonly device: string
  /** Six lower-case octets with colons. */
  readonly mac: string
}

/** States in which the kernel has just heard of a neighbour (ip-neighbour(8)); one that is STALE may have left long ago. */
const heard = /\b(REACHABLE|DELAY|PROBE)\b/

/** A line of `ip neigh show` or `ip monitor neigh`, IPv4 or IPv6; undefined for an entry without a MAC or one that is deleted. */
export function parseNeighbour(line: string): (Neighbour & { readonly speaks: boolean }) | undefined {
  const [, address, device, mac] = /^([0-9a-f.:]+) dev (\S+) .*?\blladdr ([0-9a-f:]{17})\b/.exec(line) ?? []
  if (address === undefined || device === undefined || mac === undefined) return undefined
  return { address, device, mac, speaks: heard.test(line) }
}

/** The neighbours of `ip neigh show` that the kernel has just heard of. */
export function parseSpeaking(text: string): Neighbour[] {
  return text.split('\n').flatMap((line) => {
    const found = parseNeighbour(line)
    return found?.speaks === true ? [{ address: found.address, device: found.device, mac: found.mac }] : []
  })
}

/** `/proc/net/arp` (proc(5)): the owner of each IPv4 address; complete entries of Ethernet alone. */
export function parseArp(text: string): Neighbour[] {
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
