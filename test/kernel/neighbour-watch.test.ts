/** Tests which MAC an address belongs to, by `ip neigh` and its monitor. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { parseArp, parseNeighbour } from '../../src/kernel/neighbour-table.ts'
import { watchNeighbours } from '../../src/kernel/neighbour-watch.ts'
import { fakeMachine } from '../machine/fake-machine.ts'

const test = suite('neighbours')
const mac = '02:00:00:00:00:01'

test('reads the lines of ip neigh and ip monitor neigh, both versions', () => {
  assert.equal(parseNeighbour(`192.168.1.101 dev br-lan lladdr ${mac} REACHABLE`), {
    address: '192.168.1.101',
    device: 'br-lan',
    mac,
    speaks: true,
  })
  assert.equal(parseNeighbour(`2001:2:0:101::101 dev br-lan lladdr ${mac} router STALE`), {
    address: '2001:2:0:101::101',
    device: 'br-lan',
    mac,
    speaks: false,
  })
})

test('is silent about what has no MAC, is going, or is no such line', () => {
  for (const line of [
    '192.168.1.9 dev br-lan FAILED',
    '192.168.1.9 dev br-lan INCOMPLETE',
    `Deleted 192.168.1.101 dev br-lan lladdr ${mac} STALE`,
    `miss 192.168.1.101 dev br-lan lladdr ${mac}`,
    '192.168.1.101 dev br-lan lladdr 02:00:00:00:00 STALE',
    '',
  ])
    assert.is(parseNeighbour(line), undefined, line)
})

const arp = `IP address       HW type     Flags       HW address            Mask     Device
192.168.1.101    0x1         0x2         ${mac}     *        br-lan
192.168.1.102    0x1         0x0         00:00:00:00:00:00     *        br-lan
10.0.0.1         0x20        0x2         02:00:00:00:00:03     *        ib0
`

test('of /proc/net/arp only complete entries of Ethernet count', () => {
  assert.equal(parseArp(arp), [{ address: '192.168.1.101', device: 'br-lan', mac }])
})

test('follows the kernel, and goes on knowing whom it has forgotten', async () => {
  const machine = fakeMachine(({ 1: what }) =>
    what === 'neigh' ? { stdout: `192.168.1.5 dev br-lan lladdr ${mac} STALE\n` } : undefined,
  )
  const neighbours = await watchNeighbours(machine)
  assert.is(neighbours.macOf('192.168.1.5'), mac)
  machine.started[0]?.handlers.onLines([`fe80::1 dev br-lan lladdr 02:00:00:00:00:07 STALE`])
  machine.started[0]?.handlers.onLines([`Deleted fe80::1 dev br-lan lladdr 02:00:00:00:00:07 STALE`])
  assert.is(neighbours.macOf('fe80::1'), '02:00:00:00:00:07')
  machine.started[0]?.handlers.onLines([`192.168.1.5 dev br-lan lladdr 02:00:00:00:00:08 REACHABLE`])
  assert.is(neighbours.macOf('192.168.1.5'), '02:00:00:00:00:08')
  neighbours.stop()
})

test('who makes up addresses, or MACs in one network, has nobody else forgotten', async () => {
  const machine = fakeMachine(undefined)
  const neighbours = await watchNeighbours(machine)
  const tell = (line: string) => machine.started[0]?.handlers.onLines([line])
  tell(`fe80::1 dev br-office lladdr ${mac} STALE`)
  tell(`fe80::2 dev br-lab lladdr 02:00:00:00:00:02 STALE`)
  for (let number = 0; number < 1000; number++)
    tell(`fd00::${number.toString(16)} dev br-lab lladdr 02:00:00:00:00:03 STALE`)
  assert.is(neighbours.macOf('fe80::2'), '02:00:00:00:00:02')
  assert.equal([neighbours.macOf('fd00::1'), neighbours.macOf('fd00::3e7')], [undefined, '02:00:00:00:00:03'])
  for (let number = 0; number < 25_000; number++) {
    const made = number.toString(16).padStart(4, '0')
    tell(`fd01::${made} dev br-lab lladdr 06:00:00:00:${made.slice(0, 2)}:${made.slice(2)} STALE`)
  }
  assert.is(neighbours.macOf('fe80::1'), mac)
  neighbours.stop()
})

test('whom nobody has told of is looked up at once, and not a hundred times', async () => {
  const machine = fakeMachine(undefined, { '/proc/net/arp': arp })
  const neighbours = await watchNeighbours(machine)
  assert.is(neighbours.macOf('192.168.1.101'), mac)
  machine.files.writeFileSync('/proc/net/arp', arp.replace('192.168.1.101', '192.168.1.110'))
  assert.is(neighbours.macOf('192.168.1.110'), undefined)
  machine.pass(1000)
  assert.is(neighbours.macOf('192.168.1.110'), mac)
  assert.is(neighbours.macOf('2001:2::1'), undefined)
  neighbours.stop()
})

test('an address of IPv6 that the kernel has not told of yet is sought, for many who ask at once in one reading', async () => {
  let [readings, line] = [0, '']
  const machine = fakeMachine(({ 1: what }) => {
    if (what !== 'neigh') return undefined
    readings += 1
    return { stdout: line }
  })
  const neighbours = await watchNeighbours(machine)
  line = `2001:2::5 dev br-lan lladdr ${mac} REACHABLE\n`
  await Promise.all(Array.from({ length: 100 }, (_, at) => neighbours.seek(`2001:2::${at}`)))
  assert.is(neighbours.macOf('2001:2::5'), mac)
  await neighbours.seek('2001:2::5')
  assert.is(readings, 2)
  neighbours.stop()
})

test('without ip it says what the journal lacks, once', async () => {
  const machine = fakeMachine(() => ({ status: 127, stderr: 'the program ip is missing' }))
  const neighbours = await watchNeighbours(machine)
  assert.is(machine.said.length, 1)
  assert.match(machine.said[0]?.message ?? '', /the program ip is missing; the journal names PCs by their addresses/)
  assert.is(neighbours.macOf('192.168.1.101'), undefined)
  neighbours.stop()
})

test.run()
