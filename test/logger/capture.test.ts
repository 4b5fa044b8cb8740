/** The whole recording path against a real kernel: a network namespace each for PC, router and internet. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { startCapture } from '../../src/logger/capture.ts'
import { listDays } from '../../src/logger/day-files.ts'
import { Journal } from '../../src/logger/journal.ts'
import type { Counts } from '../../src/logger/record.ts'
import { Verifier } from '../../src/logger/verify.ts'
import { nodeMachine } from '../../src/machine/node-machine.ts'
import { pause, until } from '../patience.ts'
import { suite } from '../suite.ts'
import { type FakeRing, startFakeRing } from './fake-ring.ts'

const test = suite('capture')
const machine = nodeMachine()
const name = (what: string) => `jcap${process.pid}-${what}`
const folder = mkdtempSync(join(tmpdir(), 'journal-'))
const sh = (program: string, ...args: string[]) =>
  execFileSync(program, args, { stdio: ['ignore', 'pipe', 'pipe'] }).toString()
const inside = (space: string, ...args: string[]) => sh('ip', 'netns', 'exec', name(space), ...args)

const ruleset = `table inet t {
  counter lab_allowed { }
  counter lab_gate { }
  chain nat { type nat hook prerouting priority -100;
    iifname lan tcp dport 443 ct mark set 0x03000000 counter name lab_gate redirect to :8443
    iifname lan ct mark set 0x01000000 counter name lab_allowed
  }
}`

function buildNetwork(): void {
  for (const space of ['pc', 'router', 'net']) {
    sh('ip', 'netns', 'add', name(space))
    inside(space, 'ip', 'link', 'set', 'lo', 'up')
  }
  const wire = (device: string, space: string, near: string, far: string) => {
    inside('router', 'ip', 'link', 'add', device, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', name(space))
    inside('router', 'ip', 'address', 'add', near, 'dev', device)
    inside(space, 'ip', 'address', 'add', far, 'dev', 'eth0')
    inside('router', 'ip', 'link', 'set', device, 'up')
    inside(space, 'ip', 'link', 'set', 'eth0', 'up')
    inside(space, 'ip', 'route', 'add', 'default', 'via', near.replace(/\/.*/, ''))
  }
  wire('lan', 'pc', '192.168.1.1/24', '192.168.1.107/24')
  wire('wan', 'net', '198.18.0.1/24', '198.18.0.2/24')
  const settings = ['ipv4.ip_forward', 'netfilter.nf_conntrack_acct', 'netfilter.nf_conntrack_timestamp']
  inside(
    'router',
    'sysctl',
    '-qw',
    ...settings.map((key) => `net.${key}=1`),
    'net.netfilter.nf_conntrack_udp_timeout=1',
  )
  writeFileSync(join(folder, 'rules.nft'), ruleset)
  inside('router', 'nft', '-f', join(folder, 'rules.nft'))
}

function removeNetwork(): void {
  for (const space of ['pc', 'router', 'net']) {
    try {
      for (const pid of sh('ip', 'netns', 'pids', name(space)).split('\n').filter(Boolean)) process.kill(Number(pid))
    } catch {
      // Already gone.
    }
    try {
      sh('ip', 'netns', 'delete', name(space))
    } catch {
      // Never made.
    }
  }
  rmSync(folder, { recursive: true, force: true })
}

/** The machine of the router: programs run in its namespace. */
const router = {
  ...machine,
  run: (argv: readonly string[]) => machine.run(['ip', 'netns', 'exec', name('router'), ...argv]),
  start: ((argv, handlers) =>
    machine.start(['ip', 'netns', 'exec', name('router'), ...argv], handlers)) as typeof machine.start,
  log: () => {},
  uptime: () => stopped ?? machine.uptime(),
}
/** The monotonic clock, ms, while it stands still. */
let stopped: number | undefined

async function readCounters(): Promise<Counts> {
  const { stdout } = await router.run(['nft', '-j', 'list', 'counters', 'table', 'inet', 't'])
  const counters: { name: string; packets: number }[] = JSON.parse(stdout).nftables.flatMap(
    (entry: { counter?: unknown }) => entry.counter ?? [],
  )
  const of = (wanted: string) => counters.find((counter) => counter.name === wanted)?.packets ?? 0
  return { lab: { allowed: of('lab_allowed'), gate: of('lab_gate') } }
}

const spoolDir = join(folder, 'ram')
const dir = join(folder, 'journal')
const dnsLog = join(folder, 'dns.log')
const gateSocket = join(folder, 'gate.sock')

/** The gate's ring, of which the recorder learns. */
let ring: FakeRing

async function record() {
  const journal = new Journal({ machine: router, dir, spoolDir, zone: 'Asia/Almaty' })
  return startCapture({
    machine: router,
    journal,
    spoolDir,
    markMask: 0x0f000000,
    gateSocket,
    dnsLogs: [dnsLog],
    readCounters,
    graceSeconds: 1,
    identify: (ip) =>
      ip === '192.168.1.107' ? { room: 'lab', pc: 'PC-07', mac: '02:00:00:00:00:07', exempt: false } : undefined,
    siteOf: (host) => (host.endsWith('site.kz') ? 'site.kz' : undefined),
    siteOfAddress: () => undefined,
  })
}

