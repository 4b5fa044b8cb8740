/** Attempts inside the school: other rooms, the teacher's PC, the router, and names that lead there. */
import { networkOf, stationOf, wan } from '../../map.ts'
import type { Trace } from '../../observations.ts'
import { type Bypass, eachVersion, freshAddress, inRouter, listedAddress, packetTo, type Version } from '../bypass.ts'
import { endsOf, syn, toRouter } from '../from-pc.ts'

const inside = 'rooms reach no other network of the school'
const own = 'the router is shut to rooms, but for names, time and the gate'
const at = (station: { address4: string; address6: string }, version: Version) =>
  version === 4 ? station.address4 : station.address6
const arrivesAt = (place: string, address: string, port: number): Trace => ({ kind: 'packet', place, address, port })

const freshAddress4 = freshAddress(4)
const teacher = stationOf('teacher')
const other = stationOf('pc3')

const neighbours: readonly Bypass[] = [
  ...[445, 80, 443, 3389, 3128, 53, 22].flatMap((port) =>
    eachVersion((v, s): Bypass => {
      const address = at(teacher, v)
      const what = port === 3128 ? "uses a proxy on the teacher's PC" : `reaches for port ${port} of the teacher's PC`
      return {
        id: `teacher-${port}${s}`,
        lines: [44],
        who: 'pc1',
        what,
        defence: inside,
        expected: 'shut',
        try: (pc) => pc.tcp(address, port),
        far: [arrivesAt('teacher', address, port)],
      }
    }),
  ),
  ...[445, 80, 3128, 1080].flatMap((port) =>
    eachVersion((v, s): Bypass => {
      const address = at(other, v)
      return {
        id: `room-${port}${s}`,
        lines: [44],
        who: 'pc2',
        what: `reaches for port ${port} of the other room's PC`,
        defence: inside,
        expected: 'shut',
        try: (pc) => pc.tcp(address, port),
        far: [arrivesAt('pc3', address, port)],
      }
    }),
  ),
  ...eachVersion((v, s): Bypass => {
    const address = at(stationOf('exempt'), v)
    return {
      id: `exempt-proxy${s}`,
      lines: [44],
      who: 'pc3',
      what: 'uses a proxy on the exempt device of the other room',
      defence: inside,
      expected: 'refused',
      try: (pc) => pc.tcp(address, 3128),
      far: [arrivesAt('exempt', address, 3128)],
    }
  }),
  ...eachVersion((v, s): Bypass => {
    const address = at(teacher, v)
    return {
      id: `teacher-udp${s}`,
      lines: [44],
      who: 'pc4',
      what: "sends a datagram to the teacher's PC",
      defence: inside,
      expected: 'refused',
      try: (pc) => pc.udp(address, 137),
      far: [arrivesAt('teacher', address, 137)],
    }
  }),
  ...eachVersion((v, s): Bypass => {
    const address = at(teacher, v)
    return {
      id: `teacher-ping${s}`,
      lines: [40, 44],
      who: 'pc4',
      what: "pings the teacher's PC",
      defence: inside,
      expected: 'refused',
      try: async (pc) => {
        const ended = await pc.run(['ping', '-c', '1', '-W', '1', address])
        return { outcome: ended.status === 0 ? 'opens' : 'refused', detail: ended.stdout.split('\n')[1] ?? '' }
      },
      far: [],
    }
  }),
]

const routers: readonly (readonly [id: string, whose: string, addresses: { address4: string; address6: string }])[] = [
  ['here', 'its room', networkOf('lan')],
  ['room', 'the other room', networkOf('media')],
  ['staff', 'the staff', networkOf('staff')],
  ['wan', 'the internet', { address4: wan.router4, address6: wan.router6 }],
]

const ledTo = [5450, 5451, 8440, 8441, 8480, 8481]

/** Ports of the gate and the resolver, tried straight: only what the router itself led there is answered. */
const straight: readonly Bypass[] = ledTo.flatMap((port) =>
  eachVersion(
    (v, s): Bypass => ({
      id: `straight-${port}${s}`,
      lines: [60],
      who: 'pc1',
      what: `connects straight to the router's port ${port}`,
      defence: 'ports of ours answer only what was led there',
      expected: 'refused',
      try: async (pc) => {
        const seen = await pc.tcp(at(networkOf('lan'), v), port)
        return seen.detail === 'ECONNREFUSED' ? seen : { outcome: 'opens', detail: seen.detail }
      },
      far: [],
    }),
  ),
)

