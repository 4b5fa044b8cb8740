/** Attempts on addresses, ports and protocols: what the kernel decides. */
import type { Attempt } from '../attempt.ts'
import { listedAddress } from '../map.ts'

const direct = (site: string) => ({ site, verdict: 'refused' as const, why: 'direct-address' })

function tcp(id: string, who: string, what: string, address: string, port: number, place = 'internet'): Attempt {
  const far = [place === 'internet' ? { kind: 'flow' as const, protocol: 'tcp', address, port } : { place, text: id }]
  return { id, who, what, expected: 'refused', try: (pc) => pc.tcp(address, port), far }
}

function udp(id: string, who: string, what: string, address: string, port: number): Attempt {
  const far = [{ kind: 'flow' as const, protocol: 'udp', address, port }]
  return { id, who, what, expected: 'refused', try: (pc) => pc.udp(address, port), far }
}

const addresses: readonly Attempt[] = [
  {
    id: 'direct-http',
    who: 'pc1',
    what: 'types an address instead of a name, HTTP',
    expected: 'our page',
    try: (pc) => pc.get('http://198.18.70.1'),
    far: [{ address: '198.18.70.1' }],
  },
  {
    id: 'direct-https',
    who: 'pc1',
    what: 'types an address instead of a name, HTTPS',
    expected: 'refused',
    try: (pc) => pc.get('https://198.18.70.2'),
    far: [{ address: '198.18.70.2' }],
  },
  {
    ...tcp('direct-port', 'pc2', 'opens an unlisted address on port 5222', '198.18.70.3', 5222),
    journal: direct('198.18.70.3'),
  },
  tcp('listed-other-port', 'pc2', "opens SSH on a listed site's address", '198.18.10.1', 22),
  tcp('not-tls', 'pc2', 'speaks SSH to port 443', '198.18.70.4', 443),
  {
    id: 'address-udp',
    who: 'pc1',
    what: 'uses a listed address on its UDP port',
    expected: 'opens',
    try: (pc) => pc.udp(listedAddress, 5060),
    far: [{ kind: 'datagram', text: 'address-udp' }],
    journal: { site: `${listedAddress}/32`, verdict: 'allowed' },
  },
  {
    id: 'address-tcp',
    who: 'pc1',
    what: 'uses a listed address on its TCP port',
    expected: 'opens',
    try: (pc) => pc.tcp(listedAddress, 2222),
    far: [{ kind: 'bytes', text: 'address-tcp' }],
  },
  udp('address-udp-other', 'pc1', 'uses a listed address on another UDP port', listedAddress, 5061),
  tcp('address-tcp-other', 'pc1', 'uses a listed address on another TCP port', listedAddress, 5222),
]

/** A question to a public resolver's address; no packet may reach it. */
function resolver(id: string, what: string, name: string, server: string, ...words: string[]): Attempt {
  return {
    id,
    who: 'pc2',
    what,
    expected: 'refused',
    try: (pc) => pc.ask(name, 'A', `@${server}`, ...words),
    far: [{ address: server }, { kind: 'query', name }],
  }
}

const resolvers: readonly Attempt[] = [
  resolver('resolver-udp', 'asks 8.8.8.8 for an unlisted name', 'udp.vk.test', '8.8.8.8'),
  resolver('resolver-tcp', 'asks 8.8.8.8 for an unlisted name over TCP', 'tcp.vk.test', '8.8.8.8', '+tcp'),
  resolver('resolver-v6', 'asks a resolver over IPv6', 'six.vk.test', '2001:4860:4860::8888'),
  resolver('resolver-v6-tcp', 'asks a resolver over IPv6 and TCP', 'six-tcp.vk.test', '2001:4860:4860::8888', '+tcp'),
  {
    ...resolver('resolver-listed', 'asks 8.8.8.8 for a listed name', 'bilimland.test', '8.8.8.8'),
    expected: 'opens',
    // The router's own resolver answers in its place.
    far: [{ address: '8.8.8.8' }],
    arrives: false,
  },
  {
    id: 'https-record',
    who: 'pc1',
    what: "asks for a listed site's key to hide names with (ECH)",
    expected: 'refused',
    try: (pc) => pc.ask('bilimland.test', 'HTTPS'),
    far: [],
  },
  tcp('dot', 'pc2', 'asks a resolver inside TLS (DoT)', '8.8.8.8', 853),
]

