/** Attempts on the resolver: other resolvers, tunnels, and messages that it may read otherwise than the next one. */

import { questionCap } from '../../../../src/firewall/nft-input.ts'
import type { Observation } from '../../client.ts'
import { networkOf } from '../../map.ts'
import { type Bypass, eachVersion, freshAddress, packetTo, type Version } from '../bypass.ts'
import { dotted, framed, type MessageSettings, message, type Question, wireName } from '../dns-messages.ts'
import { toRouter, udpPacket } from '../from-pc.ts'

const own = 'every question is led to our resolver'
const never = 'an unlisted name is never forwarded'
const publicResolver = (version: Version) => (version === 4 ? '8.8.8.8' : '2001:4860:4860::8888')
const here = (version: Version) => (version === 4 ? networkOf('lan').address4 : networkOf('lan').address6)

/** Asks some server for an unlisted name with dig. */
function asks(id: string, lines: number[], what: string, server: string, words: readonly string[], type = 'A'): Bypass {
  const name = `${id}.vk.test`
  return {
    id,
    lines,
    who: 'pc2',
    what,
    defence: own,
    expected: 'refused',
    try: (pc) => pc.ask(name, type, `@${server}`, ...words),
    far: [packetTo(server), { kind: 'query', name }],
  }
}

const resolvers: readonly Bypass[] = [
  ...eachVersion((v, s) => asks(`own-udp${s}`, [1], 'asks a public resolver', publicResolver(v), [])),
  ...eachVersion((v, s) => asks(`own-tcp${s}`, [1], 'asks a public resolver over TCP', publicResolver(v), ['+tcp'])),
  ...eachVersion((v, s) =>
    asks(`own-edns${s}`, [1], 'asks with EDNS, a cookie, a subnet and padding', publicResolver(v), [
      ...['+edns=0', '+cookie', '+subnet=10.1.2.0/24', '+bufsize=4096', '+dnssec', '+padding=128'],
    ]),
  ),
  ...eachVersion((v, s) => asks(`own-fresh${s}`, [1], 'asks a resolver of its own', freshAddress(v), [])),
  ...eachVersion((v, s) =>
    asks(`own-keep${s}`, [1], 'asks twice over one connection', publicResolver(v), ['+tcp', '+keepopen']),
  ),
  ...eachVersion((v, s) => asks(`own-aaaa${s}`, [1], 'asks for an IPv6 address', publicResolver(v), [], 'AAAA')),
  ...[
    'TXT',
    'NULL',
    'CNAME',
    'MX',
    'SRV',
    'HTTPS',
    'SVCB',
    'ANY',
    'DS',
    'DNSKEY',
    'PTR',
    'NS',
    'SOA',
    'AXFR',
    'TYPE65399',
  ].map((type) => ({
    ...asks(`type-${type.toLowerCase()}`, [8, 11], `asks for ${type} of an unlisted name`, here(4), ['+tcp'], type),
    defence: never,
  })),
  ...['CH', 'HS', 'ANY'].map((cls) => ({
    ...asks(`class-${cls.toLowerCase()}`, [8], `asks in class ${cls}`, here(4), ['-c', cls]),
    defence: never,
  })),
  ...['192.168.2.1', '192.168.3.1', '198.18.0.2'].map((address, index) => ({
    ...asks(`router-address-${index}`, [1, 60], `asks the router at ${address}`, address, []),
    far: [{ kind: 'query' as const, name: `router-address-${index}.vk.test` }],
  })),
  {
    ...asks('other-port', [1], 'asks a resolver on port 5353', freshAddress(4), ['-p', '5353']),
    defence: 'only what is listed is forwarded',
  },
  {
    ...asks('group-port', [1, 60], "asks the other room's resolver at its own port", '192.168.1.1', ['-p', '5451']),
    who: 'pc1',
    defence: 'ports of ours answer only what was led there',
    far: [{ kind: 'query', name: 'group-port.vk.test' }],
  },
  {
    ...asks('group-port-tcp', [1, 60], "asks the room's resolver at its own port", '192.168.1.1', [
      '-p',
      '5450',
      '+tcp',
    ]),
    defence: 'ports of ours answer only what was led there',
    far: [{ kind: 'query', name: 'group-port-tcp.vk.test' }],
  },
  {
    id: 'ech-key',
    lines: [11, 18],
    who: 'pc1',
    what: "asks for a listed site's ECH key",
    defence: 'HTTPS records are filtered',
    expected: 'refused',
    try: async (pc) => {
      const seen = await pc.ask('bilimland.test', 'HTTPS')
      return seen.detail === 'NOERROR' ? seen : { outcome: 'opens', detail: seen.detail }
    },
    far: [],
  },
  ...(['excepted', 'excepted-ds', 'below-exact', 'below-exact-ds', 'other-room'] as const).map((id): Bypass => {
    const name = id.startsWith('excepted')
      ? 'games.bilimland.test'
      : id === 'other-room'
        ? 'media-only.test'
        : 'data.www.exact.test'
    const type = id.endsWith('-ds') ? 'DS' : 'AAAA'
    return {
      id: `name-${id}`,
      lines: [8, 26],
      who: 'pc1',
      what: `asks for ${type} of ${name}`,
      defence: never,
      expected: 'refused',
      try: (pc) => pc.ask(name, type),
      far: [{ kind: 'query', name, type }],
    }
  }),
]

