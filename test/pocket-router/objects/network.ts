/** The objects `network.interface` and `network.interface.NAME` of netifd, from a description. */

import { type InputTable, STATUS } from 'ubus-client'
import { type LocalObject, method } from '../local-client.ts'

export interface Interface {
  readonly name: string
  readonly device: string
  /** `static` unless said otherwise. */
  readonly proto?: string
  /** With prefix length, as `192.168.1.1/24`. */
  readonly ipv4?: readonly string[]
  readonly ipv6?: readonly string[]
  /** The default route goes this way. */
  readonly route?: boolean
  readonly gateway?: string
  readonly gateway6?: string
  readonly dns?: readonly string[]
}

/** One object for each interface, and the one that dumps them all. */
export function createInterfaces(interfaces: readonly Interface[], uptime: () => number): LocalObject[] {
  const find = (name: string | undefined) => interfaces.find((one) => one.name === name)
  const general: LocalObject = {
    path: 'network.interface',
    methods: {
      dump: method({}, () => ({
        interface: interfaces.map((one) => ({ interface: one.name, ...describe(one, uptime()) })),
      })),
      status: method({ interface: 'string' }, (given) => {
        const found = find(given.interface)
        return found === undefined ? STATUS.NOT_FOUND : describe(found, uptime())
      }),
    },
  }
  const each = interfaces.map((one) => ({
    path: `network.interface.${one.name}`,
    methods: { status: method({}, () => describe(one, uptime())) },
  }))
  return [general, ...each]
}

function describe(one: Interface, uptime: number): InputTable {
  return {
    up: true,
    pending: false,
    available: true,
    autostart: true,
    dynamic: false,
    uptime,
    l3_device: one.device,
    proto: one.proto ?? 'static',
    device: one.device,
    metric: 0,
    dns_metric: 0,
    delegation: true,
    'ipv4-address': (one.ipv4 ?? []).map(address),
    'ipv6-address': (one.ipv6 ?? []).map(address),
    'ipv6-prefix': [],
    'ipv6-prefix-assignment': [],
    route: one.route === true ? defaultRoutes(one) : [],
    'dns-server': one.dns ?? [],
    'dns-search': [],
    neighbors: [],
    inactive: {
      'ipv4-address': [],
      'ipv6-address': [],
      route: [],
      'dns-server': [],
      'dns-search': [],
      neighbors: [],
    },
    data: {},
  }
}

function address(text: string): InputTable {
  const [address = '', mask = ''] = text.split('/')
  return { address, mask: Number(mask || (address.includes(':') ? 128 : 32)) }
}

function defaultRoutes(one: Interface): InputTable[] {
  const routes: InputTable[] = []
  if ((one.ipv4 ?? []).length > 0) {
    routes.push({ target: '0.0.0.0', mask: 0, nexthop: one.gateway ?? '0.0.0.0', source: '0.0.0.0/0' })
  }
  if ((one.ipv6 ?? []).length > 0) {
    routes.push({ target: '::', mask: 0, nexthop: one.gateway6 ?? '::', source: '::/0' })
  }
  return routes
}
