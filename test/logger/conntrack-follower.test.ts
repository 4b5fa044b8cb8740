/** Following conntrack, with programs that the test plays: events, listings, losses and restarts. */
import { dirname } from 'node:path'
import * as assert from 'uvu/assert'
import { ConntrackFollower } from '../../src/logger/conntrack-follower.ts'
import { FaultLog } from '../../src/logger/fault-log.ts'
import { type FakeMachine, type FakeProgram, fakeMachine } from '../machine/fake-machine.ts'
import { suite } from '../suite.ts'

const test = suite('following conntrack')

const isListing = ({ argv }: FakeProgram) => argv[1] === '-L'
const programs = (machine: FakeMachine, option: '-L' | '-E') => machine.started.filter(({ argv }) => argv[1] === option)

/** Ends the listings that run with that status. */
async function endListings(machine: FakeMachine, status = 0, from = 0): Promise<number> {
  const all = machine.started.filter(isListing)
  for (const listing of all.slice(from)) {
    listing.handlers.onLines?.([`id=${all.indexOf(listing)}`])
    await listing.end(status)
  }
  return all.length
}

function prepare(bufferSize: number) {
  const machine = fakeMachine()
  const faults = new FaultLog(machine)
  const listed: number[][] = []
  const losses: number[] = []
  const follower = new ConntrackFollower({
    ...{ machine, faults, bufferSize },
    onLines: (lines) => lines.map((line) => ({ id: Number(line.replace('id=', '')) })),
    onListed: (ids) => void listed.push([...ids]),
    onLoss: (from) => void losses.push(from),
  })
  return { machine, faults, follower, listed, losses }
}

async function begin() {
  const prepared = prepare(1024)
  const started = prepared.follower.start()
  await prepared.machine.elapse(0)
  const ended = await endListings(prepared.machine)
  await started
  return { ...prepared, ended }
}

test('the start lists the flows of both IP versions', async () => {
  const { machine, listed, losses, faults } = await begin()
  assert.equal(
    programs(machine, '-L').map(({ argv }) => argv.at(-1)),
    ['ipv4', 'ipv6'],
  )
  assert.is(programs(machine, '-E').length, 1)
  assert.equal([listed, losses, faults.current], [[[0, 1]], [], undefined])
})

const standard = '/proc/sys/net/core/rmem_default'

test('conntrack opens its sockets with room for a burst, and the kernel’s standard is given back', async () => {
  for (const giveBack of [
    async (_machine: FakeMachine, events: FakeProgram) =>
      events.handlers.onErrorLine?.('NOTICE: Netlink socket buffer size has been set to 2048 bytes.'),
    (machine: FakeMachine) => machine.elapse(5000),
    (_machine: FakeMachine, events: FakeProgram) => events.end(1),
  ]) {
    const { machine, follower } = prepare(8192)
    machine.files.mkdirSync(dirname(standard), { recursive: true })
    machine.files.writeFileSync(standard, '4096\n')
    void follower.start()
    assert.is(machine.files.readFileSync(standard, 'utf8'), '8192\n')
    const [events] = programs(machine, '-E')
    if (events !== undefined) await giveBack(machine, events)
    await machine.elapse(0)
    assert.is(machine.files.readFileSync(standard, 'utf8'), '4096\n')
    // Once: what somebody sets later is his.
    machine.files.writeFileSync(standard, '16384\n')
    events?.handlers.onErrorLine?.('NOTICE: again')
    assert.is(machine.files.readFileSync(standard, 'utf8'), '16384\n')
  }
})

test('lost events are one loss, which lasts until a listing succeeds', async () => {
  const { machine, follower, losses, faults, ended } = await begin()
  const [events] = programs(machine, '-E')
  const from = machine.now() / 1000
  const lost = 'WARNING: We have hit ENOBUFS! We are losing events.'
  events?.handlers.onErrorLine?.(lost)
  events?.handlers.onErrorLine?.(lost)
  await machine.elapse(500)
  const after = await endListings(machine, 1, ended)
  assert.is(after, ended + 2)
  await machine.elapse(0)
  assert.equal([losses, faults.current?.code], [[], 'conntrack-list'])
  await machine.elapse(10_000)
  follower.listAfterLoss()
  await machine.elapse(0)
  await endListings(machine, 0, after)
  await machine.elapse(0)
  assert.equal([losses, faults.current], [[from], undefined])
  follower.listAfterLoss()
  await machine.elapse(0)
  assert.is(programs(machine, '-L').length, after + 2)
})

test('conntrack that ends is started again, and what came between is a loss', async () => {
  const { machine, losses, faults, ended } = await begin()
  const started = machine.now() / 1000
  await machine.elapse(5000)
  await programs(machine, '-E')[0]?.end(127)
  assert.is(faults.current?.code, 'conntrack-missing')
  await machine.elapse(1000)
  assert.is(programs(machine, '-E').length, 2)
  await endListings(machine, 0, ended)
  await machine.elapse(0)
  assert.equal(losses, [started + 5])
})

test('the end lists once more and starts nothing again', async () => {
  const { machine, follower, losses, ended } = await begin()
  const stopped = follower.stop()
  await machine.elapse(0)
  await endListings(machine, 0, ended)
  await stopped
  await machine.elapse(60_000)
  assert.equal([programs(machine, '-E').length, losses, machine.standing()], [1, [], []])
})

test('a fault is logged once until all is well', () => {
  const machine = fakeMachine()
  const faults = new FaultLog(machine)
  const fault = { code: 'conntrack-missing', values: {}, text: 'conntrack is missing.' } as const
  faults.add(fault)
  faults.add(fault)
  assert.equal([faults.current, machine.said.length], [fault, 1])
  faults.clear()
  assert.is(faults.current, undefined)
  faults.add(fault)
  assert.is(machine.said.length, 2)
})

test.run()
