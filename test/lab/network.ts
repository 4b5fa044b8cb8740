/** Cables, addresses and routes between the machines of the lab. */
import {
  internetRanges,
  networkOf,
  networks,
  providerResolver,
  publicResolvers,
  type Station,
  stations,
  wan,
} from './map.ts'
import type { Namespace } from './namespace.ts'

/** What OpenWrt's kernel settings are, where they decide whether and how a packet travels. */
const routerKernel = `
cd /proc/sys/net
echo 1 > ipv4/ip_forward
echo 1 > ipv6/conf/all/forwarding
echo 0 > ipv4/conf/all/rp_filter
echo 0 > ipv4/conf/default/rp_filter
echo 1 > netfilter/nf_conntrack_acct
echo 1 > netfilter/nf_conntrack_timestamp
for file in bridge/bridge-nf-call-iptables bridge/bridge-nf-call-ip6tables; do
  if [ -e $file ]; then echo 0 > $file; fi
done
# A unicast address is there at once, without the second that asking for a duplicate takes.
echo 0 > ipv6/conf/default/accept_dad
echo 0 > ipv6/conf/all/accept_dad`

const stationKernel = `
cd /proc/sys/net/ipv6/conf
echo 0 > default/accept_dad
echo 0 > default/accept_ra
echo 0 > all/accept_dad`

function routerLinks(namespaceOf: (name: string) => Namespace): string[] {
  const bridges = networks.flatMap(({ device, mac, address4, address6 }) => [
    `link add ${device} address ${mac} type bridge stp_state 0 forward_delay 0 mcast_snooping 0`,
    `address add ${address4}/24 brd + dev ${device}`,
    `address add ${address6}/64 dev ${device} nodad`,
    `link set ${device} up`,
  ])
  const cables = stations.flatMap(({ key, mac, network }) => [
    `link add ${key} type veth peer name eth0 address ${mac} netns ${namespaceOf(key).pid}`,
    `link set ${key} master ${networkOf(network).device} up`,
  ])
  return [
    ...bridges,
    ...cables,
    `link add wan type veth peer name wan netns ${namespaceOf('internet').pid}`,
    `address add ${wan.router4}/24 dev wan`,
    `address add ${wan.router6}/64 dev wan nodad`,
    'link set wan up',
    `route add default via ${wan.internet4}`,
    `route add ::/0 via ${wan.internet6}`,
  ]
}

function internetLinks(): string[] {
  return [
    `address add ${wan.internet4}/24 dev wan`,
    `address add ${wan.internet6}/64 dev wan nodad`,
    'link set wan up',
    // The provider routes the school's IPv6 networks to its router.
    `route add 2001:2:0:100::/56 via ${wan.router6}`,
    // dnsmasq answers over TCP only at an address that an interface has.
    ...[...publicResolvers, `${providerResolver}/32`].map((address) => `address add ${address} dev lo`),
    ...internetRanges.map((range) => `route add local ${range} dev lo`),
  ]
}

function stationLinks(station: Station): string[] {
  const network = networkOf(station.network)
  return [
    `address add ${station.address4}/24 dev eth0`,
    `address add ${station.address6}/64 dev eth0 nodad`,
    'link set eth0 up',
    `route add default via ${network.address4}`,
    `route add ::/0 via ${network.address6}`,
  ]
}

async function ip(namespace: Namespace, lines: readonly string[]): Promise<void> {
  await namespace.must(['ip', '-batch', '-'], { input: `${lines.join('\n')}\n` })
}

/** Joins the machines; `namespaceOf` knows `router`, `internet` and every station by its key. */
export async function connect(namespaceOf: (name: string) => Namespace): Promise<void> {
  const router = namespaceOf('router')
  await router.must(['sh', '-e', '-c', routerKernel])
  await Promise.all(
    ['internet', ...stations.map(({ key }) => key)].map((name) =>
      namespaceOf(name).must(['sh', '-e', '-c', stationKernel]),
    ),
  )
  await ip(router, routerLinks(namespaceOf))
  await ip(namespaceOf('internet'), internetLinks())
  await Promise.all(stations.map((station) => ip(namespaceOf(station.key), stationLinks(station))))
}
