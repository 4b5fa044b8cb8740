/** Tests how a pasted address is cut to a name. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { cutPasted } from '../../src/whitelist/pasted.ts'
import fc from '../properties.ts'

const test = suite('what was pasted')

test('a URL is cut to its host as a browser reads it', () => {
  const cases: [pasted: string, values: object][] = [
    ['https://bilimland.kz/kk/course?x=1#y', { domain: 'bilimland.kz' }],
    ['HTTPS://BilimLand.KZ', { domain: 'bilimland.kz' }],
    ['  bilimland.kz ', { domain: 'bilimland.kz' }],
    ['"https://bilimland.kz/"', { domain: 'bilimland.kz' }],
    ['*.bilimland.kz', { domain: 'bilimland.kz' }],
    ['//bilimland.kz/b', { domain: 'bilimland.kz' }],
    ['https://good.kz@evil.com/', { domain: 'evil.com' }],
    ['https://good.kz%2f@evil.com/', { domain: 'evil.com' }],
    ['https:\\\\evil.com\\good.kz', { domain: 'evil.com' }],
    ['https://білім.қаз/а', { domain: 'білім.қаз' }],
    ['https://bilimland.kz:443/', { domain: 'bilimland.kz' }],
    ['https://bilimland.kz:8443/', { domain: 'bilimland.kz', ports: ['80', '443', '8443'] }],
    ['http://203.0.113.7/x', { address: '203.0.113.7' }],
    ['http://0xcb007107/', { address: '203.0.113.7' }],
    ['https://[2001:db8::1]/', { address: '2001:db8::1' }],
    ['203.0.113.7:8080', { address: '203.0.113.7', ports: ['80', '443', '8080'] }],
    ['[2001:db8::1]:8443', { address: '2001:db8::1', ports: ['80', '443', '8443'] }],
    ['2001:db8::1', { address: '2001:db8::1' }],
    ['\u200ebilim\u00adland.kz\u200b', { domain: 'bilimland.kz' }],
    ['203.0.113.0/24', { address: '203.0.113.0/24' }],
  ]
  for (const [domain, values] of cases) assert.equal(cutPasted({ domain }).values, values, domain)
})

test('what was cut is told, and what was not pasted stays as it is', () => {
  const { values, cut } = cutPasted({ domain: 'a.kz', needs: ['https://cdn.a.kz/x.js', 'b.kz'], title: 'https://t/' })
  assert.equal(values, { domain: 'a.kz', title: 'https://t/', needs: ['cdn.a.kz', 'b.kz'] })
  assert.equal(cut, [{ from: 'https://cdn.a.kz/x.js', to: 'cdn.a.kz' }])
  assert.equal(cutPasted({ domain: 'Білім.қаз' }), { values: { domain: 'Білім.қаз' }, cut: [] })
})

test('whatever is pasted, it gives a text and never throws', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.webUrl()), (domain) => {
      const { values } = cutPasted({ domain })
      assert.type(values.domain ?? values.address, 'string')
    }),
  )
})

test.run()
