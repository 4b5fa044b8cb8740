/** Tests the settings of the district's server. */
import * as assert from 'uvu/assert'
import { readConfig } from '../../src/district/config.ts'
import { suite } from '../suite.ts'

const test = suite('settings of the district')
const placesOf = (text: string) =>
  readConfig(text).problems.map(({ code, line, column, values }) => [code, line, column, values.key])

test('an empty text gives the defaults, and a full one what it says', () => {
  assert.equal(readConfig('').problems, [])
  const { config, problems } = readConfig(
    'clickhouse:\n  database: district\npage:\n  port: 9443\n  zone: Asia/Aqtau\n',
  )
  assert.equal(problems, [])
  assert.equal([config.database, config.port, config.zone, config.user], ['district', 9443, 'Asia/Aqtau', 'default'])
})

test('what is wrong is told with its place, and its default stands in', () => {
  const text = 'clickhouse:\n  database: a b\npage:\n  port: 0\n  colour: red\n  zone: Nowhere\nspool: /var\n'
  assert.equal(placesOf(text), [
    ['wrong-value', 2, 3, 'clickhouse.database'],
    ['wrong-value', 4, 3, 'page.port'],
    ['unknown-key', 5, 3, 'page.colour'],
    ['wrong-value', 6, 3, 'page.zone'],
    ['wrong-value', 7, 1, 'spool'],
  ])
  assert.equal([readConfig(text).config.database, readConfig(text).config.port], ['aqtizim', 8443])
})

test('a word that JavaScript knows is no key', () => {
  assert.equal(placesOf('constructor: 1\n__proto__: 2\ntoString:\n  page: 3\n'), [
    ['unknown-key', 1, 1, 'constructor'],
    ['unknown-key', 2, 1, '__proto__'],
    ['unknown-key', 3, 1, 'toString'],
  ])
})

test('what is no YAML, or nests too deeply, is told and ends nothing', () => {
  assert.is(readConfig('page: [').problems[0]?.code, 'not-yaml')
  assert.is(readConfig(`page: ${'['.repeat(5000)}`).problems[0]?.code, 'not-yaml')
})

test.run()
