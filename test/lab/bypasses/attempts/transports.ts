/** Attempts with ports and protocols that nobody lists. */
import { stationOf } from '../../map.ts'
import { type Bypass, direct, eachVersion, freshAddress, listedAddress, packetTo, type Version } from '../bypass.ts'
import { echo, endsOf, toRouter } from '../from-pc.ts'
import { ip, udp } from '../packets.ts'

const refuses = 'what nobody lists is refused'

const udpPorts: readonly (readonly [id: string, port: number, what: string, lines: readonly number[]])[] = [
  ['quic', 443, 'opens QUIC (HTTP/3)', [21]],
  ['quic-80', 80, 'opens QUIC on port 80', [21]],
  ['doq', 853, 'asks a resolver over QUIC', [2]],
  ['wireguard', 51820, 'opens WireGuard', [37]],
  ['wireguard-443', 4433, 'opens WireGuard on another port', [37]],
  ['openvpn', 1194, 'opens OpenVPN', [37]],
  ['ike', 500, 'opens IKE', [37]],
  ['ike-nat', 4500, 'opens IPsec behind NAT', [37]],
  ['l2tp', 1701, 'opens L2TP', [37]],
  ['teredo', 3544, 'opens Teredo', [43]],
  ['stun', 3478, 'opens TURN and STUN', [33]],
  ['snowflake', 19302, 'opens Snowflake', [38]],
  ['sip', 5060, 'opens SIP', [41]],
  ['mdns', 5353, 'asks by mDNS, straight to a server', [41, 14]],
  ['dhcp', 67, 'sends DHCP to a server outside', [41]],
  ['high', 40000, 'sends datagrams to a high port', [41]],
]

const tcpPorts: readonly (readonly [id: string, port: number, what: string, lines: readonly number[]])[] = [
  ['ssh', 22, 'opens SSH', [39]],
  ['dot', 853, 'asks a resolver inside TLS (DoT)', [2]],
  ['openvpn', 1194, 'opens OpenVPN', [37]],
  ['pptp', 1723, 'opens PPTP', [37]],
  ['tor', 9001, 'opens Tor', [38]],
  ['socks', 1080, 'uses a SOCKS proxy', [24]],
  ['squid', 3128, 'uses a proxy', [24]],
  ['http-8080', 8080, 'opens a web server on 8080', [7]],
  ['https-8443', 8443, 'opens a web server on 8443', [7]],
  ['mail', 25, 'sends mail', [41]],
  ['remote', 3389, 'opens a remote desktop', [34]],
  ['torrent', 6881, 'shares files', [41]],
]

const ports: readonly Bypass[] = [
  ...udpPorts.flatMap(([id, port, what, lines]) =>
    eachVersion((v, s): Bypass => {
      const address = freshAddress(v)
      return {
        id: `udp-${id}${s}`,
        lines,
        who: 'pc3',
        what,
        defence: refuses,
        expected: 'refused',
        try: (pc) => pc.udp(address, port),
        far: [packetTo(address)],
        journal: direct(address),
      }
    }),
  ),
  ...tcpPorts.flatMap(([id, port, what, lines]) =>
    eachVersion((v, s): Bypass => {
      const address = freshAddress(v)
      return {
        id: `tcp-${id}${s}`,
        lines,
        who: 'pc4',
        what,
        defence: refuses,
        expected: 'refused',
        try: (pc) => pc.tcp(address, port),
        far: [packetTo(address)],
        journal: direct(address),
      }
    }),
  ),
  ...eachVersion((v, s): Bypass => {
    const address = v === 4 ? '198.18.10.1' : '2001:2:0:ffff::101'
    return {
      id: `quic-listed${s}`,
      lines: [21],
      who: 'pc1',
      what: "opens QUIC to a listed site's address",
      defence: 'UDP 443 is refused',
      expected: 'refused',
      try: async (pc) => {
        await pc.ask('bilimland.test')
        return pc.udp(address, 443)
      },
      far: [{ ...packetTo(address), protocol: 'udp' }],
    }
  }),
  ...eachVersion((v, s): Bypass => {
    const address = v === 4 ? '198.18.10.7' : '2001:2:0:ffff::107'
    return {
      id: `ssh-listed${s}`,
      lines: [7, 39],
      who: 'pc1',
      what: "opens SSH at a listed site's address",
      defence: 'a site has the ports of its entry',
      expected: 'refused',
      try: async (pc) => {
        await pc.get('https://dual.test')
        return pc.tcp(address, 22)
      },
      far: [{ ...packetTo(address), port: 22 }],
    }
  }),
  ...eachVersion((v, s): Bypass => {
    const address = freshAddress(v)
    return {
      id: `ntp${s}`,
      lines: [41],
      who: 'pc2',
      what: 'sends something else to port 123',
      defence: 'NTP goes to the router',
      expected: 'shut',
      try: async (pc) => {
        const seen = await pc.udp(address, 123)
        return seen.detail.includes('router') ? { outcome: 'refused', detail: 'the router answers' } : seen
      },
      far: [packetTo(address)],
    }
  }),
  ...(['tcp', 'udp'] as const).flatMap((protocol) =>
    eachVersion((v, s): Bypass => {
      const address = listedAddress(v)
      return {
        id: `listed-${protocol}-other${s}`,
        lines: [7],
        who: 'pc2',
        what: `uses another ${protocol} port of a listed address`,
        defence: 'an address has the ports of its entry',
        expected: 'refused',
        try: (pc) => (protocol === 'tcp' ? pc.tcp(address, 5060) : pc.udp(address, 2222)),
        far: [packetTo(address)],
      }
    }),
  ),
  ...eachVersion((v, s): Bypass => {
    const address = listedAddress(v)
    return {
      id: `listed-tcp${s}`,
      lines: [],
      who: 'pc2',
      what: 'uses a listed address as it is listed',
      defence: 'none: it may',
      expected: 'opens',
      try: (pc) => pc.tcp(address, 2222),
      far: [packetTo(address)],
    }
  }),
]

