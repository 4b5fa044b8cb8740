/** Attempts across a change: a pause, its end, and a site that is taken off. Each is made alone. */
import type { Stage } from '../../attempt.ts'
import type { Hands, Held, Observation } from '../../client.ts'
import { type Bypass, eachVersion, listedAddress, packetTo } from '../bypass.ts'
import { datagram, endsOf, toRouter } from '../from-pc.ts'
import { ip, tcp, tcpFlags } from '../packets.ts'

async function type(stage: Stage, ...words: string[]): Promise<void> {
  const ended = await stage.aqtizim?.(...words)
  if (ended !== undefined && ended.status !== 0)
    throw new Error(`aqtizim ${words.join(' ')}: ${ended.stderr || ended.stdout}`)
}

const shuts = 'a pause cuts at once'

/** Something that works, then a pause, then the same. */
function paused(id: string, what: string, more: Pick<Bypass, 'try'> & Partial<Bypass>): Bypass {
  return { id: `pause-${id}`, lines: [55], who: 'pc1', what, defence: shuts, expected: 'shut', ...more }
}

const flowAddress = { 4: listedAddress(4), 6: listedAddress(6) }

const keeps = (url: string) => ({
  hold: (pc: Hands) => pc.hold(url),
  try: async (_pc: Hands, stage: Stage, held: Held | undefined): Promise<Observation> =>
    (await held?.look(stage.aqtizim === undefined ? 'stays' : 'cut', stage.since)) ?? {
      outcome: 'stays',
      detail: 'no download had begun',
    },
  expected: 'cut' as const,
  arrives: true,
})

export const pauseBypasses: readonly Bypass[] = [
  paused('https', 'opens a listed site', { try: (pc) => pc.get('https://shared-ok.test') }),
  paused('http', 'opens a listed site over HTTP', { try: (pc) => pc.get('http://shared-ok.test') }),
  paused('v6', 'opens a listed site over IPv6', { try: (pc) => pc.get('https://dual.test', '--ipv6') }),
  paused('port', 'opens a listed site on a port of its own', { try: (pc) => pc.get('https://ports.test:8443') }),
  paused('known', 'opens a listed site by an address it knows', {
    try: (pc) => pc.get('https://ports.test:8443', '--resolve', 'ports.test:8443:198.18.10.8'),
  }),
  ...eachVersion((v, s) => {
    const address = listedAddress(v)
    return paused(`address${s}`, 'opens a listed address', {
      try: (pc) => pc.tcp(address, 2222),
      far: [packetTo(address)],
    })
  }),
  ...eachVersion((v, s) =>
    paused(`flow${s}`, 'goes on with a flow that was open', {
      try: (pc) => pc.frames([toRouter('pc1', datagram(endsOf('pc1', flowAddress[v]), 5060, 'x', 45_000))]),
      far: [packetTo(flowAddress[v])],
      expected: 'refused',
    }),
  ),
  paused('other', 'opens a listed site, and its room is not paused', {
    who: 'pc3',
    lines: [],
    defence: 'none: another room',
    expected: 'opens',
    try: (pc) => pc.get('https://shared-ok.test'),
  }),
]

/** What is open when the pause begins: the flows of `flow`. */
export const beforePause: readonly Bypass[] = eachVersion((v, s) => ({
  id: `before-pause${s}`,
  lines: [],
  who: 'pc1',
  what: 'opens a flow to a listed address',
  defence: 'none: it may',
  expected: 'refused',
  arrives: true,
  try: (pc) => pc.frames([toRouter('pc1', datagram(endsOf('pc1', flowAddress[v]), 5060, 'x', 45_000))]),
  far: [packetTo(flowAddress[v])],
}))

export const holdPause: readonly Bypass[] = [
  {
    ...paused('keeps-https', 'keeps a download, HTTPS', keeps('https://shared-ok.test')),
    far: [{ kind: 'closed', path: '/trickle-pause-keeps-https' }],
  },
  {
    ...paused('keeps-http', 'keeps a download, HTTP', keeps('http://shared-ok.test')),
    far: [{ kind: 'closed', path: '/trickle-pause-keeps-http' }],
  },
  {
    ...paused('keeps-port', 'keeps a download on a port of its own', keeps('https://ports.test:8443')),
    far: [{ kind: 'closed', path: '/trickle-pause-keeps-port' }],
  },
]

export const resumedBypasses: readonly Bypass[] = [
  {
    id: 'resumed',
    lines: [],
    who: 'pc1',
    what: 'opens a listed site after the pause',
    defence: 'none: it may',
    expected: 'opens',
    try: (pc) => pc.get('https://shared-ok.test'),
  },
  {
    id: 'resumed-unlisted',
    lines: [55],
    who: 'pc1',
    what: 'opens an unlisted site after the pause',
    defence: 'the list is the same',
    expected: 'refused',
    try: (pc) => pc.get('https://resumed.vk.test'),
    far: [{ kind: 'query', name: 'resumed.vk.test' }],
  },
]

const gone = 'a site that is taken off is cut and forgotten'
const closing = '198.18.10.9'

export const holdRemoval: readonly Bypass[] = (['https', 'http', 'port'] as const).map((way) => ({
  id: `removed-${way}`,
  lines: [55, 57],
  who: 'pc3',
  what: `keeps a download from a site that is taken off (${way})`,
  defence: gone,
  ...keeps(way === 'port' ? 'https://closing.test:8443' : `${way}://closing.test`),
  far: [{ kind: 'closed', path: `/trickle-removed-${way}` }],
}))

export const removedBypasses: readonly Bypass[] = [
  {
    id: 'stale-port',
    lines: [57],
    who: 'pc3',
    what: 'opens the site taken off by its old address and port',
    defence: gone,
    expected: 'refused',
    try: (pc) => pc.tcp(closing, 8443),
    far: [{ ...packetTo(closing), port: 8443 }],
  },
  {
    id: 'stale-ack',
    lines: [55, 57],
    who: 'pc3',
    what: 'goes on in the middle of the old connection',
    defence: gone,
    expected: 'refused',
    try: (pc) => {
      const ends = endsOf('pc3', closing)
      return pc.frames([
        toRouter('pc3', ip(ends, 6, tcp(ends, 45_100, 8443, tcpFlags.ack | tcpFlags.push, Buffer.from('more')))),
        toRouter('pc3', ip(ends, 17, Buffer.from('b02c1f90000c000061616161', 'hex'))),
      ])
    },
    far: [{ ...packetTo(closing), port: 8443 }],
  },
  {
    id: 'stale-name',
    lines: [57],
    who: 'pc3',
    what: 'opens the site taken off by its name',
    defence: gone,
    expected: 'refused',
    try: (pc) => pc.get('https://closing.test'),
    far: [
      { kind: 'hello', sni: 'closing.test' },
      { kind: 'query', name: 'closing.test' },
    ],
  },
  {
    id: 'stale-hosts',
    lines: [6, 57],
    who: 'pc3',
    what: 'the same with a hosts file, where another site is still open',
    defence: gone,
    expected: 'refused',
    try: (pc) => pc.get('https://closing.test', '--resolve', `closing.test:443:${closing}`),
    far: [{ kind: 'hello', sni: 'closing.test' }],
  },
  {
    id: 'kept',
    lines: [],
    who: 'pc3',
    what: 'opens the other site on that address',
    defence: 'none: it may',
    expected: 'opens',
    try: (pc) => pc.get('https://shared-ok.test'),
  },
]

export const pauseRoom = (stage: Stage) => type(stage, 'pause', 'informatics')
export const resumeRoom = (stage: Stage) => type(stage, 'resume', 'informatics')
