/** A router as a school has it before aqtizim: it masquerades, resolves names, and shows its own web page and SSH. */
import type { Certificate } from './certificate.ts'
import { type LabPrograms, type Sync, startFarServer } from './internet.ts'
import { networks, providerResolver } from './map.ts'
import type { Namespace } from './namespace.ts'
import type { Sightings } from './observations.ts'

// Permissive on purpose: what does not get through the lab was refused by aqtizim and by nothing else. No rebind
// protection in the resolver for the same reason.
export const firewall = `
table inet fw4 {
  chain input { type filter hook input priority filter; policy accept; }
  chain forward {
    type filter hook forward priority filter; policy drop;
    ct state established,related accept
    iifname { "br-lan", "br-media", "br-staff" } accept
    oifname { "br-lan", "br-media", "br-staff" } accept
  }
  chain srcnat {
    type nat hook postrouting priority srcnat; policy accept;
    meta nfproto ipv4 oifname "wan" masquerade
  }
}
`

const resolverWords = [
  ...['--keep-in-foreground', '--no-resolv', '--no-hosts', '--log-facility=-', '--conf-file=/dev/null', '--pid-file='],
  ...['--user=root', '--group=root', '--cache-size=1000', '--domain-needed', '--bind-dynamic', '--interface=lo'],
  ...networks.map(({ device }) => `--interface=${device}`),
  ...['--dns-forward-max=600', `--server=${providerResolver}`],
]

export async function startStockRouter(
  namespace: Namespace,
  folder: string,
  programs: LabPrograms,
  certificate: Certificate,
  sightings: Sightings,
): Promise<Sync> {
  await namespace.must(['nft', '-f', '-'], { input: firewall })
  await namespace.start(['dnsmasq', ...resolverWords], { ready: /started/ })
  return startFarServer(namespace, folder, programs, sightings, {
    place: 'router',
    greeting: 'far-server router',
    http: [80],
    https: [443],
    tcp: [22],
    udp: [
      { address: '0.0.0.0', ports: [123] },
      { address: '::', ports: [123] },
    ],
    cert: certificate.cert,
    key: certificate.key,
  })
}
