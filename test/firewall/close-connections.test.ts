/** Which flows of the kernel a new plan ends, and which it leaves alone. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ConnectionCloser } from '../../src/firewall/close-connections.ts'
import { roomOf } from '../../src/firewall/membership.ts'
import type { Plan } from '../../src/firewall/plan.ts'
import { type FlowKnowledge, flowsToCut, isNameOpen, isNewlySafe } from '../../src/firewall/shut-flows.ts'
import { type ConntrackEvent, parseConntrack } from '../../src/kernel/conntrack.ts'
import { message } from '../../src/messages/message.ts'
import { fakeMachine } from '../machine/fake-machine.ts'
import { plan, room } from './sample.ts'

const test = suite('closing connections')

const pc = '192.168.1.101'
const allowed = 0x01000000
const exempt = 0x05000000

function flow(destination: string, port: number, more: { mark?: number; source?: string; protocol?: string } = {}) {
  const { mark = allowed, source = pc, protocol = 'tcp' } = more
  const number = protocol === 'tcp' ? '6 300 ESTABLISHED' : '17 300'
  const back = `src=${destination} dst=198.18.0.2 sport=${port} dport=40000`
  const line = `ipv4 2 ${protocol} ${number} src=${source} dst=${destination} sport=40000 dport=${port} ${back} [ASSURED] mark=${mark} use=1 id=77`
  const parsed = parseConntrack(line, 0)
  if (parsed === undefined) throw new Error(`no flow: ${line}`)
  return parsed
}

const nobody: FlowKnowledge = { isExempt: () => false, answered: () => false }
const cutAll = (before: Plan | undefined, now: Plan, flows: readonly ConntrackEvent[], isExempt = false) =>
  flowsToCut(before, now, flows, { ...nobody, isExempt: () => isExempt })
const isCut = (before: string, now: string, one: ConntrackEvent) =>
  cutAll(plan({}, before), plan({}, now), [one]).length === 1

const site = (more = '') => `sites:\n  - domain: school.kz\n    ports: [443, 8443]\n${more}`
const own = flow('198.18.10.8', 8443)

test('the same list ends nothing', () => assert.is(isCut(site(), site(), own), false))

test('a site on a port of its own that is taken off, or loses the port, is cut', () => {
  assert.is(isCut(site(), 'sites:\n  - domain: other.kz\n', own), true)
  assert.is(isCut(site(), 'sites:\n  - domain: school.kz\n', own), true)
})

test('so is what it needs, when that goes, and what becomes an exception', () => {
  assert.is(isCut(site('    needs: [cdn.kz]\n'), site(), own), true)
  assert.is(isCut(site(), site('    except: [games.school.kz]\n'), own), true)
})

test('a flow goes on while a set of its port has the address, and by no other set', () => {
  const [before, now] = [plan({}, site('    needs: [cdn.kz]\n')), plan({}, site())]
  const left = (stem: string) => {
    const answered = (set: string, address: string) => set.startsWith(stem) && address === '198.18.10.8'
    return flowsToCut(before, now, [own], { ...nobody, answered })
  }
  assert.equal(left('p'), [])
  assert.equal(left('l'), [own])
})

test('without the gate a flow on 443 goes on while the set of all sites has the address', () => {
  const list = (...domains: string[]) => `sites:\n${domains.map((domain) => `  - domain: ${domain}\n`).join('')}`
  const [before, now] = [list('school.kz', 'other.kz'), list('school.kz')].map((text) =>
    plan({ nameCheck: false }, text),
  )
  assert.ok(before !== undefined && now !== undefined)
  const [stays, goes] = [flow('198.18.10.8', 443), flow('198.18.10.9', 443)]
  const answered = (set: string, address: string) => set === 'l1_4' && address === '198.18.10.8'
  assert.equal(flowsToCut(before, now, [stays, goes], { ...nobody, answered }), [goes])
})

test('after a start only ports that no site has are shut', () => {
  assert.equal(cutAll(undefined, plan({}, site()), [own]), [])
  assert.equal(cutAll(undefined, plan({}, 'sites:\n  - domain: school.kz\n'), [own]), [own])
})

test('a change elsewhere in the list leaves a port alone', () => {
  assert.is(isCut(site(), site('  - domain: other.kz\n'), own), false)
})

const address = (ports: string) => `sites:\n  - address: 198.18.4.0/24\n    ports: [${ports}]\n`

test('an address that goes, or loses a port, is cut; on a port that stays it goes on', () => {
  const video = flow('198.18.4.9', 5060, { protocol: 'udp' })
  const ports = 'udp/5060, tcp/443'
  assert.is(isCut(address(ports), address(ports), video), false)
  assert.is(isCut(address(ports), address('udp/5060'), video), false)
  assert.is(isCut(address(ports), address('tcp/443'), video), true)
  assert.is(isCut(address(ports), 'sites:\n  - domain: other.kz\n', video), true)
})

test('a pause cuts its room, and no other', () => {
  const here = flow('198.18.10.8', 8443)
  const there = flow('198.18.10.8', 8443, { source: '192.168.2.101' })
  const paused = plan({ rooms: [room('informatics', 1, { paused: true }), room('multimedia', 2)] }, site())
  const open = plan({ rooms: [room('informatics', 1), room('multimedia', 2)] }, site())
  assert.equal(cutAll(open, paused, [here, there]), [here])
})

test('a site that a room no longer has is cut there', () => {
  const rooms = { rooms: [room('informatics', 1), room('multimedia', 2)] }
  const here = flow('198.18.10.8', 8443)
  const there = flow('198.18.10.8', 8443, { source: '192.168.2.101' })
  const now = plan(rooms, site('    rooms: [multimedia]\n'))
  assert.equal(cutAll(plan(rooms, site()), now, [here, there]), [here])
})

test('a PC whose room is gone is cut', () => {
  const now = plan({ rooms: [room('multimedia', 2)] }, site())
  assert.equal(cutAll(plan({}, site()), now, [own]), [own])
})

test('a device that is exempt goes on; one that is exempt no more is cut', () => {
  const free = flow('198.18.70.7', 9001, { mark: exempt })
  assert.equal(cutAll(plan(), plan(), [free], true), [])
  assert.equal(cutAll(plan(), plan(), [free], false), [free])
})

test('what does not bear our mark, or goes to the gate, is not ours to cut', () => {
  const empty = plan({}, 'sites:\n  - domain: other.kz\n')
  for (const mark of [0, 0x00000005, 0x02000000, 0x03000000, 0xf0000000])
    assert.equal(cutAll(plan({}, site()), empty, [flow('198.18.10.8', 8443, { mark })]), [], String(mark))
})

test('a name is open for a PC by the list of its room, and for nobody while that is paused', () => {
  const now = plan()
  assert.is(isNameOpen(now, pc, 'www.bilimland.kz'), true)
  assert.is(isNameOpen(now, pc, 'games.bilimland.kz'), false)
  assert.is(isNameOpen(now, pc, 'evilbilimland.kz'), false)
  assert.is(isNameOpen(now, pc, 'kitap.kz'), false)
  assert.is(isNameOpen(now, '192.168.3.9', 'kitap.kz'), true)
  assert.is(isNameOpen(now, '203.0.113.9', 'bilimland.kz'), false)
  assert.is(isNameOpen(plan({ rooms: [room('informatics', 1, { paused: true })] }, site()), pc, 'school.kz'), false)
})

test('what was opened before safe search is cut, and nothing else of the engine', () => {
  const list = (mode: string) => `sites:\n  - domain: youtube.com${mode}\n  - domain: google.com\n`
  const [none, moderate, strict] = ['', '\n    safe_search: moderate', '\n    safe_search: true'].map((mode) =>
    plan({}, list(mode)),
  ) as [Plan, Plan, Plan]
  const moved = (before: Plan, now: Plan, name = 'www.youtube.com') => isNewlySafe(before, now, pc, name)
  assert.equal([moved(none, moderate), moved(none, strict), moved(moderate, strict)], [true, true, true])
  assert.equal([moved(strict, strict), moved(strict, none), moved(none, none)], [false, false, false])
  for (const other of ['img.youtube.com', 'www.google.com', 'vk.com'])
    assert.is(moved(none, strict, other), false, other)
  assert.is(isNewlySafe(none, strict, '203.0.113.9', 'www.youtube.com'), false)
})

test('a room is known by either version, and what is no address belongs to none', () => {
  assert.is(roomOf(plan(), '2001:2:0:102::7')?.room.id, 'multimedia')
  for (const odd of ['', 'pc', '192.168.1.0/24', '::1', '192.168.9.1']) assert.is(roomOf(plan(), odd), undefined)
})

const line = (id: number) =>
  `ipv4 2 tcp 6 300 ESTABLISHED src=${pc} dst=198.18.10.8 sport=4000${id % 10} dport=8443 src=198.18.10.8 dst=198.18.0.2 sport=8443 dport=40000 [ASSURED] mark=${allowed} use=1 id=${id}`

/** A kernel with these flows, which refuses what it is told to refuse. */
function kernel(ids: readonly number[], isAway: () => boolean = () => false) {
  const told: (readonly number[])[] = []
  const isOurs = (argv: readonly string[]) =>
    argv.includes('ipv4') && argv.some((word) => word.startsWith('0x01000000/'))
  const machine = fakeMachine((argv) =>
    isAway() ? { status: 1, stderr: 'no memory' } : { stdout: isOurs(argv) ? ids.map(line).join('\n') : '' },
  )
  const firewall = {
    refusedFlows: async () => told.at(-1) ?? [],
    refuseFlows: async (refused: readonly number[]) => {
      told.push(refused)
      return true
    },
  }
  return { machine, told, firewall }
}

