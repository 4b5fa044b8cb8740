/** Which flows of the kernel a new plan ends, and which it leaves alone. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { deleteFlows, flowsToCut, isNameOpen } from '../../src/firewall/close-connections.ts'
import { roomOf } from '../../src/firewall/membership.ts'
import type { Plan } from '../../src/firewall/plan.ts'
import { type ConntrackEvent, parseConntrack } from '../../src/kernel/conntrack.ts'
import { fakeMachine } from '../machine/fake-machine.ts'
import { plan, room } from './sample.ts'

const test = suite('cut')

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

const cutAll = (before: Plan, now: Plan, flows: readonly ConntrackEvent[], isExempt = false) =>
  flowsToCut(
    before,
    now,
    flows,
    () => false,
    () => isExempt,
  )
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

test('what the kernel still has an answer for stays', () => {
  const [before, now] = [plan({}, site('    needs: [cdn.kz]\n')), plan({}, site())]
  const left = flowsToCut(
    before,
    now,
    [own],
    (_set, address) => address === '198.18.10.8',
    () => false,
  )
  assert.equal(left, [])
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

test('a room is known by either version, and what is no address belongs to none', () => {
  assert.is(roomOf(plan(), '2001:2:0:102::7')?.room.id, 'multimedia')
  for (const odd of ['', 'pc', '192.168.1.0/24', '::1', '192.168.9.1']) assert.is(roomOf(plan(), odd), undefined)
})

test('a flow is deleted by its whole tuple, and counted when it went', async () => {
  const machine = fakeMachine((argv) => ({ status: argv.includes('udp') ? 1 : 0 }))
  const gone = await deleteFlows(machine, [own, flow('198.18.4.9', 5060, { protocol: 'udp' })])
  assert.is(gone, 1)
  assert.is(machine.ran[0], `conntrack -D -f ipv4 -p tcp -s ${pc} -d 198.18.10.8 --sport 40000 --dport 8443`)
})

test.run()