/** Protocols of IP by number; what is inside the tunnels asks for an unlisted address. */
const protocols: readonly (readonly [name: string, number: number, lines: readonly number[]])[] = [
  ['IGMP', 2, [41]],
  ['IPv4 in IP', 4, [43]],
  ['EGP', 8, [41]],
  ['IPv6 in IP (6in4)', 41, [43]],
  ['RSVP', 46, [41]],
  ['GRE', 47, [37]],
  ['ESP', 50, [37]],
  ['AH', 51, [37]],
  ['EIGRP', 88, [41]],
  ['OSPF', 89, [41]],
  ['EtherIP', 97, [41]],
  ['IPComp', 108, [37]],
  ['L2TP over IP', 115, [37]],
  ['SCTP', 132, [41]],
  ['UDP-Lite', 136, [41]],
  ['MPLS in IP', 137, [41]],
  ['protocol 253', 253, [41]],
]

function carries(
  id: string,
  what: string,
  lines: readonly number[],
  address: string,
  number: number,
  payload: Buffer,
): Bypass {
  return {
    id,
    lines,
    who: 'pc1',
    what,
    defence: refuses,
    expected: 'refused',
    try: (pc) => pc.frames([toRouter('pc1', ip(endsOf('pc1', address), number, payload))]),
    far: [packetTo(address)],
  }
}

const word = (version: Version) => (version === 4 ? '' : ' over IPv6')

