/**
 * The lab on paper: who stands where, under which address. The internet lies in 198.18.0.0/15 and 2001:2::/48, the
 * ranges for tests of network devices (RFC 2544, RFC 5180): they are routable, and no resolver's rebind protection
 * keeps them out of answers, as it does the documentation ranges.
 */

/** A machine of the school that is not the router. */
export interface Station {
  readonly key: StationKey
  /** How people call it; for PCs of a room the name in UCI. */
  readonly name: string
  readonly mac: string
  readonly address4: string
  readonly address6: string
  /** The router's bridge that it is plugged into. */
  readonly network: NetworkKey
}

export type StationKey = 'pc1' | 'pc2' | 'pc3' | 'pc4' | 'exempt' | 'teacher'
export type NetworkKey = 'lan' | 'media' | 'staff'

/** A network of the router: UCI name, bridge, and the router's own addresses in it. */
export interface Network {
  readonly key: NetworkKey
  readonly device: string
  readonly mac: string
  readonly address4: string
  readonly address6: string
}

export const networks: readonly Network[] = [
  { key: 'lan', device: 'br-lan', mac: '02:00:00:00:ff:01', address4: '192.168.1.1', address6: '2001:2:0:101::1' },
  { key: 'media', device: 'br-media', mac: '02:00:00:00:ff:02', address4: '192.168.2.1', address6: '2001:2:0:102::1' },
  { key: 'staff', device: 'br-staff', mac: '02:00:00:00:ff:03', address4: '192.168.3.1', address6: '2001:2:0:103::1' },
]

function station(key: StationKey, name: string, network: NetworkKey, mac: string, host: string): Station {
  const number = networks.findIndex((each) => each.key === network) + 1
  const address4 = `192.168.${number}.${host}`
  return { key, name, network, mac: `02:00:00:00:${mac}`, address4, address6: `2001:2:0:10${number}::${host}` }
}

export const stations: readonly Station[] = [
  station('pc1', 'PC-01', 'lan', '00:01', '101'),
  station('pc2', 'PC-02', 'lan', '00:02', '102'),
  station('pc3', 'PC-03', 'media', '00:03', '101'),
  station('pc4', 'PC-04', 'media', '00:04', '102'),
  station('exempt', 'the exempt device', 'lan', '01:01', '10'),
  station('teacher', "the teacher's PC", 'staff', '02:10', '10'),
]

export function networkOf(key: NetworkKey): Network {
  const found = networks.find((network) => network.key === key)
  if (found === undefined) throw new Error(`no network ${key}`)
  return found
}

export function stationOf(key: StationKey): Station {
  const found = stations.find((each) => each.key === key)
  if (found === undefined) throw new Error(`no station ${key}`)
  return found
}

/** The cable between the router's `wan` and the internet. */
export const wan = {
  router4: '198.18.0.2',
  router6: '2001:2:0:fe::2',
  internet4: '198.18.0.1',
  internet6: '2001:2:0:fe::1',
}

/** Every address in these is the internet's: an attempt may take a fresh one without any set-up. */
export const internetRanges = ['198.18.8.0/21', '198.18.64.0/18', '2001:2:0:ffff::/64'] as const

/** Public resolvers whose real addresses pupils type in; in the lab they are the internet's too. */
export const publicResolvers = ['8.8.8.8/32', '2001:4860:4860::8888/128'] as const

/** The resolver of the school's provider, which the router's own resolver asks. */
export const providerResolver = '198.18.8.1'

/** A name of the small internet; each answers for all names below it as well. */
export interface Host {
  readonly name: string
  readonly addresses: readonly string[]
}

export const sharedAddress = '198.18.10.9'

/** Addresses of the internet where nobody is: one resets connections, one swallows every packet. */
export const resetAddress = '198.18.10.250'
export const silentAddress = '198.18.10.251'

/** How many names `hN.raw.test` there are. */
export const rawSites = 40

/** A search engine's own address and its safe one. */
export const engine = {
  own: ['198.18.10.71', '2001:2:0:ffff::171'],
  safe: ['198.18.10.72', '2001:2:0:ffff::172'],
} as const

