/**
 * A router with rooms of one PC each, an office, and one machine of the internet, in namespaces: the real kernel, resolvers, gate, and procd's
 * stand-in, told by `Firewall` and `ConnectionCloser` as the daemon tells them. Inside a namespace of the test's own only.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { connect, type InputTable } from 'ubus-client'
import { gatePages } from '../../src/block-page/gate-pages.ts'
import { Firewall } from '../../src/firewall/apply.ts'
import { ConnectionCloser } from '../../src/firewall/close-connections.ts'
import { controlGate, gateSockets } from '../../src/firewall/gate-control.ts'
import { type Facts, makePlan, type Plan } from '../../src/firewall/plan.ts'
import { readFlows, usualFlowsMax } from '../../src/firewall/shares.ts'
import { nodeMachine } from '../../src/machine/node-machine.ts'
import { pathsBelow } from '../../src/machine/paths.ts'
import { parse } from '../../src/whitelist/parse.ts'
import { createNamespace, type Namespace } from '../lab/namespace.ts'
import { node } from '../node.ts'
import { hangMs } from '../patience.ts'
import { startPocketRouter } from '../pocket-router/router.ts'
import { makeFacts, room } from './gate-plan.ts'
import { mustRun } from './own-namespace.ts'
import type { AgentTasks } from './small-school-agent.ts'

export const router = '192.168.1.1'
/** Addresses of the machine in the internet. */
export const far = ['198.18.0.10', '198.18.0.11'] as const

/** The longest of what hands do takes a fifth of this where nothing hangs. */
const longestDoingMs = 2 * hangMs

export interface Hands {
  do<What extends keyof AgentTasks>(what: What, how: Parameters<AgentTasks[What]>[0]): ReturnType<AgentTasks[What]>
}

export interface SmallSchool {
  readonly firewall: Firewall
  readonly closer: ConnectionCloser
  readonly facts: Facts
  readonly pc: Hands
  /** The PC of each room; `pc` is the first. */
  readonly pcs: readonly Hands[]
  /** Another PC of the first room, where the school was started with one. */
  readonly neighbour: Hands | undefined
  /** A PC of the staff, whose network is no room's; it asks the router's own resolver. */
  readonly office: Hands
  readonly site: Hands
  /** Puts a list (YAML) into force as the daemon does, with other facts where they are given; how many connections that ended. Rejects where it is refused. */
  apply(list: string, change?: Partial<Facts>): Promise<number>
  /** Elements of a set of our table, as nft lists them. */
  elements(set: string): string[]
  /** The provider's resolver ends, as with `service dnsmasq stop`. */
  endUpstream(): Promise<void>
  stop(): Promise<void>
}

const roomName = (number: number) => ['informatics', 'multimedia', 'library'][number - 1] ?? `room${number}`

