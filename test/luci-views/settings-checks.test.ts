/** The checks of the settings page: what it takes for a district's list, the router takes, and nothing else. */
import { fileURLToPath } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { publicLine } from '../../src/district/publish/publish.ts'
import { createSigningKey } from '../../src/logger/signify-keys.ts'
import { readSettings } from '../../src/settings/settings.ts'

const test = suite('checks of the settings page')
const key = publicLine(createSigningKey())
const url = 'https://lists.example.kz/aqtizim/list.yaml'

type Check = (section: string, value: string) => true | string
let httpsUrl: Check
let signifyKey: Check

/** The page's module wants what LuCI puts into a window. */
test.before(async () => {
  Object.assign(globalThis, { _: (text: string) => text })
  const path = fileURLToPath(new URL('../../src/luci-views/parts/settings/checks.ts', import.meta.url))
  const module = (await import(path)) as { readonly httpsUrl: Check; readonly signifyKey: Check }
  httpsUrl = module.httpsUrl
  signifyKey = module.signifyKey
})

function isTaken(section: Readonly<Record<string, string>>): boolean {
  const { settings, faults } = readSettings({
    main: { '.type': 'aqtizim' },
    list: { '.type': 'district_list', ...section },
  })
  return settings.districtList !== undefined && faults.length === 0
}

test('addresses', () => {
  const addresses = {
    [url]: true,
    'HTTPS://lists.example.kz:8443/list.yaml': true,
    'https://127.0.0.1:8443/list.yaml': true,
    'http://lists.example.kz/list.yaml': false,
    'https://user:word@lists.example.kz/list.yaml': false,
    'https://lists.example.kz/list.yaml?a=b': false,
    'https://lists.example.kz/#a': false,
    'https://lists.example.kz:99999/': false,
    'https://a b/': false,
    'https://тізім.kz/': false,
    'javascript:alert(1)': false,
    'https://': false,
    [`https://${'a'.repeat(600)}.kz/`]: false,
  }
  for (const [address, wanted] of Object.entries(addresses)) {
    assert.is(httpsUrl('list', address) === true, wanted, address)
    assert.is(isTaken({ url: address, key }), wanted, address)
  }
})

test('keys', () => {
  const keys = Array.from({ length: 50 }, () => [publicLine(createSigningKey()), true] as const)
  const wrong = ['RW', key.slice(4), key.slice(1), `${key}AAAA`, `Rk${key.slice(2)}`, `RWA${key.slice(3)}`, `${key} `]
  for (const [text, wanted] of [...keys, ...wrong.map((text) => [text, false] as const)]) {
    assert.is(signifyKey('list', text) === true, wanted, text)
    assert.is(isTaken({ url, key: text }), wanted, text)
  }
})

test('an empty field is left to LuCI, which asks for it', () => {
  assert.equal([httpsUrl('list', ''), signifyKey('list', '')], [true, true])
})

test.run()
