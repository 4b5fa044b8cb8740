/** Attempts on port 443: what the gate reads in a hello, and what a server would. */
import { rawSites, sharedAddress } from '../../map.ts'
import { type Bypass, eachVersion, evilName, freshAddress, packetTo, unlisted } from '../bypass.ts'
import {
  clientHello,
  encrypted,
  extension,
  grease,
  hello,
  hello2,
  inRecords,
  padding,
  protocols,
  record,
  serverName,
} from '../hellos.ts'

const readsAll = 'the gate takes only one whole record with one plain name'
/** Of a listed site. */
const sharedV6 = '2001:2:0:ffff::107'
const readsName = 'the gate reads the name'

/** A hello to a listed address of its own, where a raw listener answers whatever the gate lets through. */
let sites = 0
function sent(
  id: string,
  what: string,
  parts: (listed: string) => readonly (Buffer | string | number)[],
  more: Partial<Bypass> = {},
): Bypass {
  sites += 1
  if (sites > rawSites) throw new Error('the lab needs more raw sites')
  const listed = `h${sites}.raw.test`
  const address = `198.18.11.${sites}`
  return {
    id: `hello-${id}`,
    lines: [22],
    who: 'pc1',
    what,
    defence: readsAll,
    expected: 'refused',
    try: (pc) => pc.speak(address, 443, parts(listed)),
    far: [packetTo(address)],
    ...more,
  }
}

const evil = 'evil.vk.test'
const opens = { expected: 'opens' as const, defence: 'none: this is what a browser sends', lines: [] }