const settled = Promise.resolve([])
const gone = {
  ...{ before: plan({}, site()), now: plan({}, 'sites:\n  - domain: other.kz\n') },
  ...{ settled, mayRefill: true, settings: { exempt: [] } },
}
const noGate = () => Promise.reject(Object.assign(new Error('no gate'), { code: 'ENOENT' }))
const late = () => Promise.reject(new Error('the gate did not answer in 15000 ms'))
const macOf = () => undefined
const codes = (closer: ConnectionCloser) => closer.faults().map(({ code }) => code)

test('all flows are refused by one call, and looked for again when the engines have followed', async () => {
  const many = Array.from({ length: 2000 }, (_, at) => at + 1)
  const { machine, told, firewall } = kernel(many)
  const closer = new ConnectionCloser({ machine, macOf, firewall, ask: noGate })
  let settle: (late: []) => void = () => {}
  const closing = closer.close({ ...gone, settled: new Promise<[]>((resolve) => (settle = resolve)) })
  while (told.length === 0) await new Promise(setImmediate)
  const looks = machine.ran.length
  settle([])
  assert.is(await closing, 2000)
  assert.equal(told, [many])
  assert.ok(machine.ran.length > looks)
  assert.equal(closer.faults(), [])
})

test('a flow that came while the engines followed is refused besides those before', async () => {
  const flows = [7]
  const { machine, told, firewall } = kernel(flows)
  const closer = new ConnectionCloser({ machine, macOf, firewall, ask: noGate })
  let settle: (late: []) => void = () => {}
  const closing = closer.close({ ...gone, settled: new Promise<[]>((resolve) => (settle = resolve)) })
  while (told.length === 0) await new Promise(setImmediate)
  flows.push(8)
  settle([])
  await machine.elapse(1000)
  assert.is(await closing, 2)
  assert.equal(told, [[7], [7, 8]])
})

