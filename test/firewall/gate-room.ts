/** A running gate with real HAProxy and dnsmasq, and a small internet of local addresses. Inside a namespace only. */
import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AskGate } from '../../src/firewall/gate.ts'
import { gateSocket } from '../../src/firewall/gate-socket.ts'
import { gatePaths } from '../../src/firewall/haproxy.ts'
import { createOtherAddresses } from '../../src/firewall/other-address.ts'
import { startOtherAddressServer } from '../../src/firewall/other-address-server.ts'
import type { Facts, GeneratedFile } from '../../src/firewall/plan.ts'
import { askAddresses } from '../../src/firewall/probe-resolver.ts'
import { followGateRing, type GateRing } from '../../src/logger/haproxy-log-reader.ts'
import { nodeTimers } from '../../src/machine/node-machine.ts'
import type { Site } from '../../src/whitelist/whitelist.ts'
import { until } from '../patience.ts'
import { gateFiles, makeFacts, planOf } from './gate-plan.ts'
import { mustRun } from './own-namespace.ts'

export const router = '192.168.1.1'
export const pc = '192.168.1.107'
export const otherPc = '192.168.1.108'
export const router6 = 'fd00:1::1'
export const pc6 = 'fd00:1::107'
/** Addresses of the small internet. */
export const far = { one: '198.18.0.10', two: '198.18.0.20', six: '2001:db8:1::10' }

export interface GateRoom {
  readonly facts: Facts
  readonly ports: { readonly tls: number; readonly http: number }
  readonly ask: AskGate
  /** The gate's records, without the syslog head, as they arrive. */
  readonly records: string[]
  /** Waits for a record; rejects where that hangs. */
  record(shape: RegExp): Promise<string>
  /** The maps that this list would have. */
  maps(sites: readonly Site[], change?: Partial<Facts>): GeneratedFile[]
  /** Nobody reads the records, until somebody goes on after the last one that was read. */
  stopRecords(): void
  startRecords(): void
  /** What of the daemon the gate asks for other addresses: there from the start. */
  stopDaemon(): Promise<void>
  stop(): Promise<void>
}

const addresses = [`${router}/24`, `${pc}/32`, `${otherPc}/32`, `${router6}/64`, `${pc6}/128`]

/** Reads the gate's ring as the daemon does; started again, it goes on after the last record that it read. */
function recordsReader(socket: string, records: string[]) {
  let newest: string | undefined
  const onMessages = (messages: readonly string[]) => {
    newest = messages.at(-1)
    for (const message of messages) records.push(message.slice(message.indexOf('aq1 ')))
  }
  let ring: GateRing | undefined
  return {
    start: () => {
      ring = followGateRing({ timers: nodeTimers, socket, last: () => newest, onMessages })
    },
    stop: () => ring?.close(),
  }
}

/** The resolver of a list forwards to `upstream` what is listed, and answers the rest with the router's own address. */
async function startResolvers(folder: string, port: number, listed: readonly string[], answers: readonly string[]) {
  const both = ['no-resolv', 'no-hosts', 'bind-interfaces', 'cache-size=0', 'user=root', 'pid-file=', 'local=/#/']
  const upstream = 5399
  const start = (name: string, lines: readonly string[]): ChildProcess => {
    const path = join(folder, `${name}.conf`)
    writeFileSync(path, `${[...both, 'listen-address=127.0.0.1', ...lines].join('\n')}\n`)
    return spawn('dnsmasq', ['-k', `--conf-file=${path}`], { stdio: 'inherit' })
  }
  const children = [
    start('upstream', [`port=${upstream}`, ...answers]),
    start('own', [
      `port=${port}`,
      `address=/#/${router}`,
      ...listed.map((name) => `server=/${name}/127.0.0.1#${upstream}`),
    ]),
  ]
  for (const asked of [port, upstream]) {
    await until('the resolvers answer', () => {
      try {
        return mustRun(['dig', '+tries=1', '+time=1', `-p${asked}`, '@127.0.0.1', 'x.example']).includes('status: ')
      } catch {
        return false
      }
    })
  }
  return children
}

/** `answers` are dnsmasq lines, such as `address=/bilimland.kz/198.18.0.10`. */
export async function startGate(
  sites: readonly Site[],
  answers: readonly string[],
  change: Partial<Facts> = {},
): Promise<GateRoom> {
  const runDir = mkdtempSync(join(tmpdir(), 'aqtizim-gate-'))
  // The gate gives up its rights, and reaches its own sockets all the same.
  chmodSync(runDir, 0o755)
  for (const address of [...addresses, ...Object.values(far)]) {
    mustRun(['ip', 'address', 'replace', address, 'dev', 'lo', ...(address.includes(':') ? ['nodad'] : [])])
  }
  const facts = makeFacts({ runDir, ...change })
  const [group] = planOf(facts, sites).groups
  if (group === undefined) throw new Error('a plan without a group')
  mkdirSync(runDir, { recursive: true })
  for (const { path, text } of gateFiles(facts, sites)) writeFileSync(path, text)
  const records: string[] = []
  const listed = sites.flatMap((entry) => (entry.kind === 'domain' ? [entry.domain] : []))
  const resolvers = await startResolvers(runDir, group.ports.dns, listed, answers)
  const otherAddresses = createOtherAddresses({
    addresses: (_room, name, family) => askAddresses(group.ports.dns, name, family),
    uptime: () => performance.now(),
  })
  const daemon = await startOtherAddressServer(facts.requestsPort, otherAddresses)
  const gate = spawn('haproxy', ['-db', '-f', gatePaths(facts).config], { stdio: 'inherit' })
  const { socket } = gatePaths(facts)
  const reader = recordsReader(socket, records)
  reader.start()
  const ask = gateSocket(socket)
  await until('the gate answers', () =>
    ask('show info').then(
      () => true,
      () => false,
    ),
  )
  return {
    facts,
    ports: group.ports,
    ask,
    records,
    record: async (shape) => {
      await until(`a record like ${shape}, have ${records.join(' | ')}`, () => records.some((line) => shape.test(line)))
      return records.find((line) => shape.test(line)) ?? ''
    },
    maps: (list, changed = {}) => gateFiles({ ...facts, ...changed }, list).filter(({ path }) => path.endsWith('.map')),
    stopRecords: reader.stop,
    startRecords: reader.start,
    stopDaemon: daemon.close,
    stop: async () => {
      await daemon.close()
      for (const child of [gate, ...resolvers]) {
        const gone = new Promise((done) => child.once('exit', done))
        if (child.exitCode === null && child.kill('SIGKILL')) await gone
      }
      reader.stop()
      rmSync(runDir, { recursive: true, force: true })
    },
  }
}