const protocols: readonly Attempt[] = [
  udp('quic', 'pc1', "opens QUIC to a listed site's address", '198.18.10.1', 443),
  udp('quic-v6', 'pc1', 'opens QUIC over IPv6', '2001:2:0:ffff::101', 443),
  udp('wireguard', 'pc3', 'opens WireGuard', '198.18.70.10', 51820),
  udp('openvpn-udp', 'pc3', 'opens OpenVPN over UDP', '198.18.70.11', 1194),
  tcp('openvpn-tcp', 'pc3', 'opens OpenVPN over TCP', '198.18.70.11', 1194),
  udp('ike', 'pc4', 'opens IPsec', '198.18.70.12', 4500),
  udp('turn', 'pc4', 'opens a relay for calls', '198.18.70.13', 3478),
  tcp('ssh', 'pc4', 'opens SSH', '198.18.70.14', 22),
  tcp('tor', 'pc4', 'opens Tor', '198.18.70.15', 9001),
  {
    id: 'ntp',
    who: 'pc3',
    what: 'asks a time server, and the router answers',
    expected: 'opens',
    try: async (pc) => {
      // A client's question, and an answer that is a server's (RFC 5905).
      const question = Buffer.from([0x23, ...new Array<number>(47).fill(0)])
      let answer: Buffer | undefined
      // A busy computer may answer late.
      for (let round = 0; round < 5 && answer === undefined; round++)
        [answer] = await pc.datagrams('198.18.70.16', 123, [question])
      if (answer === undefined) return { outcome: 'refused', detail: 'no answer' }
      const isServer = answer.length === 48 && ((answer[0] ?? 0) & 7) === 4
      return { outcome: 'opens', detail: isServer ? 'a time server answers' : 'somebody else answers' }
    },
    far: [{ address: '198.18.70.16' }],
    arrives: false,
  },
]

const ipv6: readonly Attempt[] = [
  {
    id: 'v6-only',
    who: 'pc1',
    what: 'opens a listed site that has IPv6 alone',
    expected: 'opens',
    try: (pc) => pc.get('https://v6only.test'),
    journal: { site: 'v6only.test', verdict: 'allowed' },
  },
  {
    id: 'v6-dual',
    who: 'pc3',
    what: 'opens a listed site over IPv6',
    expected: 'opens',
    try: (pc) => pc.get('http://dual.test', '--ipv6'),
  },
  {
    id: 'v6-unlisted',
    who: 'pc1',
    what: 'opens an unlisted site over IPv6',
    expected: 'refused',
    try: (pc) => pc.get('https://unlisted-v6.test', '--ipv6'),
    far: [{ address: '2001:2:0:ffff::121' }, { kind: 'query', name: 'unlisted-v6.test' }],
  },
  {
    id: 'v6-direct',
    who: 'pc2',
    what: 'types an IPv6 address',
    expected: 'refused',
    try: (pc) => pc.get('https://[2001:2:0:ffff::701]'),
    far: [{ address: '2001:2:0:ffff::701' }],
  },
  tcp('v6-direct-port', 'pc2', 'opens an IPv6 address on port 5222', '2001:2:0:ffff::702', 5222),
]

const school: readonly Attempt[] = [
  tcp('other-room', 'pc1', "reaches for another room's PC", '192.168.2.101', 445, 'pc3'),
  tcp('other-room-v6', 'pc1', "reaches for another room's PC over IPv6", '2001:2:0:102::101', 445, 'pc3'),
  tcp('staff', 'pc1', "reaches for the teacher's PC", '192.168.3.10', 445, 'teacher'),
  tcp('staff-media', 'pc4', "reaches for the teacher's PC from the other room", '192.168.3.10', 445, 'teacher'),
  {
    id: 'staff-http',
    who: 'pc2',
    what: "opens a web page of the teacher's PC",
    expected: 'shut',
    try: (pc) => pc.get('http://192.168.3.10'),
  },
  {
    id: 'router-page',
    who: 'pc1',
    what: "opens the router's own web page",
    expected: 'our page',
    try: (pc) => pc.get('http://192.168.1.1'),
  },
  {
    id: 'router-page-https',
    who: 'pc1',
    what: "opens the router's own web page over HTTPS",
    expected: 'refused',
    try: (pc) => pc.get('https://192.168.1.1'),
  },
  {
    id: 'router-page-wan',
    who: 'pc2',
    what: "opens the router's own web page by its outer address",
    expected: 'shut',
    try: (pc) => pc.get('http://198.18.0.2'),
  },
  tcp('router-ssh', 'pc1', "opens the router's SSH", '192.168.1.1', 22, 'router'),
  tcp('router-ssh-v6', 'pc2', "opens the router's SSH over IPv6", '2001:2:0:101::1', 22, 'router'),
  tcp('router-ssh-staff', 'pc2', "opens the router's SSH by its address among the staff", '192.168.3.1', 22, 'router'),
  tcp('from-staff', 'teacher', "reaches for a pupil's PC", '192.168.1.101', 445, 'pc1'),
  tcp('from-internet', 'internet', "reaches for a pupil's PC over IPv6", '2001:2:0:101::101', 445, 'pc1'),
]

export const networkAttempts: readonly Attempt[] = [...addresses, ...resolvers, ...protocols, ...ipv6, ...school]
