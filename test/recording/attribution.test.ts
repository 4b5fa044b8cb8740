/** Whom an address and a name belong to, also while the room's network is down. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Plan } from '../../src/firewall/plan.ts'
import { createAttribution } from '../../src/recording/attribution.ts'
import { plan, room, rooms } from '../firewall/sample.ts'

const test = suite('attribution')
const pc = '192.168.1.107'
const mac = '02:00:00:00:00:07'

function places(first: Plan | undefined) {
  const now = { plan: first }
  const settings = { pcs: [{ mac, name: 'PC-07' }], exempt: [{ mac: '02:00:00:00:01:01', addresses: [] }] }
  const macs: Record<string, string> = { [pc]: mac, '192.168.1.10': '02:00:00:00:01:01' }
  const asked = createAttribution({
    plan: () => now.plan,
    settings: () => settings as never,
    macOf: (address) => macs[address],
  })
  return { ...asked, now }
}

const sitesOf = ({ siteOf, siteOfAddress }: ReturnType<typeof places>, of: string) => [
  siteOf('m.bilimland.kz', of),
  siteOf('kitap.kz', of),
  siteOf('vk.com', of),
  siteOfAddress('198.18.4.4', 'tcp', 2222, of),
  siteOfAddress('198.18.4.4', 'tcp', 22, of),
]

test('a PC by its name, the teacher’s machine, a stranger, and the daemon itself', () => {
  const { identify } = places(plan())
  assert.equal(identify(pc), { room: 'informatics', pc: 'PC-07', mac, exempt: false })
  assert.is(identify('192.168.1.10')?.exempt, true)
  assert.equal(identify('192.168.2.5'), { room: 'multimedia', pc: '192.168.2.5', mac: '', exempt: false })
  assert.is(identify('198.18.0.9'), undefined)
  assert.is(identify('127.0.0.1')?.exempt, true)
})

test('sites by name and by address, as the room’s list has them', () => {
  const all = places(plan())
  assert.equal(sitesOf(all, 'informatics'), ['bilimland.kz', undefined, undefined, '198.18.4.4/32', undefined])
  assert.is(all.siteOf('kitap.kz', 'library'), 'kitap.kz')
  assert.is(all.siteOf('bilimland.kz', 'nowhere'), undefined)
})

test('while the network of a room is down, late records are still its own', () => {
  const all = places(plan())
  const before = [all.identify(pc), ...sitesOf(all, 'informatics')]
  all.now.plan = plan({ rooms: rooms.filter(({ id }) => id !== 'informatics') })
  assert.equal([all.identify(pc), ...sitesOf(all, 'informatics')], before)
  all.now.plan = undefined
  assert.equal([all.identify(pc), ...sitesOf(all, 'informatics')], before)
})

test('what the plan in force says comes first: an address that went to another room is that room’s', () => {
  const all = places(plan())
  assert.is(all.identify(pc)?.room, 'informatics')
  all.now.plan = plan({ rooms: [room('multimedia', 1), room('library', 3)] })
  assert.is(all.identify(pc)?.room, 'multimedia')
})

test('a router that has not been asked yet knows nobody', () => {
  const all = places(undefined)
  assert.is(all.identify(pc), undefined)
  assert.is(all.siteOf('bilimland.kz', 'informatics'), undefined)
})

test.run()
