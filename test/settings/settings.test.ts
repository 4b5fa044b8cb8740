/** Tests the settings as values, and what is said of wrong ones. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readSettings } from '../../src/settings/settings.ts'
import { texts } from '../messages/texts.ts'

const test = suite('settings')
const values = (sections: Record<string, Record<string, unknown>>) =>
  readSettings({ main: { '.type': 'aqtizim' }, ...sections })

test('reads a whole file', () => {
  const { settings, faults } = values({
    main: { '.type': 'aqtizim', school: '№ 2 мектеп', language: 'ru', name_check: '0', upstream: ['198.18.0.1#53'] },
    informatics: { '.type': 'room', name: 'Информатика кабинеті', network: ['lan', 'lan2'] },
    cfg1: { '.type': 'pc', name: 'PC-07', mac: '02-00-00-00-00-07', room: 'informatics' },
    cfg2: { '.type': 'exempt', name: 'Мұғалім', mac: '02:00:00:00:01:01', ip: '192.168.1.10' },
  })
  assert.equal(faults, [])
  assert.is(settings.nameCheck, false)
  assert.equal(settings.rooms, [{ id: 'informatics', name: 'Информатика кабинеті', networks: ['lan', 'lan2'] }])
  assert.equal(settings.pcs, [{ name: 'PC-07', mac: '02:00:00:00:00:07', room: 'informatics' }])
  assert.equal(settings.exempt, [{ name: 'Мұғалім', mac: '02:00:00:00:01:01', addresses: ['192.168.1.10'] }])
})

test('people for the papers, in their order; a wrong role is named and the person stays', () => {
  const { settings, faults } = values({
    cfg1: { '.type': 'person', name: 'Ә. Өтегенұлы', post: 'Мектеп директоры', role: 'director', commission: 'chair' },
    cfg2: { '.type': 'person', name: 'A\nB', role: 'king', commission: '1' },
  })
  assert.equal(settings.people, [
    { name: 'Ә. Өтегенұлы', post: 'Мектеп директоры', role: 'director', commission: 'chair' },
    { name: 'A B', post: '', role: 'other', commission: undefined },
  ])
  assert.equal(
    texts(faults).map((fault) => fault.split(':')[0]),
    ['cfg2.role', 'cfg2.commission'],
  )
})

test('a wrong value is named, and the default stands in', () => {
  const { settings, faults } = values({
    main: { '.type': 'aqtizim', flush_seconds: '0', language: 'de', mark_mask: '0x1f' },
  })
  assert.equal([settings.flushSeconds, settings.language, settings.markMask], [60, 'kk', 0x0f000000])
  assert.equal(
    texts(faults).map((fault) => fault.split(':')[0]),
    ['main.language', 'main.flush_seconds', 'main.mark_mask'],
  )
})

test('an unreadable require_signature still requires one', () => {
  assert.is(values({ main: { '.type': 'aqtizim', require_signature: 'maybe' } }).settings.requireSignature, true)
  assert.is(values({}).settings.requireSignature, false)
})

test('a stream has to be allowed', () => {
  assert.is(values({}).settings.liveStream, false)
  assert.is(values({ main: { '.type': 'aqtizim', live_stream: '1' } }).settings.liveStream, true)
  assert.is(values({ main: { '.type': 'aqtizim', live_stream: 'maybe' } }).settings.liveStream, false)
})

test('an exempt device with a wrong address is not exempt by its MAC alone', () => {
  const { settings, faults } = values({ cfg: { '.type': 'exempt', mac: '02:00:00:00:01:01', ip: '192.168.1.999' } })
  assert.equal(settings.exempt, [])
  assert.is(faults.length, 1)
})

test('nothing that nft or dnsmasq could read as more than a value gets through', () => {
  const { settings, faults } = values({
    main: { '.type': 'aqtizim', upstream: ['1.1.1.1#53/evil', '1.1.1.1\nserver=8.8.8.8'], journal_dir: '/tmp/../etc' },
    'a b': { '.type': 'room', network: 'lan' },
    good: { '.type': 'room', network: ['lan"; accept', 'lan'] },
    cfg: { '.type': 'exempt', mac: '02:00:00:00:01:01 . 1.2.3.4' },
  })
  assert.equal(settings.upstreams, ['127.0.0.1#53'])
  assert.is(settings.journalDir, '/etc/aqtizim/journal')
  assert.equal(
    settings.rooms.map(({ networks }) => networks),
    [['lan']],
  )
  assert.equal(settings.exempt, [])
  assert.is(faults.length, 6)
})

test('reads the hours of rooms', () => {
  const { settings, faults } = values({
    informatics: { '.type': 'room', network: ['lan'] },
    a: { '.type': 'hours', room: 'informatics', day: ['mon', 'fri'], from: '08:00', until: '15:30' },
    b: { '.type': 'hours', room: 'informatics', day: 'sat', from: '22:00', until: '06:00' },
  })
  assert.equal(faults, [])
  assert.equal(settings.timetables, [
    {
      room: 'informatics',
      hours: [
        { days: [0, 4], from: 480, until: 930 },
        { days: [5], from: 1320, until: 360 },
      ],
    },
  ])
})

test('hours that cannot be read open nothing, and their room keeps its timetable', () => {
  const { settings, faults } = values({
    informatics: { '.type': 'room', network: ['lan'] },
    a: { '.type': 'hours', room: 'informatics', day: ['mon', 'mo'], from: '8 Uhr', until: '15:30' },
    b: { '.type': 'hours', room: 'informatics', from: '08:00', until: '08:00' },
    c: { '.type': 'hours', room: 'gym', day: ['mon'], from: '08:00', until: '09:00' },
    d: { '.type': 'hours', day: ['mon'], from: '08:00', until: '09:00' },
  })
  assert.equal(settings.timetables, [{ room: 'informatics', hours: [] }])
  assert.equal(
    texts(faults).map((fault) => fault.split(/[: ]/)[0]),
    ['a.day', 'a.from', 'b.day', 'b', 'c.room', 'd.room'],
  )
})

test.run()
