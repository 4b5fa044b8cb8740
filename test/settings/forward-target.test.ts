/** Tests the settings of a syslog target. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readSettings } from '../../src/settings/settings.ts'
import { texts } from '../messages/texts.ts'

const test = suite('forward settings')
const read = (sections: Record<string, Record<string, unknown>>) =>
  readSettings({
    main: { '.type': 'aqtizim' },
    ...Object.fromEntries(Object.entries(sections).map(([id, section]) => [id, { '.type': 'forward', ...section }])),
  })

test('a host is enough: TLS, its port, and the authorities that Node knows', () => {
  const { settings, faults } = read({ district: { host: 'syslog.example.kz' } })
  assert.equal(faults, [])
  assert.equal(settings.forwards, [
    {
      id: 'district',
      host: 'syslog.example.kz',
      port: 6514,
      tls: true,
      ca: undefined,
      cert: undefined,
      key: undefined,
      hostname: undefined,
      appName: 'aqtizim',
      facility: 16,
      bom: true,
    },
  ])
})

test('reads all options', () => {
  const { settings, faults } = read({
    a: {
      ...{
        host: '2001:db8::1',
        port: '601',
        tls: '0',
        ca: '/etc/ssl/ca.pem',
        cert: '/etc/ssl/a.pem',
        key: '/etc/ssl/a.key',
      },
      ...{ hostname: 'school-2', app_name: 'journal', facility: 'local7', bom: '0' },
    },
    b: { host: '192.0.2.1', tls: 'off' },
    c: { host: 'x', enabled: '0' },
  })
  assert.equal(faults, [])
  assert.equal(
    settings.forwards.map(({ id, port, facility, bom }) => [id, port, facility, bom]),
    [
      ['a', 601, 23, false],
      ['b', 514, 16, true],
    ],
  )
})

test('a wrong value is named by section and option', () => {
  const { settings, faults } = read({
    district: {
      host: 'x.kz',
      port: '0',
      tls: 'maybe',
      hostname: 'a b',
      app_name: 'x'.repeat(49),
      facility: 'auth',
      bom: '2',
    },
  })
  assert.equal(
    texts(faults).map((fault) => fault.split(':')[0]),
    ['tls', 'port', 'hostname', 'app_name', 'facility', 'bom'].map((key) => `district.${key}`),
  )
  const [target] = settings.forwards
  assert.equal([target?.port, target?.tls, target?.facility, target?.appName], [6514, true, 16, 'aqtizim'])
})

test('a word that JavaScript knows is no flag', () => {
  const { settings, faults } = read({ district: { host: 'x.kz', enabled: 'constructor', tls: 'toString' } })
  assert.equal(
    texts(faults).map((fault) => fault.split(':')[0]),
    ['district.enabled', 'district.tls'],
  )
  assert.equal([settings.forwards[0]?.tls, settings.forwards[0]?.port], [true, 6514])
})

test('what cannot be secured as it was meant is not sent at all', () => {
  const { settings, faults } = read({
    nohost: {},
    badhost: { host: 'a b' },
    flag: { host: '-oProxyCommand' },
    badca: { host: 'x.kz', ca: '../ca.pem' },
    dots: { host: 'x.kz', ca: '/etc/../../ca.pem' },
    halfcert: { host: 'x.kz', cert: '/a.pem' },
    badkey: { host: 'x.kz', cert: '/a.pem', key: 'a b' },
    cfg0a1b2c: { host: 'x.kz' },
    'a-b': { host: 'x.kz' },
    list: { host: ['x.kz', 'y.kz'] },
  })
  assert.equal(settings.forwards, [])
  for (const id of ['nohost', 'badhost', 'flag', 'badca', 'dots', 'halfcert', 'badkey', 'cfg0a1b2c', 'a-b', 'list'])
    assert.ok(
      texts(faults).some((fault) => fault.startsWith(`${id}.`) || fault.startsWith(`${id}:`)),
      id,
    )
})

test('four at most', () => {
  const { settings, faults } = read(Object.fromEntries([...'abcdef'].map((id) => [id, { host: 'x.kz' }])))
  assert.is(settings.forwards.length, 4)
  assert.is(faults.length, 2)
})

test('the file for Prometheus is a path of plain names that the collector will read', () => {
  const file = (metrics_file: string) => readSettings({ main: { '.type': 'aqtizim', metrics_file } })
  assert.is(file('/var/prometheus/aqtizim.prom').settings.metricsFile, '/var/prometheus/aqtizim.prom')
  for (const path of ['/var/aqtizim.txt', 'aqtizim.prom', '/tmp/../etc/x.prom', '/tmp/a b.prom']) {
    const { settings, faults } = file(path)
    assert.is(settings.metricsFile, undefined)
    assert.match(texts(faults).join(), /^main\.metrics_file: .* is not a path that ends in \.prom$/)
  }
})

test.run()
