/** Tests how the lab reads what arrived somewhere. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createSightings, readFlow, readQuery } from './observations.ts'

const test = suite('sightings')

test('reads the packet that arrived out of a conntrack event', () => {
  const line =
    '    [NEW] tcp      6 120 SYN_SENT src=198.18.0.2 dst=198.18.10.1 sport=40000 dport=80 [UNREPLIED] src=198.18.10.1 dst=198.18.0.2 sport=80 dport=40000'
  assert.equal(readFlow(line, 'internet', 5), {
    place: 'internet',
    kind: 'flow',
    at: 5,
    protocol: 'tcp',
    from: '198.18.0.2',
    address: '198.18.10.1',
    port: 80,
  })
})

test('reads a flow that has no ports', () => {
  const line =
    '    [NEW] icmp     1 30 src=198.18.0.2 dst=8.8.8.8 type=8 code=0 id=7 [UNREPLIED] src=8.8.8.8 dst=198.18.0.2'
  const flow = readFlow(line, 'internet', 5)
  assert.is(flow?.address, '8.8.8.8')
  assert.is(flow?.port, undefined)
})

test('is silent about other events', () => {
  assert.is(readFlow('[DESTROY] tcp      6 src=1.2.3.4 dst=1.2.3.5 sport=1 dport=2', 'internet', 5), undefined)
})

test('reads who was asked for what out of the log of dnsmasq', () => {
  const query = readQuery('dnsmasq[7]: query[AAAA] vk.test from 198.18.0.2', 'internet', 5)
  assert.is(query?.name, 'vk.test')
  assert.is(query?.type, 'AAAA')
  assert.is(readQuery('dnsmasq[7]: config vk.test is 198.18.10.20', 'internet', 5), undefined)
})

test('finds what fits one of the traces and is not older than asked for', () => {
  const sightings = createSightings()
  for (const at of [1, 2, 3]) sightings.add({ place: 'internet', kind: 'request', at, path: `/${at}` })
  const found = sightings.find([{ path: '/1' }, { kind: 'request', path: '/3' }, { kind: 'flow' }], 2)
  assert.equal(
    found.map(({ at }) => at),
    [3],
  )
})

test('waits for what has not arrived yet', async () => {
  const sightings = createSightings()
  const waiting = sightings.wait([{ kind: 'query', name: 'vk.test' }], 0)
  sightings.add({ place: 'internet', kind: 'query', at: 1, name: 'other.test' })
  sightings.add({ place: 'internet', kind: 'query', at: 2, name: 'vk.test' })
  assert.is((await waiting)?.at, 2)
})

test.run()
