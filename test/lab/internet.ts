/** Builds the small internet: names, servers, and records of what arrives there. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Certificate } from './certificate.ts'
import { encryptedHelloNames, hosts, listedAddress, resetAddress, silentAddress, wan } from './map.ts'
import type { Namespace } from './namespace.ts'
import { type FarConfig, readFlow, readQuery, type Sighting, type Sightings } from './observations.ts'

/** Where the lab's own programs lie, bundled so that each starts in a twentieth of a second. */
export interface LabPrograms {
  readonly farServer: string
  readonly probe: string
}

/** Asks a far server to say when it has reported everything that had arrived. */
export type Sync = () => Promise<void>

// An HTTPS record (RFC 9460): priority 1, target itself, key 5 (ech) with a value of four bytes.
const encryptedHello = '00010000050004fe0d0000'

/** dnsmasq's words for a DNS server that knows the lab's names and denies every other. */
function resolverWords(): string[] {
  return [
    ...['--keep-in-foreground', '--no-resolv', '--no-hosts', '--local=/#/', '--log-queries', '--log-facility=-'],
    ...['--conf-file=/dev/null', '--pid-file=', '--cache-size=0', '--user=root', '--group=root'],
    ...hosts.flatMap(({ name, addresses }) => addresses.map((address) => `--address=/${name}/${address}`)),
    ...encryptedHelloNames.map((name) => `--dns-rr=${name},65,${encryptedHello}`),
  ]
}

/** Starts a far server in a machine and gathers what it sees. */
export async function startFarServer(
  namespace: Namespace,
  folder: string,
  programs: LabPrograms,
  sightings: Sightings,
  config: FarConfig,
): Promise<Sync> {
  const file = join(folder, `far-${config.place}.json`)
  writeFileSync(file, JSON.stringify(config))
  let number = 0
  const server = await namespace.start([process.execPath, programs.farServer, file], {
    ready: /^ready$/,
    onLine: (line) => {
      if (line.startsWith('{')) sightings.add(JSON.parse(line) as Sighting)
    },
  })
  return async () => {
    number += 1
    server.send(`sync ${number}`)
    const said = await sightings.wait([{ place: config.place, kind: 'sync', text: String(number) }], 0)
    if (said === undefined) throw new Error(`the far server of ${config.place} does not answer`)
  }
}

/** Servers that are away, as a PC sees them: one whose machine is up, and one whose is not. */
async function breakAddresses(namespace: Namespace): Promise<void> {
  const rules = `table inet away { chain in { type filter hook input priority -10;
    ip daddr ${resetAddress} tcp flags syn reject with tcp reset; ip daddr ${silentAddress} drop; }; }\n`
  await namespace.must(['nft', '-f', '-'], { input: rules })
}

/** Reports every new flow that the kernel of a machine sees, also to ports where nobody listens. */
async function watchFlows(namespace: Namespace, place: string, sightings: Sightings): Promise<void> {
  // The kernel tracks flows only where a rule asks for it.
  const rules = 'table inet eyes { chain in { type filter hook input priority filter; ct state invalid drop; }; }\n'
  await namespace.must(['nft', '-f', '-'], { input: rules })
  const hear = (line: string) => {
    const flow = readFlow(line, place, Date.now())
    if (flow !== undefined) sightings.add(flow)
  }
  const settings = { ready: /\[NEW\]/, onLine: hear }
  // It says nothing of its own when it is ready: make flows until it reports one.
  let watching = false
  const started = namespace.start(['conntrack', '-E', '-e', 'NEW'], settings).finally(() => {
    watching = true
  })
  while (!watching)
    await namespace.run(['curl', '-s', '-o', '/dev/null', '--max-time', '1', `http://${wan.internet4}/`])
  await started
}

export async function startInternet(
  namespace: Namespace,
  folder: string,
  programs: LabPrograms,
  certificate: Certificate,
  sightings: Sightings,
): Promise<Sync> {
  const hear = (line: string) => {
    const query = readQuery(line, 'internet', Date.now())
    if (query !== undefined) sightings.add(query)
  }
  await namespace.start(['dnsmasq', ...resolverWords()], { ready: /started/, onErrorLine: hear })
  const udp = [443, 123, 51820, 1194, 4500, 3478]
  const sync = await startFarServer(namespace, folder, programs, sightings, {
    place: 'internet',
    greeting: 'far-server internet',
    http: [80, 8080],
    https: [443, 8443],
    // Where `hN.raw.test` is led to: see bypasses/wire.ts.
    tcp: [22, 853, 2222, 4480, 4443, 5222, 1194, 9001],
    udp: [
      { address: '0.0.0.0', ports: udp },
      { address: '::', ports: udp },
      { address: listedAddress, ports: [5060, 5061] },
      { address: '198.18.10.23', ports: [443] },
    ],
    cert: certificate.cert,
    key: certificate.key,
  })
  await watchFlows(namespace, 'internet', sightings)
  await breakAddresses(namespace)
  return sync
}