for (const [fault, wrong] of [
  ['cut-gate-silent', { ask: late }],
  ['cut-kernel-silent', { isAway: () => true }],
] as const)
  test(`${fault}: what may go on is a fault until it is known to have ended`, async () => {
    let isMended = false
    const { machine, told, firewall } = kernel([7], () => 'isAway' in wrong && !isMended)
    const ask = () => ('ask' in wrong && !isMended ? late() : noGate())
    const closer = new ConnectionCloser({ machine, macOf, firewall, ask })
    const closing = closer.close(gone)
    while (closer.faults().length === 0) await new Promise(setImmediate)
    assert.equal(codes(closer), [fault])
    // Nobody waits for ever; the work goes on.
    await machine.elapse(60_000)
    await closing
    assert.equal(codes(closer), [fault])
    isMended = true
    await machine.elapse(60_000)
    assert.equal(closer.faults(), [])
    assert.equal(told, [[7]])
    assert.equal(
      machine.said.map(({ level }) => level),
      ['warning'],
    )
  })

test('a gate that is silent when an engine moves to its safe address is asked again until it answers', async () => {
  const list = (mode: string) => `sites:\n  - domain: youtube.com${mode}\n`
  const [before, now] = [plan({}, list('')), plan({}, list('\n    safe_search: true'))]
  let isSilent = false
  const { machine, firewall } = kernel([])
  const closer = new ConnectionCloser({ machine, macOf, firewall, ask: () => (isSilent ? late() : noGate()) })
  let settle: (late: []) => void = () => {}
  const follows = new Promise<[]>((resolve) => (settle = resolve))
  const closing = closer.close({ before, now, settled: follows, mayRefill: false, settings: { exempt: [] } })
  await machine.elapse(0)
  isSilent = true
  settle([])
  await machine.elapse(60_000)
  await closing
  assert.equal(codes(closer), ['cut-gate-silent'])
  isSilent = false
  await machine.elapse(60_000)
  assert.equal(closer.faults(), [])
})

