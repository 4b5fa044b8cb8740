/** Tests the settings of a district's list. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { publicLine } from '../../src/district/publish/publish.ts'
import { createSigningKey } from '../../src/logger/signify-keys.ts'
import { readSettings } from '../../src/settings/settings.ts'
import { texts } from '../messages/texts.ts'

const test = suite("settings of a district's list")
const key = publicLine(createSigningKey())
const url = 'https://lists.example.kz/aqtizim/list.yaml'

function read(...sections: Record<string, unknown>[]) {
  const named = sections.map((section, at) => [`district${at}`, { '.type': 'district_list', ...section }] as const)
  const { settings, faults } = readSettings({ main: { '.type': 'aqtizim' }, ...Object.fromEntries(named) })
  return { found: settings.districtList, faults }
}

test('an address and a key are enough, and none is needed', () => {
  assert.equal(read({ url, key }), { found: { url, key }, faults: [] })
  assert.equal(read(), { found: undefined, faults: [] })
  assert.equal(read({ url, key, enabled: '0' }), { found: undefined, faults: [] })
})

test('what is not HTTPS, or has no key, is fetched from nowhere', () => {
  for (const wrong of [
    'http://lists.example.kz/list.yaml',
    'https://user:word@lists.example.kz/list.yaml',
    'https://lists.example.kz/list.yaml?a=b',
    'https://lists.example.kz/#a',
    'https://a b/',
    'file:///etc/passwd',
    '',
    `https://${'a'.repeat(600)}.kz/`,
  ]) {
    const { found, faults } = read({ url: wrong, key })
    assert.is(found, undefined, wrong)
    assert.match(texts(faults)[0] ?? '', /^district0\.url: .* is not an address that begins with https/, wrong)
  }
  for (const wrong of ['', 'RW', key.slice(4), `${key}AAAA`, `Rk${key.slice(2)}`]) {
    const { found, faults } = read({ url, key: wrong })
    assert.is(found, undefined, wrong)
    assert.match(texts(faults)[0] ?? '', /^district0\.key: .* is not the second line of a signify public key/, wrong)
  }
  assert.equal(texts(read({}).faults), ['district0.url is missing', 'district0.key is missing'])
  assert.is(read({ url: ['a'], key }).faults[0]?.code, 'option-is-list')
})

test('only the first that is on counts', () => {
  const { found, faults } = read({ url, key, enabled: '0' }, { url, key }, { url: `${url}2`, key })
  assert.is(found?.url, url)
  assert.equal(
    faults.map(({ code, values }) => [code, values]),
    [['district-list-too-many', { section: 'district2' }]],
  )
})

test.run()