/** One datagram from each of `count` ports: a flow each. Comes back when all are sent. */
function burst(port: number, count: number): void {
  const program = `for (let i = 0; i < ${count}; i++) {
    const socket = require('node:dgram').createSocket('udp4')
    socket.send('x', ${port}, '198.18.0.2', () => socket.close())
  }`
  inside('pc', process.execPath, '-e', program)
}

/** Waits until the kernel has forgotten the flows to a port. */
async function forgotten(port: number): Promise<void> {
  const gone = () => !inside('router', 'conntrack', '-L', '-p', 'udp').includes(`dport=${port} `)
  await until(`no flow to port ${port} is left`, gone)
}

const visits = () => rows().filter((row) => row.verdict !== undefined)
const rows = (): Record<string, unknown>[] =>
  listDays(machine.files, dir).flatMap(({ path }) =>
    readFileSync(path, 'utf8')
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line)),
  )

function verify() {
  const verifier = new Verifier()
  for (const { path } of listDays(machine.files, dir)) {
    verifier.startFile(path)
    for (const line of readFileSync(path, 'utf8').split('\n').slice(0, -1)) verifier.line(line)
  }
  return verifier.end()
}

const flowsOf = (open: readonly object[]) =>
  open.reduce((sum, row) => sum + Number((row as { flows?: number }).flows), 0)

test.before(async () => {
  buildNetwork()
  ring = await startFakeRing(gateSocket)
})
test.after(async () => {
  await ring?.stop()
  removeNetwork()
})

test('flows of a real kernel, named by resolver and gate, over a stop and a start, and what nobody saw', async () => {
  const say = (text: string) => `Nov 23 10:00:00 dnsmasq[1]: 1 192.168.1.107/5000 ${text}\n`
  writeFileSync(dnsLog, say('query[A] www.site.kz from 192.168.1.107') + say('reply www.site.kz is 198.18.0.2'))
  const first = await record()
  burst(5060, 20)
  await until('20 flows', () => flowsOf(first.openVisits()) === 20)
  assert.equal(
    first.openVisits().map((row) => ('site' in row ? `${row.site} ${row.verdict}` : '')),
    ['site.kz allowed'],
  )
  await first.stop()
  assert.is(flowsOf(visits()), 20)

  // Started again while the flows may still be in the kernel's table: none is counted twice.
  const second = await record()
  burst(5061, 15)
  await until('15 flows', () => flowsOf(second.openVisits()) === 15)
  connectToGate(40123)
  ring.push(recordOf(40123))
  await until('the refused visit', () =>
    second.openVisits().some((row) => 'verdict' in row && row.verdict === 'refused'),
  )
  await second.catchUp()
  await second.stop()
  const refused = visits().filter((row) => row.verdict === 'refused')
  assert.equal(
    refused.map(({ site, why, flows }) => `${site} ${why} ${flows}`),
    ['vk.com unlisted 1'],
  )
  assert.is(flowsOf(visits().filter((row) => row.verdict === 'allowed')), 35)

  // Flows that nobody saw come out of the kernel's counters as a gap.
  burst(5062, 7)
  await forgotten(5062)
  stopped = machine.uptime()
  const third = await record()
  await third.catchUp()
  // Two readings close together prove nothing: flows may still wait for their records.
  await third.catchUp()
  assert.not.match(JSON.stringify(rows()), 'counter-difference')
  stopped += 3200
  await third.catchUp()
  await third.stop()
  stopped = undefined
  const gaps = rows().flatMap((row) => (row.gap === undefined ? [] : [row.gap as Record<string, unknown>]))
  assert.equal(
    gaps
      .filter(({ why }) => why === 'counter-difference')
      .map(({ room, counter, flows }) => `${room} ${counter} ${flows}`),
    ['lab allowed 7'],
  )
  assert.is(verify().wrong, undefined)
})

test('a record that is on its way when journalling ends still names its visit', async () => {
  const capture = await record()
  const before = visits().length
  connectToGate(40124)
  stopped = machine.uptime()
  const ended = capture.stop()
  await pause(100)
  ring.push(recordOf(40124))
  await ended
  stopped = undefined
  assert.equal(
    visits()
      .slice(before)
      .map(({ site, verdict, flows }) => `${site} ${verdict} ${flows}`),
    ['vk.com refused 1'],
  )
})

/** A connection of the PC to the gate that is refused. */
function connectToGate(localPort: number): void {
  const program = `const socket = require('node:net').connect({
    host: '198.18.0.9', port: 443, localAddress: '192.168.1.107', localPort: ${localPort}, timeout: 1000,
  })
  for (const event of ['connect', 'error', 'timeout']) socket.on(event, () => socket.destroy())`
  inside('pc', process.execPath, '-e', program)
}

/** The gate's record of it. */
const recordOf = (clientPort: number) =>
  `<134>1 ${new Date().toISOString()} - haproxy 1 - - aq1 t 192.168.1.107 ${clientPort} vk.com - refused:unlisted 517 0 3 PR`

test.run()