test("a kernel that fails while an engine moves ends the search's connections once, and is asked again", async () => {
  const list = (mode: string) => `sites:\n  - domain: youtube.com${mode}\n`
  const [before, now] = [plan({}, list('')), plan({}, list('\n    safe_search: true'))]
  let [isBroken, isBack, cuts] = [false, true, 0]
  const { machine, firewall } = kernel([], () => isBroken)
  // A browser that comes back after each cut, by then at the safe address.
  const ask = async (command: string) => {
    const port = 5000 + cuts
    if (command === 'show table conns') return isBack ? `0x1: key=${pc}:${port}\\ www.youtube.com use=1 exp=0\n` : ''
    if (command === 'show sess') {
      const shown = isBack ? `0x${port}: proto=tcpv4 src=${pc}:${port} fe=tls-l1 be=tls-l1\n` : ''
      isBack = true
      return shown
    }
    isBack = false
    cuts += 1
    return ''
  }
  const closer = new ConnectionCloser({ machine, macOf, firewall, ask })
  let settle: (late: []) => void = () => {}
  const follows = new Promise<[]>((resolve) => (settle = resolve))
  const closing = closer.close({ before, now, settled: follows, mayRefill: false, settings: { exempt: [] } })
  await machine.elapse(0)
  assert.is(cuts, 0)
  isBroken = true
  settle([])
  await machine.elapse(60_000)
  assert.is(await closing, 1)
  assert.is(cuts, 1)
  assert.equal(codes(closer), ['cut-kernel-silent'])
  isBroken = false
  await machine.elapse(60_000)
  assert.equal([closer.faults(), cuts], [[], 1])
})

test('what an engine that does not follow may open is ended by the attempt that brings it to the list', async () => {
  const flows: number[] = []
  const { machine, told, firewall } = kernel(flows)
  const closer = new ConnectionCloser({ machine, macOf, firewall, ask: noGate })
  const isLate = Promise.resolve([message('switched-off')])
  assert.is(await closer.close({ ...gone, settled: isLate }), 0)
  flows.push(9)
  const again = closer.close({ ...gone, before: gone.now })
  await machine.elapse(1000)
  assert.is(await again, 1)
  assert.equal(told, [[9]])
})

test.run()
