/** The router's zone: by name, or by a POSIX string that stands alone. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { localTime } from '../../src/machine/local-time.ts'
import { routerZone, zoneOfPosix } from '../../src/machine/time-zone.ts'

const test = suite('the time zone of the router')

const zoneOf = (options: Record<string, unknown>) => routerZone({ cfg1: { '.type': 'system', ...options } }).zone
/** Offset on a day, `+05:00`. */
const offset = (zone: string | undefined, day: string) =>
  localTime(zone ?? 'none')
    .format(Date.parse(`${day}T12:00:00Z`) / 1000)
    .slice(19)

test('a name counts, with blanks or underscores', () => {
  assert.is(zoneOf({ zonename: 'Asia/Almaty', timezone: '<+05>-5' }), 'Asia/Almaty')
  assert.is(zoneOf({ zonename: 'America/New York' }), 'America/New_York')
  assert.is(zoneOf({ zonename: 'Asia/Almaty', timezone: '<+06>-6' }), 'Asia/Almaty')
})

test('a POSIX string stands where there is no name, or none but the one that OpenWrt comes with', () => {
  for (const named of [{}, { zonename: '' }, { zonename: 'UTC' }, { zonename: 'Mars/Olympus' }, { zonename: 5 }])
    assert.is(offset(zoneOf({ ...named, timezone: '<+05>-5' }), '2026-10-05'), '+05:00', JSON.stringify(named))
  assert.is(zoneOf({}), 'UTC')
  assert.is(zoneOf({ timezone: 'GMT0' }), 'UTC')
  assert.is(zoneOf({ timezone: 'nonsense' }), 'UTC')
  assert.is(routerZone({}).zone, 'UTC')
  assert.equal(routerZone({ a: { '.type': 'system', timezone: ' <+05>-5 ' } }), {
    zone: 'Etc/GMT-5',
    named: '',
    posix: '<+05>-5',
  })
})

const strings: readonly [string, string, string][] = [
  ['<+05>-5', '+05:00', '+05:00'],
  ['ALMT-6', '+06:00', '+06:00'],
  ['MSK-3', '+03:00', '+03:00'],
  ['<-03>3', '-03:00', '-03:00'],
  ['EST+5', '-05:00', '-05:00'],
  ['<+0530>-5:30', '+05:30', '+05:30'],
  ['<+1245>-12:00:00', '+12:00', '+12:00'],
  ['CET-1CEST,M3.5.0,M10.5.0/3', '+01:00', '+02:00'],
  ['EET-2EEST,M3.5.0/3,M10.5.0/4', '+02:00', '+03:00'],
  ['GMT0BST,M3.5.0/1,M10.5.0', '+00:00', '+01:00'],
]
for (const [posix, winter, summer] of strings)
  test(`${posix} is ${winter} in winter and ${summer} in summer`, () => {
    const zone = zoneOfPosix(posix)
    assert.equal([offset(zone, '2026-01-05'), offset(zone, '2026-07-06')], [winter, summer])
  })

test('what is no such string has no zone', () => {
  for (const text of [
    '',
    '5',
    '-5',
    '<+05>',
    'AB-5',
    '<+05>-5:99',
    '<+25>-25',
    '<+05>-5\n',
    'constructor',
    '__proto__',
  ])
    assert.is(zoneOfPosix(text), undefined, text)
})

test.run()