export const hosts: readonly Host[] = [
  { name: 'bilimland.test', addresses: ['198.18.10.1', '2001:2:0:ffff::101'] },
  { name: 'bilimland-static.test', addresses: ['198.18.10.2'] },
  // A look-alike: whole labels keep it out.
  { name: 'evilbilimland.test', addresses: ['198.18.10.3'] },
  { name: 'exact.test', addresses: ['198.18.10.4'] },
  { name: 'xn--90aud6hb.test', addresses: ['198.18.10.5'] },
  { name: 'v6only.test', addresses: ['2001:2:0:ffff::106'] },
  { name: 'dual.test', addresses: ['198.18.10.7', '2001:2:0:ffff::107'] },
  { name: 'ports.test', addresses: ['198.18.10.8'] },
  { name: 'shared-ok.test', addresses: [sharedAddress] },
  { name: 'shared-bad.test', addresses: [sharedAddress] },
  { name: 'closing.test', addresses: [sharedAddress] },
  { name: 'media-only.test', addresses: ['198.18.10.10'] },
  { name: 'second.test', addresses: ['198.18.10.11'] },
  { name: 'vk.test', addresses: ['198.18.10.20', '2001:2:0:ffff::120'] },
  { name: 'unlisted-v6.test', addresses: ['2001:2:0:ffff::121'] },
  { name: 'doh.test', addresses: ['198.18.10.22'] },
  // What devices that are not guarded open, so that nobody else's attempts are taken for theirs.
  { name: 'news.test', addresses: ['198.18.10.23', '2001:2:0:ffff::123'] },
  { name: 'rebind.test', addresses: [stationOf('teacher').address4] },
  // Listed names whose owner lets them point to where no site can be.
  { name: 'rebind-port.test', addresses: [stationOf('teacher').address4, stationOf('teacher').address6] },
  { name: 'rebind-room.test', addresses: [stationOf('pc3').address6] },
  { name: 'rebind-wan.test', addresses: [wan.router4, wan.router6] },
  { name: 'rebind-router.test', addresses: [networkOf('staff').address4, networkOf('staff').address6] },
  { name: 'rebind-loopback.test', addresses: ['127.0.0.1', '::1'] },
  { name: 'rebind-carrier.test', addresses: ['100.64.0.9', '64:ff9b::c612:4601'] },
  { name: 'rebind-mapped.test', addresses: ['::ffff:198.18.10.20', '2002:c612:a14::1'] },
  // Sites of the school's own network, as the provider's resolver would have them.
  { name: 'moodle.test', addresses: [stationOf('teacher').address4] },
  { name: 'manager.test', addresses: [networkOf('staff').address4] },
  { name: 'outside.test', addresses: ['198.18.10.44'] },
  { name: 'tunnel.test', addresses: ['198.18.10.24'] },
  // HAProxy 2.6 takes the first of the two in each of these pairs.
  { name: 'twoaddr.test', addresses: [resetAddress, '198.18.10.41'] },
  { name: 'silent-two.test', addresses: [silentAddress, '198.18.10.40'] },
  { name: 'half.test', addresses: [resetAddress, '2001:2:0:ffff::142'] },
  { name: 'silent.test', addresses: [silentAddress, '2001:2:0:ffff::143'] },
  { name: 'gone.test', addresses: [resetAddress] },
  { name: 'www.google.com', addresses: engine.own },
  { name: 'forcesafesearch.google.com', addresses: engine.safe },
  // Raw listeners behind listed names, each with an address of its own: what arrives there is the gate's doing.
  ...Array.from({ length: rawSites }, (_, index) => ({
    name: `h${index + 1}.raw.test`,
    addresses: [`198.18.11.${index + 1}`],
  })),
]

/** Names whose HTTPS record (RFC 9460) hands out a key to hide the name with. */
export const encryptedHelloNames = ['bilimland.test'] as const

/** The addresses that the list opens without a name. */
export const listedAddress = '198.18.12.4'
