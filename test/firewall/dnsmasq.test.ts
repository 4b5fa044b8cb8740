/** Compares the resolver files with their goldens, and has dnsmasq check them. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { compileResolvers } from '../../src/firewall/dnsmasq.ts'
import { serverLines } from '../../src/firewall/dnsmasq-servers.ts'
import { compileNames } from '../../src/whitelist/names.ts'
import { parse } from '../../src/whitelist/parse.ts'
import { matches } from './golden.ts'
import { plan } from './sample.ts'

const test = suite("the resolvers' files")
const folder = mkdtempSync(join(tmpdir(), 'aqtizim-dnsmasq-'))
test.after(() => rmSync(folder, { recursive: true }))

for (const nameCheck of [true, false]) {
  const files = compileResolvers(plan({ nameCheck }))
  for (const { path, text } of files) {
    const name = basename(path)
    test(`${name}, name check ${nameCheck}: as the golden has it, and dnsmasq takes it`, () => {
      matches(`dnsmasq/${nameCheck ? 'gate' : 'no-gate'}/${name}`, text)
      writeFileSync(join(folder, name), text)
      const { status, stderr } = spawnSync('dnsmasq', ['--test', `--conf-file=${join(folder, name)}`], {
        encoding: 'utf8',
      })
      assert.is(status, 0, stderr)
    })
  }
}

test('rooms with one list share a resolver', () => {
  assert.equal(
    compileResolvers(plan()).map(({ path }) => basename(path)),
    [...['dns-l1.conf', 'dns-l1.servers', 'dns-l3.conf', 'dns-l3.servers']],
  )
})

const linesFor = (sites: string) => {
  const { whitelist } = parse(`sites:\n${sites}`, { rooms: [] })
  assert.ok(whitelist)
  return serverLines(compileNames(whitelist), ['127.0.0.1#53'])
}

test('an exact name shuts what is below it, unless that is listed by another entry', () => {
  assert.equal(linesFor('  - {domain: www.gov.kz, subdomains: false}\n'), [
    'server=/www.gov.kz/127.0.0.1#53',
    'server=/*.www.gov.kz/',
  ])
  const both = linesFor('  - {domain: egov.kz}\n  - {domain: www.egov.kz, subdomains: false}\n')
  assert.ok(!both.includes('server=/*.www.egov.kz/'))
})

test('a name whose answer is too long is asked of the daemon, alone, as far as it is open', () => {
  const list = `sites:
  - {domain: big.kz, except: [shut.big.kz, x.big.kz]}
  - {domain: one.kz, subdomains: false}
  - {domain: moodle.lan, inside: true, resolver: 192.168.9.1}
`
  const longNames = ['big.kz', 'cdn.big.kz', 'shut.big.kz', 'one.kz', 'moodle.lan', 'unlisted.kz']
  const lines = compileResolvers(plan({ longNames }, list))[1]?.text.split('\n') ?? []
  const about = (name: string) => lines.filter((line) => line.startsWith(`server=/${name}/`))
  assert.equal(about('big.kz'), ['server=/big.kz/127.0.0.1#9515'])
  assert.equal(about('*.big.kz'), ['server=/*.big.kz/127.0.0.1#53'])
  assert.equal(about('cdn.big.kz'), ['server=/cdn.big.kz/127.0.0.1#9515'])
  assert.equal(about('shut.big.kz'), ['server=/shut.big.kz/'])
  assert.equal(about('one.kz'), ['server=/one.kz/127.0.0.1#9515'])
  assert.equal(about('*.one.kz'), ['server=/*.one.kz/'])
  assert.equal(about('moodle.lan'), ['server=/moodle.lan/192.168.9.1#53'])
  assert.equal(about('unlisted.kz'), [])
  // A label may have any octet on the wire, and `/` parts names here: `#` would be every name that there is.
  const hostile = [
    'a/#/x.big.kz',
    'a/one.kz/x.big.kz',
    'a#1.big.kz',
    '-.big.kz',
    'x.big.kz/8.8.8.8',
    'x..big.kz',
    'X.big.kz',
  ]
  const [, more] = compileResolvers(plan({ longNames: [...longNames, ...hostile] }, list))
  assert.equal(more?.text.split('\n'), lines)
})

test('a site of the school is asked for where it says, may be private, and fills a set of its own', () => {
  const list = `sites:
  - {domain: moodle.kz, inside: true, resolver: 192.168.9.1, except: [admin.moodle.kz]}
  - {domain: lib.lan, inside: true, subdomains: false}
  - {domain: open.moodle.kz}
`
  const [conf, servers] = compileResolvers(plan({}, list)).map(({ text }) => text.split('\n'))
  for (const line of [
    'server=/moodle.kz/192.168.9.1#53',
    'server=/lib.lan/127.0.0.1#53',
    'server=/open.moodle.kz/127.0.0.1#53',
    'server=/admin.moodle.kz/',
  ])
    assert.ok(servers?.includes(line), line)
  const sets = (name: string) => `4#inet#aqtizim#${name}_4,6#inet#aqtizim#${name}_6`
  for (const line of [
    'rebind-domain-ok=/moodle.kz/',
    'rebind-domain-ok=/lib.lan/',
    `nftset=/moodle.kz/${sets('l1in')}`,
    `nftset=/lib.lan/${sets('l1in')}`,
    `nftset=/open.moodle.kz/${sets('l1')}`,
  ])
    assert.ok(conf?.includes(line), line)
  assert.not.ok(conf?.includes('rebind-domain-ok=/open.moodle.kz/'))
})

test('a resolver in a room, which a PC could play, is not asked: its site stays shut', () => {
  const entry = (resolver: string) =>
    compileResolvers(plan({}, `sites:\n  - {domain: moodle.kz, inside: true, resolver: ${resolver}}\n`))[1]?.text
  assert.not.match(entry('192.168.1.50') ?? '', 'moodle.kz')
  assert.match(entry('192.168.1.1') ?? '', 'server=/moodle.kz/192.168.1.1#53')
})

test('a listed name below an exception is open again', () => {
  const lines = linesFor(
    '  - {domain: bilimland.kz, except: [games.bilimland.kz]}\n  - {domain: chess.games.bilimland.kz}\n',
  )
  assert.ok(lines.includes('server=/games.bilimland.kz/'))
  assert.ok(lines.includes('server=/chess.games.bilimland.kz/127.0.0.1#53'))
})

test.run()
