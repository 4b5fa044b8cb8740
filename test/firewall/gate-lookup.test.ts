/** One verdict: what HAProxy makes of a list is what `lookup` makes of it. */
import { fileURLToPath } from 'node:url'
import * as assert from 'uvu/assert'
import { updateMaps } from '../../src/firewall/gate.ts'
import { lookup } from '../../src/whitelist/names.ts'
import type { DomainSite } from '../../src/whitelist/whitelist.ts'
import fc from '../properties.ts'
import { suite } from '../suite.ts'
import { dial } from './far-site.ts'
import { planOf, site } from './gate-plan.ts'
import { type GateRoom, router, startGate } from './gate-room.ts'
import { enterOwnNamespace } from './own-namespace.ts'

enterOwnNamespace(fileURLToPath(import.meta.url))

const test = suite('the gate and lookup agree')
let gate: GateRoom

test.before(async () => {
  gate = await startGate([], [])
})
test.after(() => gate?.stop())

/** Few labels, so that names meet each other's parents, children and look-alikes. */
const label = fc.constantFrom('a', 'b', 'aa', 'a-b', 'x_1', '0')
const top = fc.constantFrom('kz', 'xn--80ao21a')
const name = fc
  .tuple(fc.array(label, { minLength: 1, maxLength: 4 }), top)
  .map(([labels, tld]) => [...labels, tld].join('.'))
const deepName = fc
  .tuple(fc.array(label, { minLength: 0, maxLength: 20 }), top)
  .map(([labels, tld]) => [...labels, tld].join('.'))
const entry = fc.record({
  domain: name,
  subdomains: fc.boolean(),
  needs: fc.array(name, { maxLength: 2 }),
  except: fc.array(name, { maxLength: 2 }),
})

/** Asks for each name on a connection of its own. A listed name has no address here: 503. A refused one has 403. */
async function verdicts(names: readonly string[], from: string): Promise<number[]> {
  const statuses: number[] = []
  for (const host of names) {
    const wire = dial(from, router, gate.ports.http)
    wire.socket.write(`HEAD / HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`)
    await wire.closed
    statuses.push(Number(/^HTTP\/1.1 (\d+) /.exec(wire.text())?.[1]))
  }
  return statuses
}

test('for any list and any name', async () => {
  let listed = 0
  let refused = 0
  let run = 0 // a PC for each run: the gate limits requests by PC
  await fc.assert(
    fc.asyncProperty(
      fc.array(entry, { maxLength: 5 }),
      fc.uniqueArray(deepName, { minLength: 1, maxLength: 12 }),
      async (entries, others) => {
        const sites: DomainSite[] = entries.map((change) => site(change.domain, change))
        const http = planOf(gate.facts, sites).groups[0]?.http
        assert.ok(http)
        if (http === undefined) return
        await updateMaps(gate.ask, gate.maps(sites))
        const near = [...http.exact.keys(), ...http.below.keys()].flatMap((key) => [key, `a.${key}`, `0${key}`])
        const names = [...new Set([...others, ...near])]
        const expected = names.map((asked) => (typeof lookup(http, asked) === 'number' ? 503 : 403))
        const got = await verdicts(names, `192.168.1.${10 + (run++ % 200)}`)
        listed += got.filter((status) => status === 503).length
        refused += got.filter((status) => status === 403).length
        assert.equal(got, expected, names.join(' '))
      },
    ),
    { numRuns: 60 },
  )
  assert.is(listed > 30 && refused > 100, true, `${listed} listed, ${refused} refused`)
})

test.run()
