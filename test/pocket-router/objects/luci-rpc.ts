/** The object `luci-rpc`: who is in the networks. */

import type { InputTable } from 'ubus-client'
import { type LocalObject, method } from '../local-client.ts'

export interface Lease {
  readonly mac: string
  readonly ip: string
  readonly name?: string
  readonly ip6?: readonly string[]
  /** Seconds since 1970; without it the lease has no end. */
  readonly expires?: number
}

/** `now` in ms. `leases` is asked at each call. */
export function createLuciRpc(leases: () => readonly Lease[], now: () => number): LocalObject {
  return {
    path: 'luci-rpc',
    methods: {
      getHostHints: method({}, () =>
        Object.fromEntries(leases().map((lease) => [lease.mac.toUpperCase(), hint(lease)])),
      ),
      getDHCPLeases: method({ family: 'int32' }, ({ family }) => ({
        ...(family === 6 ? {} : { dhcp_leases: leases().map((lease) => describe(lease, now())) }),
        ...(family === 4 ? {} : { dhcp6_leases: [] }),
      })),
    },
  }
}

function hint({ ip, ip6 = [], name }: Lease): InputTable {
  return { ipaddrs: [ip], ip6addrs: ip6, ...(name === undefined ? {} : { name }) }
}

function describe({ mac, ip, name, expires }: Lease, now: number): InputTable {
  return {
    expires: expires === undefined ? false : Math.max(0, expires - Math.floor(now / 1000)),
    macaddr: mac.toUpperCase(),
    ipaddr: ip,
    ...(name === undefined ? {} : { hostname: name }),
  }
}

/** dnsmasq's file: `expiry mac address name client-id` a line; `*` is no name. Lines of DHCPv6 are passed over. */
export function readLeases(text: string): Lease[] {
  return text.split('\n').flatMap((line) => {
    const [expiry = '', mac = '', ip = '', name = '*'] = line.split(' ')
    if (!/^\d+$/.test(expiry) || !/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/i.test(mac)) return []
    const expires = Number(expiry)
    return [{ mac, ip, ...(name === '*' ? {} : { name }), ...(expires === 0 ? {} : { expires }) }]
  })
}