/** Some name in an odd message; no question for it may arrive anywhere. */
function odd(
  id: string,
  what: string,
  questions: (name: string) => readonly Question[],
  settings: MessageSettings = {},
  far = `${id}.vk.test`,
): Bypass[] {
  const bytes = message(questions(`${id}.vk.test`), settings)
  // A listed question before and after: what the resolver keeps of it must not help the odd one.
  const listed = message([{ name: dotted('bilimland.test') }], { id: 0x4321 })
  const base = {
    lines: [8],
    who: 'pc3',
    defence: never,
    expected: 'refused' as const,
    far: [{ kind: 'query' as const, name: far }],
  }
  const judge = (answers: number) => ({ outcome: 'refused' as const, detail: `${answers} answers` })
  return [
    {
      ...base,
      id: `${id}-udp`,
      what: `${what}, UDP`,
      try: async (pc) => judge((await pc.datagrams('192.168.2.1', 53, [listed, bytes, listed])).length),
    },
    {
      ...base,
      id: `${id}-tcp`,
      what: `${what}, TCP`,
      answers: true,
      try: async (pc) => {
        const speak = () =>
          pc.speak('192.168.2.1', 53, [Buffer.concat([bytes, listed, bytes].map(framed)), 400], /never said/)
        // The odd one comes first: over TCP the resolver asks nobody (docs/bypasses.md), and ends the connection at the listed one.
        const isRead = ({ detail }: Observation) =>
          !/^(?:E[A-Z]{3,}|no answer|no connection|not connected|the probe)/.test(detail)
        const seen = await speak()
        if (isRead(seen)) return seen
        // Nothing was tried where nobody read it; the rate cap is one reason.
        await new Promise((resolve) => setTimeout(resolve, 1500))
        const again = await speak()
        if (!isRead(again)) throw new Error(`nobody read the question: ${again.detail}`)
        return again
      },
    },
  ]
}

const question = (name: string): Question[] => [{ name: dotted(name) }]
const options = (code: number, data: Buffer) =>
  Buffer.concat([Buffer.from([0, 0, 41, 4, 208, 0, 0, 0, 0, 0, data.length + 4, 0, code, 0, data.length]), data])