const raw: readonly Bypass[] = [
  ...protocols.flatMap(([name, number, lines]) =>
    eachVersion((v, s) => {
      const address = freshAddress(v)
      const inner = { from: stationOf('pc1').address4, to: '198.18.70.99' }
      const payload =
        number === 4 ? ip(inner, 17, udp(inner, 1, 53, 'x')) : Buffer.from('00000800000000000000000000000000', 'hex')
      return carries(`ip-${number}${s}`, `sends ${name}${word(v)}`, lines, address, number, payload)
    }),
  ),
  // Ports of an entry are ports of TCP and UDP: those of a kindred protocol are others.
  ...[132, 136].flatMap((number) =>
    eachVersion((v, s) => {
      const address = listedAddress(v)
      const payload = Buffer.from('9c4013c400080000deadbeef00000000', 'hex')
      const listed = carries(
        `listed-ip-${number}${s}`,
        `sends protocol ${number} to a listed port${word(v)}`,
        [41],
        address,
        number,
        payload,
      )
      return { ...listed, defence: 'an entry opens TCP or UDP' }
    }),
  ),
  ...eachVersion((v, s): Bypass => {
    const address = freshAddress(v)
    return {
      ...carries(`icmp${s}`, `sends an echo request with data${word(v)}`, [40], address, 1, Buffer.alloc(0)),
      try: (pc) => pc.frames([toRouter('pc1', echo(endsOf('pc1', address)))]),
    }
  }),
  ...eachVersion((v, s): Bypass => {
    const address = freshAddress(v)
    return {
      ...carries(`ping${s}`, 'pings an unlisted address', [40], address, 1, Buffer.alloc(0)),
      who: 'pc3',
      try: async (pc) => {
        const ended = await pc.run(['ping', '-c', '1', '-W', '1', '-s', '600', address])
        return { outcome: ended.status === 0 ? 'opens' : 'refused', detail: ended.stdout.split('\n')[1] ?? '' }
      },
    }
  }),
  ...eachVersion((v, s): Bypass => {
    const address = v === 4 ? '198.18.10.1' : '2001:2:0:ffff::101'
    return {
      ...carries(`ping-listed${s}`, "pings a listed site's address", [40], address, 1, Buffer.alloc(0)),
      who: 'pc3',
      try: async (pc) => {
        await pc.ask('bilimland.test')
        const ended = await pc.run(['ping', '-c', '1', '-W', '1', address])
        return { outcome: ended.status === 0 ? 'opens' : 'refused', detail: ended.stdout.split('\n')[1] ?? '' }
      },
      far: [{ ...packetTo(address), protocol: v === 4 ? 'icmp' : 'ipv6-icmp' }],
    }
  }),
]

/** nmap's own ways; it must not find anything, and nothing of it may arrive. */
function nmap(id: string, what: string, words: readonly string[], v: Version, address = freshAddress(v)): Bypass {
  return {
    id: `nmap-${id}`,
    lines: [7, 63],
    who: 'pc4',
    what,
    defence: refuses,
    expected: 'refused',
    try: async (pc) => {
      const fixed = [
        '-n',
        '-Pn',
        '--max-retries',
        '0',
        '--host-timeout',
        '6s',
        '--max-rate',
        '60',
        ...(v === 6 ? ['-6'] : []),
      ]
      const ended = await pc.run(['nmap', ...fixed, ...words, address], { timeoutMs: 15_000 })
      const open = ended.stdout.split('\n').filter((line) => / open /.test(line))
      const said =
        open[0] ??
        ended.stdout.split('\n').find((line) => /^All|^Not shown|host down|timeout/i.test(line)) ??
        ended.stderr.split('\n')[0]
      return { outcome: open.length > 0 ? 'opens' : 'refused', detail: said ?? '' }
    },
    far: [packetTo(address)],
  }
}

const scanned = '22,25,110,143,993,1080,3128,5222,8080,9001'
const scans: readonly Bypass[] = [
  ...eachVersion((v, s) => nmap(`syn${s}`, 'scans with SYN', ['-sS', '-p', scanned], v)),
  ...eachVersion((v, s) => nmap(`udp${s}`, 'scans UDP', ['-sU', '-p', '69,161,443,500,1194,51820'], v)),
  ...eachVersion((v, s) => nmap(`source-53${s}`, 'scans from port 53', ['-sS', '-g', '53', '-p', scanned], v)),
  ...eachVersion((v, s) => nmap(`connect${s}`, 'scans by connecting', ['-sT', '-p', scanned], v)),
  nmap('ack', 'scans with ACK', ['-sA', '-p', scanned], 4),
  nmap('fin', 'scans with FIN', ['-sF', '-p', scanned], 4),
  nmap('xmas', 'scans with every flag', ['-sX', '-p', scanned], 4),
  nmap('null', 'scans without flags', ['-sN', '-p', scanned], 4),
  nmap('fragments', 'scans in fragments of eight bytes', ['-sS', '-f', '-p', scanned], 4),
  nmap('loose', 'scans with a loose source route', ['-sS', '--ip-options', 'L 198.18.0.1', '-p', '22,8080'], 4),
  nmap(
    'strict',
    'scans with a strict source route',
    ['-sS', '--ip-options', 'S 192.168.2.1 198.18.0.1', '-p', '22,8080'],
    4,
  ),
  nmap('bad-sum', 'scans with a wrong checksum', ['-sS', '--badsum', '-p', '22,8080'], 4),
  nmap('protocols', 'scans the protocols of IP', ['-sO', '-p', '1,2,4,41,47,50,51,132'], 4),
]

export const transportBypasses: readonly Bypass[] = [...ports, ...raw, ...scans]