const hellos: readonly Bypass[] = [
  sent('sane', 'sends a sane hello', (name) => [hello(serverName(name))], opens),
  sent(
    'grease',
    'sends a hello with GREASE in it',
    (name) => [hello(grease, serverName(name), protocols('h2'))],
    opens,
  ),
  sent(
    'segments',
    'sends a hello byte by byte',
    (name) => [...hello(serverName(name))].map((byte) => Buffer.from([byte])),
    opens,
  ),
  sent(
    'two-parts',
    'sends a hello in two parts with a pause',
    (name) => {
      const bytes = hello(serverName(name))
      return [bytes.subarray(0, 50), 300, bytes.subarray(50)]
    },
    opens,
  ),
  sent('capitals', 'writes the name in capitals', (name) => [hello(serverName(name.toUpperCase()))], opens),
  sent(
    'outer',
    'hides a name in ECH behind an unlisted one',
    () => [hello(serverName('cloudflare-ech.vk.test'), encrypted)],
    { lines: [18], defence: readsName },
  ),
  sent('none', 'sends no name', () => [hello(protocols('h2'))], { lines: [17], defence: 'no name, no way' }),
  sent('empty', 'sends an empty name', () => [hello(serverName(''))], { lines: [17] }),
  sent('empty-list', 'sends a list of no names', () => [hello(extension(0, Buffer.from([0, 0])))], { lines: [17] }),
  sent('address', 'sends an address as its name', () => [hello(serverName('198.18.10.1'))], { lines: [17] }),
  sent('two-records', 'cuts the hello into two records', (name) => [inRecords(clientHello(serverName(name)), 60)]),
  sent('cut-in-name', 'cuts the hello within the name', (name) => {
    const message = clientHello(serverName(name))
    return [inRecords(message, message.indexOf(name) + 4)]
  }),
  sent('tiny-records', 'cuts the hello into records of one byte', (name) => [
    inRecords(clientHello(serverName(name)), ...Array.from({ length: 200 }, (_, at) => at + 1)),
  ]),
  sent('empty-record', 'sends an empty record first', (name) => [
    Buffer.concat([record(Buffer.alloc(0)), hello(serverName(name))]),
  ]),
  sent('alert-first', 'sends a warning first', (name) => [
    Buffer.concat([record(Buffer.from([1, 0]), 21), hello(serverName(name))]),
  ]),
  sent('second-message', 'puts a second hello into the record', (name) => [
    record(Buffer.concat([clientHello(serverName(name)), clientHello(serverName(evil))])),
  ]),
  sent('evil-first', 'puts an unlisted hello before a listed one', (name) => [
    record(Buffer.concat([clientHello(serverName(evil)), clientHello(serverName(name))])),
  ]),
  sent('long-record', 'says the record is longer than the hello', (name) => {
    const bytes = hello(serverName(name))
    bytes.writeUInt16BE(bytes.length + 100, 3)
    return [bytes]
  }),
  sent('short-message', 'says the message is shorter than the record', (name) => {
    const bytes = hello(serverName(name))
    bytes.writeUIntBE(bytes.readUIntBE(6, 3) - 10, 6, 3)
    return [bytes]
  }),
  sent('evil-then-listed', 'names an unlisted and then a listed name', (name) => [hello(serverName(evil, name))]),
  sent('two-extensions', 'sends the name twice, unlisted first', (name) => [hello(serverName(evil), serverName(name))]),
  sent('nul', 'puts a NUL behind the listed name', (name) => [hello(serverName(`${name}\0.vk.test`))]),
  sent('nul-before', 'puts a NUL before the listed name', (name) => [hello(serverName(`vk.test\0.${name}`))]),
  sent('port', 'puts a port behind the name', (name) => [hello(serverName(`${name}:443`))]),
  sent('space', 'puts a space behind the name', (name) => [hello(serverName(`${name} `))]),
  sent('newline', 'puts a line end into the name', (name) => [hello(serverName(`vk.test\n${name}`))]),
  sent('slash', 'puts a slash into the name', (name) => [hello(serverName(`vk.test/.${name}`))]),
  sent('two-dots', 'ends the name with two dots', (name) => [hello(serverName(`${name}..`))]),
  sent('long-name', 'sends a name of 300 bytes', (name) => [
    hello(serverName(`${`${'a'.repeat(59)}.`.repeat(5)}${name}`)),
  ]),
  sent('utf8', 'writes a full stop of another script', () => [hello(serverName(Buffer.from('h1。raw。test')))]),
  sent('huge', 'sends a hello of 16 KiB', (name) => [hello(serverName(name), padding(16_000))], { expected: 'shut' }),
  sent('huge-before', 'puts 16 KiB before the name', (name) => [hello(padding(15_900), serverName(name))], {
    expected: 'shut',
  }),
  sent('ssl2', 'sends the hello of SSL 2', () => [hello2], { lines: [17, 25] }),
  sent('plain', 'speaks HTTP to port 443', (name) => [`GET / HTTP/1.1\r\nHost: ${name}\r\n\r\n`], {
    lines: [25],
    defence: 'not TLS, no way',
  }),
  sent('ssh', 'speaks SSH to port 443', () => ['SSH-2.0-OpenSSH_9.2\r\n'], {
    lines: [25, 39],
    defence: 'not TLS, no way',
  }),
  sent('openvpn', 'speaks OpenVPN to port 443', () => [Buffer.from('000e38010203040506070800000000', 'hex')], {
    lines: [25, 37],
    defence: 'not TLS, no way',
  }),
  sent('silent', 'says nothing on port 443', () => [1200], { lines: [25], defence: 'not TLS, no way' }),
]

/** curl and openssl, with names of our own choice at addresses of our own choice. */
function tool(
  id: string,
  lines: number[],
  what: string,
  words: (name: string) => readonly string[],
  more: Partial<Bypass> = {},
): Bypass {
  const { name, far } = evilName(id)
  return {
    id,
    lines,
    who: 'pc2',
    what,
    defence: readsName,
    expected: 'refused',
    try: (pc) => pc.get(`https://${name}`, '--insecure', ...words(name)),
    far,
    journal: unlisted(name),
    ...(words(name).some((word) => word.includes(sharedAddress) || word.includes(`[${sharedV6}]`))
      ? { gate: 'needed' }
      : {}),
    ...more,
  }
}

const at = (address: string) => (name: string) => ['--resolve', `${name}:443:${address}`]