const services: readonly Bypass[] = routers.flatMap(([id, whose, addresses]) =>
  eachVersion((v, s): Bypass => {
    const address = at(addresses, v)
    // One attempt on everything that a router has: SSH, its pages, files, its own resolver's and the gate's ports.
    const ports = [22, 23, 139, 445, 873, 5450, 5451, 5453, 8440, 8441, 8480, 8481, 9514, 9515, 5201]
    return {
      id: `router-${id}${s}`,
      lines: [60],
      who: 'pc2',
      what: `reaches for the router's services at its address in ${whose}`,
      defence: own,
      expected: 'refused',
      try: (pc) => pc.frames(ports.map((port) => toRouter('pc2', syn(endsOf('pc2', address), port)))),
      // What is led to the gate arrives at the gate's own ports, and rightly.
      far: ports.filter((port) => !ledTo.includes(port)).map((port) => inRouter(address, port)),
    }
  }),
)

const pages: readonly Bypass[] = [
  ...routers.flatMap(([id, whose, addresses]) =>
    (['http', 'https'] as const).flatMap((scheme) =>
      eachVersion((v, s): Bypass => {
        const address = at(addresses, v)
        const server = v === 4 ? address : `[${address}]`
        const far: Trace[] = [{ place: 'router', kind: 'request', path: `/page-${id}-${scheme}${s}` }]
        return {
          id: `page-${id}-${scheme}${s}`,
          lines: [60],
          who: 'pc4',
          what: `opens LuCI over ${scheme.toUpperCase()} at the router's address in ${whose}`,
          defence: own,
          expected: 'shut',
          try: (pc) => pc.get(`${scheme}://${server}`, '--insecure'),
          far,
        }
      }),
    ),
  ),
  ...eachVersion((v, s): Bypass => {
    const address = at(networkOf('lan'), v)
    return {
      id: `router-ping${s}`,
      lines: [40, 60],
      who: 'pc1',
      what: 'pings the router',
      defence: own,
      expected: 'refused',
      try: async (pc) => {
        const ended = await pc.run(['ping', '-c', '1', '-W', '1', address])
        return { outcome: ended.status === 0 ? 'opens' : 'refused', detail: ended.stdout.split('\n')[1] ?? '' }
      },
      far: [],
    }
  }),
  {
    id: 'router-link-local',
    lines: [42, 60],
    who: 'pc1',
    what: "opens SSH at the router's link-local address",
    defence: own,
    expected: 'refused',
    try: async (pc, stage) => {
      const shown = await stage.lab.router.must(['ip', '-6', '-o', 'address', 'show', 'dev', 'br-lan', 'scope', 'link'])
      return pc.tcp(`${/fe80[0-9a-f:]*/.exec(shown)?.[0] ?? 'fe80::1'}%eth0`, 22)
    },
    far: [{ place: 'router', kind: 'bytes', text: 'router-link-local' }],
  },
  {
    id: 'through-staff-address',
    lines: [44, 60],
    who: 'pc1',
    what: "sets the router's address among the staff as its gateway",
    defence: 'the network decides, not the gateway',
    expected: 'refused',
    try: async (pc) => {
      await pc.run(['ip', 'route', 'add', `${networkOf('staff').address4}/32`, 'dev', 'eth0'])
      await pc.run([
        'ip',
        'route',
        'add',
        `${freshAddress4}/32`,
        'via',
        networkOf('staff').address4,
        'dev',
        'eth0',
        'onlink',
      ])
      return pc.tcp(freshAddress4, 5222)
    },
    far: [packetTo(freshAddress4)],
  },
]

/** Listed names whose owner lets them lead into the school. */
const rebound: readonly Bypass[] = [
  ...(
    [
      'rebind',
      'rebind-port',
      'rebind-room',
      'rebind-wan',
      'rebind-router',
      'rebind-loopback',
      'rebind-carrier',
      'rebind-mapped',
    ] as const
  ).flatMap((name) => {
    const host = `${name}.test`
    const base = {
      lines: [13],
      who: 'pc1',
      defence: 'special addresses are neither answered nor opened',
      expected: 'shut' as const,
    }
    return [
      ...(['http', 'https'] as const).flatMap((scheme) =>
        eachVersion(
          (v, s): Bypass => ({
            ...base,
            id: `${name}-${scheme}${s}`,
            what: `opens ${host} over ${scheme.toUpperCase()}`,
            try: (pc) => pc.get(`${scheme}://${host}`, '--insecure', `--ipv${v}`),
          }),
        ),
      ),
    ]
  }),
  ...(
    [
      ['rebind-port', 'teacher', at(teacher, 4), 445],
      ['rebind-port', 'teacher', at(teacher, 6), 445],
      ['rebind-port', 'teacher', at(teacher, 6), 5222],
      ['rebind-room', 'pc3', at(other, 6), 445],
    ] as const
  ).map(
    ([name, place, address, port], index): Bypass => ({
      id: `${name}-kernel-${index}`,
      lines: [13, 44],
      who: 'pc2',
      what: `asks for ${name}.test and opens port ${port} of ${address}`,
      defence: 'what the kernel opens by name leaves by the WAN',
      expected: 'refused',
      try: async (pc) => {
        await Promise.all([pc.ask(`${name}.test`), pc.ask(`${name}.test`, 'AAAA')])
        return pc.tcp(address, port)
      },
      far: [arrivesAt(place, address, port)],
    }),
  ),
  ...(
    [
      ['rebind-wan', wan.router4, 22],
      ['rebind-wan', wan.router6, 22],
      ['rebind-router', networkOf('staff').address6, 22],
      ['rebind-loopback', '127.0.0.1', 9514],
    ] as const
  ).map(
    ([name, address, port]): Bypass => ({
      id: `${name}-kernel-${address.includes(':') ? 6 : 4}`,
      lines: [13, 60],
      who: 'pc2',
      what: `asks for ${name}.test and opens port ${port} of ${address}`,
      defence: own,
      expected: 'refused',
      try: async (pc) => {
        await Promise.all([pc.ask(`${name}.test`), pc.ask(`${name}.test`, 'AAAA')])
        return pc.frames([toRouter('pc2', syn(endsOf('pc2', address), port, 40_222))])
      },
      far: [inRouter(address, port)],
    }),
  ),
]

