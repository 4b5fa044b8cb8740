/** A router as a school has it before aqtizim: it masquerades, resolves names, and shows its own web page and SSH. */
import { fileURLToPath } from 'node:url'
import { node } from '../node.ts'
import type { Certificate } from './certificate.ts'
import { type LabPrograms, type Sync, startFarServer } from './internet.ts'
import { networks, providerResolver } from './map.ts'
import type { Namespace } from './namespace.ts'
import type { Sightings } from './observations.ts'
import type { Staying } from './program.ts'

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

/** Of the router's own resolver. */
export const resolverWords = [
  ...['--keep-in-foreground', '--no-resolv', '--no-hosts', '--log-facility=-', '--conf-file=/dev/null', '--pid-file='],
  ...['--user=root', '--group=root', '--cache-size=1000', '--domain-needed', '--bind-dynamic', '--interface=lo'],
  ...networks.map(({ device }) => `--interface=${device}`),
  `--server=${providerResolver}`,
]

/** The router's own resolver; without a limit it has dnsmasq's own, as OpenWrt leaves it. */
function startResolver(namespace: Namespace, limit?: string): Promise<Staying> {
  const limits = limit === undefined ? [] : [`--dns-forward-max=${limit}`]
  return namespace.start(['dnsmasq', ...resolverWords, ...limits], { ready: /started/ })
}

/** What the router's services make of its settings in UCI: `uci-defaults` of our package may have changed them. */
export interface StockServices {
  /** `options`: `system.ntp.enable_server` and `dhcp.@dnsmasq[0].dnsforwardmax` as they stand. */
  restart(options: { readonly enableServer: boolean; readonly dnsForwardMax: string | undefined }): Promise<void>
}

async function startServices(namespace: Namespace): Promise<StockServices> {
  let resolver = await startResolver(namespace)
  let timeServer: Staying | undefined
  return {
    async restart({ enableServer, dnsForwardMax }) {
      resolver.stop()
      await resolver.ended
      resolver = await startResolver(namespace, dnsForwardMax)
      timeServer?.stop()
      await timeServer?.ended
      const words = [...node, fileURLToPath(new URL('time-server.ts', import.meta.url))]
      timeServer = enableServer ? await namespace.start(words, { ready: /^ready$/ }) : undefined
    },
  }
}

export async function startStockRouter(
  namespace: Namespace,
  folder: string,
  programs: LabPrograms,
  certificate: Certificate,
  sightings: Sightings,
): Promise<{ readonly sync: Sync; readonly services: StockServices }> {
  await namespace.must(['nft', '-f', '-'], { input: firewall })
  const services = await startServices(namespace)
  const sync = await startFarServer(namespace, folder, programs, sightings, {
    place: 'router',
    greeting: 'far-server router',
    http: [80],
    https: [443],
    tcp: [22],
    // Nobody answers on port 123: OpenWrt comes with `enable_server '0'`.
    udp: [],
    cert: certificate.cert,
    key: certificate.key,
  })
  return { sync, services }
}
