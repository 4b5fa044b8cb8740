/** Which PCs were seen: bounded by network, whatever one PC makes up. */
import * as assert from 'uvu/assert'
import { Sightings } from '../../src/luci-bridge/sightings.ts'
import { suite } from '../suite.ts'

const test = suite('sightings')
const mac = (number: number) =>
  `02:00:00:00:${(number >> 8).toString(16).padStart(2, '0')}:${(number & 255).toString(16).padStart(2, '0')}`

test('the newest address first, and the device stays where a visit names none', () => {
  const sightings = new Sightings()
  sightings.add(mac(1), '10.0.0.1', 1000, 'br-lab')
  sightings.add(mac(1), '10.0.0.2', 900)
  assert.equal(sightings.all(), [{ mac: mac(1), ips: ['10.0.0.2', '10.0.0.1'], at: 1000, device: 'br-lab' }])
})

test('made-up MACs of one network hide nobody of another', () => {
  const sightings = new Sightings()
  sightings.add(mac(1), '10.0.1.1', 1, 'br-office')
  for (let number = 2; number < 10_000; number++) sightings.add(mac(number), '10.0.0.1', number, 'br-lab')
  const seen = new Set(sightings.all().map(({ mac: each }) => each))
  assert.is(seen.size, 5000)
  assert.ok(seen.has(mac(1)))
  assert.ok(seen.has(mac(9999)))
})

test.run()