/** The control connection of FTP, to which a helper of the kernel's listens; some routers set one for a whole zone. */
const listedServer = listedAddress(6)
const helped: Bypass = {
  id: 'helper-ftp',
  lines: [41, 55],
  who: 'pc1',
  what: 'lets a connection helper open a port into the room',
  defence: 'no helper opens a port',
  expected: 'refused',
  try: async (pc, stage) => {
    const rule = `ip6 daddr ${listedServer} tcp dport 2222 ct helper set "ftp"`
    const table = `table inet helpers {
      ct helper ftp { type "ftp" protocol tcp; }
      chain in { type filter hook prerouting priority filter; ${rule}; }
    }\n`
    await stage.lab.router.must(['nft', '-f', '-'], { input: table })
    const own = stationOf('pc1').address6
    const said = pc.speak(listedServer, 2222, ['NOOP\r\n', 150, `EPRT |2|${own}|40021|\r\n`, 1300])
    const listening = pc.run(['socat', '-u', 'TCP6-LISTEN:40021', '-'], { timeoutMs: 1400 })
    await new Promise((resolve) => setTimeout(resolve, 500))
    const words = ['socat', '-u', '-', `TCP6:[${own}]:40021,bind=[${listedServer}],freebind,connect-timeout=1`]
    const ended = await stage.lab.internet.run(words, { input: 'in' })
    await stage.lab.router.must(['nft', 'delete', 'table', 'inet', 'helpers'])
    const control = await said
    if (control.outcome !== 'opens') throw new Error('the control connection did not open')
    const { stdout } = await listening
    return {
      outcome: stdout === 'in' ? 'opens' : 'refused',
      detail: ended.stderr.split('E ').pop()?.slice(0, 60) ?? '',
    }
  },
  far: [{ kind: 'packet', place: 'pc1', port: 40021 }],
}

const reverse: readonly Bypass[] = [
  {
    id: 'in-tcp',
    lines: [44, 55],
    who: 'internet',
    what: 'connects to a PC from the internet',
    defence: 'nothing is let into a room',
    expected: 'refused',
    try: (far) => far.tcp(stationOf('pc1').address6, 445),
    far: [{ kind: 'packet', place: 'pc1', port: 445 }],
  },
  {
    id: 'in-udp',
    lines: [41],
    who: 'internet',
    what: 'sends a PC a datagram from the internet',
    defence: 'nothing is let into a room',
    expected: 'refused',
    try: (far) => far.udp(stationOf('pc1').address6, 40999),
    far: [{ kind: 'packet', place: 'pc1', port: 40999 }],
  },
  {
    id: 'in-staff',
    lines: [44],
    who: 'teacher',
    what: "connects to a PC from the teacher's PC",
    defence: 'nothing is let into a room',
    expected: 'refused',
    try: (far) => far.tcp(stationOf('pc3').address4, 445),
    far: [{ kind: 'packet', place: 'pc3', address: stationOf('pc3').address4, protocol: 'tcp', port: 445 }],
  },
  {
    id: 'in-staff-udp',
    lines: [44],
    who: 'teacher',
    what: "sends a PC a datagram from the teacher's PC",
    defence: 'nothing is let into a room',
    expected: 'refused',
    try: (far) => far.udp(stationOf('pc3').address4, 137),
    far: [{ kind: 'packet', place: 'pc3', address: stationOf('pc3').address4, port: 137 }],
  },
]

export const schoolBypasses: readonly Bypass[] = [
  ...neighbours,
  ...straight,
  ...services,
  ...pages,
  ...rebound,
  ...reverse,
  helped,
]