const messages: readonly Bypass[] = [
  ...[1, 2, 4, 5, 6].flatMap((opcode) =>
    odd(`opcode-${opcode}`, `sends opcode ${opcode}`, question, { flags: 0x0100 | (opcode << 11) }),
  ),
  ...odd('two-questions', 'asks two questions, the second unlisted', (name) => [
    { name: dotted('bilimland.test') },
    { name: dotted(name) },
  ]),
  ...odd('two-questions-turned', 'asks two questions, the first unlisted', (name) => [
    { name: dotted(name) },
    { name: dotted('bilimland.test') },
  ]),
  ...odd('no-question', 'says there is no question', question, { questions: 0 }),
  ...odd('said-two', 'says there are two questions', question, { questions: 2 }),
  ...odd('answer-inside', 'sends an answer along', question, {
    counts: [1, 0, 0],
    rest: Buffer.concat([dotted('bilimland.test'), Buffer.from([0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 198, 18, 10, 20])]),
  }),
  ...odd('is-answer', 'sends an answer instead of a question', question, { flags: 0x8180 }),
  ...odd('no-recursion', 'asks without recursion', question, { flags: 0 }),
  ...odd('all-flags', 'sets every flag', question, { flags: 0x07ff }),
  ...odd('edns-data', 'hides data in EDNS', question, {
    counts: [0, 0, 1],
    rest: options(65001, Buffer.from('secret')),
  }),
  ...odd('trailing', 'hides a question behind the end', question, { rest: message(question('trailing.vk.test')) }),
  ...odd('capitals', 'asks in capitals', (name) => question(name.toUpperCase())),
  ...odd('dot-in-label', 'asks for a label with a dot in it', (name) => [
    { name: wireName([`${name}.bilimland`, 'test']) },
  ]),
  ...odd('nul-in-label', 'asks for a label with a NUL in it', (name) => [
    { name: wireName([`${name}\0`, 'bilimland', 'test\0']) },
  ]),
  ...odd('pointer', 'points back into the header', () => [
    { name: Buffer.concat([wireName(['pointer']).subarray(0, 8), Buffer.from([0xc0, 0x0c])]) },
  ]),
  ...odd('root', 'asks for the root', () => [{ name: wireName([]), type: 2 }], {}, '.'),
  ...odd('one-label', 'asks for a name of one label', () => [{ name: wireName(['onelabel']) }], {}, 'onelabel'),
  ...odd(
    'star',
    'asks for an asterisk below a listed name',
    () => [{ name: wireName(['*', 'www', 'exact', 'test']) }],
    {},
    '*.www.exact.test',
  ),
  ...odd(
    'long-name',
    'asks for a name of 253 bytes',
    () => question(`${`${'a'.repeat(49)}.`.repeat(4)}long-name.vk.test`),
    {},
    `${`${'a'.repeat(49)}.`.repeat(4)}long-name.vk.test`,
  ),
]

const tunnels: readonly Bypass[] = [
  {
    id: 'iodine',
    lines: [8],
    who: 'pc4',
    what: 'runs iodine under an unlisted name',
    defence: never,
    expected: 'refused',
    try: async (pc) => {
      // The client's own question for the server's version comes first.
      const ended = await pc.run(['iodine', '-f', '-r', '-P', 'secret', '-T', 'TXT', '192.168.2.1', 'iodine.vk.test'], {
        timeoutMs: 2500,
      })
      if (ended.status === 127) throw new Error('there is no iodine')
      const said = ended.stderr.split('\n').filter((line) => line !== '')
      return { outcome: /Connection setup complete/.test(ended.stderr) ? 'opens' : 'refused', detail: said.pop() ?? '' }
    },
    // dnsmasq writes the names as they came; each of them ends so.
    far: [{ kind: 'query', name: 'iodine.vk.test' }],
  },
  {
    id: 'tunnel-parent',
    lines: [9],
    who: 'pc4',
    what: 'takes data out below a listed name, 2,000 questions at once',
    defence: '40 questions a second for each PC, after 400 at once',
    expected: 'refused',
    try: async (pc, stage) => {
      const name = (at: number) => dotted(`${at}.${'d'.repeat(50)}.tunnel.test`)
      const burst = Array.from({ length: 2000 }, (_, at) => message([{ name: name(at) }], { id: at }))
      const started = Date.now()
      await pc.frames(burst.map((bytes, at) => toRouter('pc4', udpPacket('pc4', 4, 1024 + at, 53, bytes))))
      await new Promise((resolve) => setTimeout(resolve, 300))
      const cap = questionCap.burst + questionCap.perSecond * ((Date.now() - started) / 1000 + 1)
      const asked = stage.lab.sightings.find([{ kind: 'query', place: 'internet' }], started)
      const passed = asked.filter((sighting) => sighting.name?.endsWith('.tunnel.test')).length
      return { outcome: passed > cap ? 'opens' : 'refused', detail: `${passed} of 2000 passed` }
    },
    far: [],
  },
]

export const resolverBypasses: readonly Bypass[] = [...resolvers, ...messages, ...tunnels]
