/** Makes hostile settings and lists: UCI values and entries, hostile in every text. */

import type { UciValues } from '../../src/settings/settings.ts'
import fc from '../properties.ts'
import { changed, hostileText } from './mutation.ts'

const value = (...samples: string[]) =>
  fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...samples) }, changed(samples, 2), hostileText)
const list = (item: fc.Arbitrary<string>) => fc.oneof(item, fc.array(item, { maxLength: 3 }))

const mac = value('02:00:00:00:01:01', '02-00-00-00-00-07', 'AA:BB:CC:DD:EE:FF')
const address = value('192.168.1.10', '2001:2:0:101::10', '::ffff:01.2.3.4', '0.0.0.0', '::', 'fe80::1%lan')
const upstream = value('127.0.0.1#53', '198.18.0.1', '2001:2::53#5353', '1.1.1.1#53/evil')
/** UCI lets a section have letters, digits and underscores for a name. */
const sectionName = (text: fc.Arbitrary<string>) => text.map((name) => name.replace(/\W/g, '_') || '_')
const roomId = value(
  'informatics',
  'rooms',
  'library',
  'constructor',
  'load_0123456789ab',
  'gate',
  'a'.repeat(32),
  '1st',
)

const section = (type: string, options: Record<string, fc.Arbitrary<unknown>>) =>
  fc.record(options, { requiredKeys: [] }).map((all) => ({ '.type': type, ...all }))
const sections = {
  room: section('room', { name: hostileText, network: list(value('lan', 'lan2', 'media', 'loopback', 'a b')) }),
  pc: section('pc', { name: hostileText, mac, room: roomId }),
  exempt: section('exempt', { name: hostileText, mac, ip: list(address) }),
  hours: section('hours', {
    room: roomId,
    day: list(value('mon', 'sun', 'Mon')),
    from: value('08:00', '24:00'),
    until: value('15:30', '00:00'),
  }),
}
const main = section('aqtizim', {
  school: hostileText,
  language: value('kk', 'ru', 'en'),
  enabled: value('1', '0'),
  name_check: value('0', '1'),
  journal_dir: value('/mnt/usb/journal', '/tmp/../etc'),
  flush_seconds: value('60', '0'),
  keep_days: value('400', '1e3'),
  require_signature: value('1', '0'),
  live_stream: value('1', '0'),
  upstream: list(upstream),
  mark_mask: value('0x0f000000', '0xf0000000', '0x000f0000', '0x1f'),
})

/** `/etc/config/aqtizim` as `uci get` gives it. */
export const uciFile: fc.Arbitrary<UciValues> = fc
  .tuple(
    main,
    fc.array(fc.tuple(sectionName(roomId), sections.room), { maxLength: 4 }),
    fc.array(fc.oneof(sections.pc, sections.exempt, sections.hours), { maxLength: 6 }),
  )
  .map(([first, rooms, others]) => ({
    main: first,
    ...Object.fromEntries(rooms),
    ...Object.fromEntries(others.map((each, at) => [`cfg${at}`, each])),
  }))

const domain = value(
  'bilimland.kz',
  'Білім.kz',
  'a_b.example.kz',
  'xn--p1ai',
  'kitap.kz.',
  'cdn.bilimland.kz',
  'x.co.kz',
)
const network = value('198.18.4.0/24', '198.18.4.4', '2001:2:0:9::/64', '10.1.2.0/24')
const port = value('443', '80', 'tcp/8443', 'udp/5060', '0', '8000-9000', 'udp/50000-50059', 'tcp/8440-8445')
/** Mostly as YAML writes it, so that every character gets as far as the reader of values. */
const written = (text: fc.Arbitrary<string>) =>
  fc.oneof({ weight: 6, arbitrary: text.map((word) => JSON.stringify(word)) }, text)
const bracketed = (item: fc.Arbitrary<string>) =>
  fc.array(written(item), { maxLength: 3 }).map((items) => `[${items.join(', ')}]`)

const shared = {
  title: written(hostileText),
  subject: written(hostileText),
  ports: bracketed(port),
  rooms: bracketed(value('informatics', 'library')),
  open: written(value('on-demand')),
  from: written(value('2026-09-01')),
  until: written(value('2026-12-31', '2026-02-30')),
  inside: value('true', 'false'),
  group: written(value('moodle@2026-11-01')),
}
const ofDomain = {
  needs: fc.oneof(
    bracketed(domain),
    domain.map((name) => `[{domain: ${JSON.stringify(name)}, subdomains: false}]`),
  ),
  except: bracketed(domain),
  resolver: written(value('192.168.3.1', 'fd00::1', '198.18.0.1')),
  safe_search: value('true', 'moderate'),
  whole_suffix: value('true', 'false'),
}
const site = fc
  .oneof(
    fc.record({ domain: written(domain), ...shared, ...ofDomain }, { requiredKeys: ['domain', 'title'] }),
    fc.record({ address: written(network), ...shared }, { requiredKeys: ['address', 'title'] }),
  )
  .map((keys) => Object.entries(keys).map(([key, is]) => `    ${key}: ${is}\n`))
  .map(([first = '', ...rest]) => `  - ${first.trimStart()}${rest.join('')}`)

/** A document whose sites are hostile in some places. */
export const hostileList = fc.array(site, { minLength: 1, maxLength: 3 }).map((sites) => `sites:\n${sites.join('')}`)

const plainSite = fc.constantFrom('bilimland.kz', 'kitap.kz', 'dual.kz')
/** A document that is right but for its labels, which are anything that one can write. */
export const hostileLabels = fc
  .array(fc.tuple(plainSite, hostileText, hostileText, fc.boolean()), { minLength: 1, maxLength: 3 })
  .map((sites) =>
    sites.map(([name, title, subject, own]) => {
      const clean = (text: string) => JSON.stringify(text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, ''))
      const ports = own ? '    ports: [443, 8443]\n' : ''
      return `  - domain: ${name}\n    title: ${clean(title)}\n    subject: ${clean(subject)}\n${ports}`
    }),
  )
  .map((sites) => `sites:\n${sites.join('')}`)