async function startHands(namespace: Namespace): Promise<Hands & { stop(): void }> {
  const [program = '', ...words] = namespace.argv([
    ...node,
    fileURLToPath(new URL('small-school-agent.ts', import.meta.url)),
  ])
  const child: ChildProcess = spawn(program, words, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  // What they are sent after their end is told by `ended`.
  child.on('error', () => {})
  const waiting = new Map<number, (value: never) => void>()
  let last = 0
  let hasStopped = false
  child.on('message', ({ id, value }: { id: number; value: never }) => {
    waiting.get(id)?.(value)
    waiting.delete(id)
  })
  const ended = new Promise<never>((_resolve, reject) => {
    child.once('exit', (status, signal) => {
      if (!hasStopped) reject(new Error(`the hands of ${namespace.name} ended: ${status ?? signal}`))
    })
  })
  ended.catch(() => {})
  /** Rejects where the hands end, or keep silent for as long as only a hang does. */
  const answerTo = (id: number, what: string) => {
    let timer: NodeJS.Timeout | undefined
    const answer = new Promise((resolve) => waiting.set(id, resolve))
    const silence = new Promise((_resolve, reject) => {
      const hang = new Error(`the hands of ${namespace.name} do not answer: ${what}`)
      timer = setTimeout(() => reject(hang), longestDoingMs)
    })
    return Promise.race([answer, silence, ended]).finally(() => clearTimeout(timer))
  }
  await answerTo(0, 'they start')
  return {
    do: (what, how) => {
      const id = ++last
      child.send({ id, what, how })
      return answerTo(id, what) as never
    },
    stop: () => {
      hasStopped = true
      child.kill('SIGKILL')
    },
  }
}

/** Where the router is in a network: the rooms' are 1 and up, the office's is 9. */
const routerIn = (network: number) => `192.168.${network}.1`
const officeNetwork = 9

interface Place {
  readonly network: number
  readonly space: Namespace
  /** The last number of its address; 107 but for a neighbour. */
  readonly host: number
}

function setUp(pcs: readonly Place[], site: Namespace): void {
  const ip = (...words: string[]) => mustRun(['ip', ...words])
  const inside = ({ pid }: Namespace, ...words: string[]) =>
    mustRun(['nsenter', `--target=${pid}`, '--net', '--', 'ip', ...words])
  const wire = (ours: string, there: Namespace) => {
    ip('link', 'add', ours, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', String(there.pid))
    ip('link', 'set', ours, 'up')
    inside(there, 'link', 'set', 'eth0', 'up')
  }
  wire('wan', site)
  ip('address', 'add', '198.18.0.1/24', 'dev', 'wan')
  for (const network of new Set(pcs.map((pc) => pc.network))) {
    const [first, ...neighbours] = pcs.filter((pc) => pc.network === network)
    const bridge = `br${network}`
    if (first !== undefined && neighbours.length === 0) wire(bridge, first.space)
    else {
      ip('link', 'add', bridge, 'type', 'bridge')
      for (const { space, host } of pcs.filter((pc) => pc.network === network)) {
        wire(`port${network}-${host}`, space)
        ip('link', 'set', `port${network}-${host}`, 'master', bridge)
      }
      ip('link', 'set', bridge, 'up')
    }
    ip('address', 'add', `${routerIn(network)}/24`, 'dev', bridge)
  }
  for (const { network, space, host } of pcs) {
    inside(space, 'address', 'add', `192.168.${network}.${host}/24`, 'dev', 'eth0')
    inside(space, 'route', 'add', 'default', 'via', routerIn(network))
  }
  for (const address of far) inside(site, 'address', 'add', `${address}/24`, 'dev', 'eth0')
  inside(site, 'route', 'add', 'default', 'via', '198.18.0.1')
  writeFileSync('/proc/sys/net/ipv4/ip_forward', '1')
}

function readList(list: string, facts: Facts): Plan {
  const { whitelist, problems } = parse(list, { rooms: facts.rooms.map(({ id }) => id) })
  if (whitelist === undefined) throw new Error(JSON.stringify(problems))
  return makePlan(facts, whitelist)
}

/**
 * `upstream` are dnsmasq lines of the provider's resolver, such as `address=/temp.test/198.18.0.10`; `hasNeighbour`: the first
 * room has a second PC.
 */
export async function startSmallSchool(
  upstream: readonly string[],
  change: Partial<Facts> = {},
  roomCount = 1,
  hasNeighbour = false,
): Promise<SmallSchool> {
  const folder = mkdtempSync(join(tmpdir(), 'aqtizim-small-'))
  // dnsmasq and the gate give up their rights, and reach their files all the same.
  chmodSync(folder, 0o755)
  const resolv = { 'resolv.conf': `nameserver ${router}\n` }
  const numbers = Array.from({ length: roomCount }, (_, at) => at + 1)
  const places: Place[] = []
  const settle = async (network: number, host = 107) => {
    const own = { 'resolv.conf': `nameserver ${routerIn(network)}\n` }
    places.push({ network, host, space: await createNamespace(folder, `pc${network}-${host}`, own) })
  }
  for (const network of [...numbers, officeNetwork]) await settle(network)
  if (hasNeighbour) await settle(1, 108)
  const siteSpace = await createNamespace(folder, 'site', resolv)
  setUp(places, siteSpace)
  const paths = pathsBelow(folder, join(folder, 'ubus.sock'))
  for (const place of [paths.etc, paths.runDir, join(folder, 'etc/config')]) mkdirSync(place, { recursive: true })
  writeFileSync(paths.uci('network'), '')
  const interfaces = [
    ...numbers.map((number) => ({ name: roomName(number), device: `br${number}`, ipv4: [`${routerIn(number)}/24`] })),
    { name: 'wan', device: 'wan', ipv4: ['198.18.0.1/24'], route: true },
  ]
  const pocket = await startPocketRouter({ root: folder, socket: paths.socket, interfaces })
  const config = join(folder, 'upstream.conf')
  const own = [
    'no-resolv',
    'no-hosts',
    'bind-interfaces',
    `listen-address=127.0.0.1,${routerIn(officeNetwork)}`,
    'user=root',
    'pid-file=',
  ]
  writeFileSync(config, `${[...own, ...upstream].join('\n')}\n`)
  const provider = spawn('dnsmasq', ['-k', '-C', config], { stdio: 'inherit' })
  const ubus = connect({ path: paths.socket, onDisconnect: () => {} })
  const rooms = numbers.map((number) => room(roomName(number), number, { networks6: [], addresses6: [] }))
  const lockedNetworks = numbers.map(roomName)
  const flowsMax = readFlows(nodeMachine().files, 'max') ?? usualFlowsMax
  const facts = makeFacts({ rooms, lockedNetworks, runDir: paths.runDir, flowsMax, ...change })
  const machine = nodeMachine()
  const { ask } = gateSockets(paths)
  const firewall = new Firewall({
    ...{ machine, gate: controlGate(machine, ask), bootRuleset: paths.bootRuleset, networkFile: paths.uci('network') },
    call: (object, method, args = {}) => ubus.call(object, method, args as InputTable),
    pages: ({ school }) => gatePages(school),
  })
  const closer = new ConnectionCloser({ machine, ask, macOf: () => undefined, firewall })
  const site = await startHands(siteSpace)
  const hands: (Hands & { stop(): void })[] = []
  for (const { space } of places) hands.push(await startHands(space))
  const [pcs, office, neighbour] = [hands.slice(0, roomCount), hands[roomCount], hands[roomCount + 1]]
  const [pc] = pcs
  if (pc === undefined || office === undefined) throw new Error('a school has a room and an office')
  return {
    ...{ firewall, closer, facts, pc, pcs, office, neighbour, site },
    async apply(list, other = {}) {
      const before = firewall.live()?.plan
      const now = readList(list, { ...facts, ...other })
      const result = await firewall.apply(now)
      if ('refused' in result) throw new Error(result.refused.map(({ text }) => text).join('\n'))
      const [late, ended] = await Promise.all([
        result.settled,
        closer.close({ ...result, before, now, settings: { exempt: [] } }),
      ])
      if (late.length > 0) throw new Error(late.map(({ text }) => text).join('\n'))
      return ended
    },
    elements: (set) => {
      const listed = mustRun(['nft', '-j', 'list', 'set', 'inet', 'aqtizim', set])
      const { nftables } = JSON.parse(listed) as { nftables: { set?: { elem?: unknown[] } }[] }
      return nftables.flatMap((entry) => entry.set?.elem ?? []).map((element) => JSON.stringify(element))
    },
    async endUpstream() {
      const ended = new Promise((resolve) => provider.once('exit', resolve))
      provider.kill('SIGKILL')
      await ended
    },
    async stop() {
      closer.stop()
      for (const each of [...hands, site]) each.stop()
      provider.kill('SIGKILL')
      await ubus.close()
      await pocket.stop()
      for (const { pid } of [...places.map(({ space }) => space), siteSpace]) process.kill(pid, 'SIGKILL')
      const bridges = [...numbers, officeNetwork].map((network) => `br${network}`)
      for (const device of [...bridges, 'wan']) spawnSync('ip', ['link', 'delete', device])
      mustRun(['nft', 'flush', 'ruleset'])
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