const tools: readonly Bypass[] = [
  ...eachVersion((v, s) =>
    tool(
      `tls-unlisted${s}`,
      [3, 6],
      'opens an unlisted site',
      () => [`--ipv${v}`],
      v === 6 ? { journal: undefined as never } : {},
    ),
  ),
  tool('tls-shared', [4, 16], "opens an unlisted site on a listed site's address", at(sharedAddress)),
  tool('tls-shared-h2', [16, 20], 'the same with HTTP/2', (name) => ['--http2', ...at(sharedAddress)(name)]),
  tool('tls-shared-v6', [4, 16], 'the same over IPv6', at(`[${sharedV6}]`)),
  tool('doh', [3, 4], 'asks a DoH server at a listed address', (name) => [
    ...at(sharedAddress)(name),
    ...['--header', 'content-type: application/dns-message', '--data-binary', 'AAABAAABAAAAAAAAA3d3dwR0ZXN0AAABAAE='],
  ]),
  tool('doh-url', [3, 5], 'gives curl a DoH server of its own', () => [
    '--doh-url',
    'https://doh-url.vk.test/dns-query',
    '--doh-insecure',
  ]),
  tool('tls12', [16], 'uses TLS 1.2 alone', (name) => ['--tls-max', '1.2', ...at(sharedAddress)(name)]),
  ...eachVersion((v, s) => {
    const address = freshAddress(v)
    return {
      ...tool(`tls-own${s}`, [15, 7], 'opens a server of its own', (name) =>
        at(v === 4 ? address : `[${address}]`)(name),
      ),
      far: [packetTo(address)],
    }
  }),
  ...eachVersion((v, s): Bypass => {
    const address = freshAddress(v)
    const server = v === 4 ? address : `[${address}]`
    return {
      id: `tls-false-name${s}`,
      lines: [15],
      who: 'pc3',
      what: "sends a listed site's name to a server of its own",
      defence: 'the gate goes to the address that our resolver gives',
      expected: 'opens',
      try: (pc) => pc.get('https://dual.test', '--resolve', `dual.test:443:${server}`),
      far: [packetTo(address)],
      arrives: false,
    }
  }),
  ...eachVersion((v, s): Bypass => {
    const address = freshAddress(v)
    return {
      id: `tls-no-name${s}`,
      lines: [17, 7],
      who: 'pc4',
      what: 'connects with openssl, without a name',
      defence: 'no name, no way',
      expected: 'refused',
      try: async (pc) => {
        const server = v === 4 ? `${address}:443` : `[${address}]:443`
        const ended = await pc.run(['openssl', 's_client', '-connect', server, '-noservername', '-brief'])
        const isOpen = /Protocol version|Peer certificate/.test(ended.stderr)
        return { outcome: isOpen ? 'opens' : 'refused', detail: ended.stderr.split('\n')[0]?.slice(0, 60) ?? '' }
      },
      far: [packetTo(address)],
      ...(v === 4 ? { journal: { site: address, verdict: 'refused' as const } } : {}),
    }
  }),
  ...eachVersion((v, s): Bypass => {
    const address = freshAddress(v)
    return {
      id: `ssh-443${s}`,
      lines: [39, 25],
      who: 'pc4',
      what: 'opens SSH on port 443',
      defence: 'not TLS, no way',
      expected: 'refused',
      try: async (pc) => {
        const words = [
          '-o',
          'BatchMode=yes',
          '-o',
          'StrictHostKeyChecking=no',
          '-o',
          'UserKnownHostsFile=/dev/null',
          '-o',
          'ConnectTimeout=3',
        ]
        const ended = await pc.run(['ssh', ...words, '-p', '443', `pupil@${address}`], { timeoutMs: 8000 })
        return { outcome: 'refused', detail: ended.stderr.trim().split('\n').pop() ?? '' }
      },
      far: [packetTo(address)],
    }
  }),
]

export const tlsBypasses: readonly Bypass[] = [...hellos, ...tools]
