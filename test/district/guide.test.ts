/** The commands of docs/district.md for backup, restore and old rows, as they stand there, on a real ClickHouse. */
import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { bundle } from '../../build/bundle.ts'
import { trusted } from '../../src/district/sql.ts'
import { createSigningKey, encodePublicKey, verifyingKeyOf } from '../../src/logger/signify-keys.ts'
import { hangMs } from '../patience.ts'
import { suite } from '../suite.ts'
import { District } from './district.ts'
import { sealedDays } from './sealed-days.ts'
import { spoolLine, visitText } from './spool-line.ts'

const test = suite('docs/district.md')
const page = readFileSync(new URL('../../docs/district.md', import.meta.url), 'utf8')
const blocks = [...page.matchAll(/^( *)```sh\n([\s\S]*?)^ *```$/gm)].map(([, indent = '', block = '']) =>
  block.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
)
const root = mkdtempSync(join(tmpdir(), 'district-guide-'))
const programs = join(root, 'bin')
const key = createSigningKey()
let district: District

/** Days of two months that no clock of today calls a dream. */
const dayOf = (daysAgo: number) => new Date(Date.now() - daysAgo * 86_400_000).toISOString().slice(0, 10)
const [recent, old] = [dayOf(1), dayOf(70)]

const quoted = (words: readonly string[]) => words.map((word) => `'${word}'`).join(' ')

test.before(async () => {
  await bundle()
  district = await District.create(root, { plain: true })
  await district.server.start()
  assert.is(district.run(['migrate']).status, 0)
  mkdirSync(programs)
  const client = ['/usr/bin/clickhouse-client', '--port', String(district.server.tcpPort)]
  for (const [name, words] of [
    ['clickhouse-client', client],
    ['aqtizim-district', district.words()],
  ] as const) {
    writeFileSync(join(programs, name), `#!/bin/sh\nexec ${quoted(words)} "$@"\n`)
    chmodSync(join(programs, name), 0o755)
  }
  district.run(['school', 'add', 'whole', 'School'], encodePublicKey(verifyingKeyOf(key)))
  const lines = sealedDays({ key }).map((line) =>
    spoolLine(line, { journal: key.id, msgId: /"(seal|day|gap|event)":/.exec(line)?.[1] ?? 'visit' }),
  )
  writeFileSync(join(district.spool, '2026-10-05T04-00-00-001.rows'), `${lines.join('')}GET / HTTP/1.1\n`)
  assert.is(district.run(['load', '--once']).status, 0)
})

test.after(async () => {
  await district?.stop()
  rmSync(root, { recursive: true, force: true })
})

/** The block that has this in it, in a shell. `changes`: what is another text here. */
function type(part: string, changes: Readonly<Record<string, string>> = {}): string {
  const found = blocks.filter((block) => block.includes(part))
  assert.is(found.length, 1, part)
  const own = {
    '/var/backups/aqtizim': join(root, 'backup'),
    '/usr/local/lib/aqtizim-district': join(root, 'lib'),
    '/usr/local/bin': join(root, 'local'),
    '/etc/rsyslog.d': root,
    '/etc/aqtizim/tls': join(root, 'tls'),
    ...changes,
  }
  const text = Object.entries(own).reduce((block, [from, to]) => block.replaceAll(from, to), found[0] ?? '')
  const env = { ...process.env, PATH: `${programs}:${process.env.PATH}` }
  return execFileSync('sh', ['-euc', text], { env, encoding: 'utf8', timeout: hangMs })
}

const tables = ['visits', 'gaps', 'events', 'seals', 'others', 'rejected', 'schools', 'proofs']
const contents = async () =>
  Promise.all(
    tables.map(async (table) => {
      const text = await district.clickhouse.text(trusted(`SELECT * FROM ${table} FORMAT TabSeparated`))
      return text.split('\n').sort()
    }),
  )

test('what was kept is there again on an empty server, and is proven', async () => {
  const verified = district.run(['verify'])
  assert.is(verified.status, 0, verified.output)
  const before = await contents()
  assert.ok((before[0]?.length ?? 0) > 10)
  type('gzip >')
  await district.clickhouse.text(trusted('DROP DATABASE aqtizim'), { settings: { database: 'default' } })
  const said = type('INSERT INTO')
  assert.match(said, /^whole \(School\), key [0-9a-f]{16}\n {2}whole from row 1 to row \d+/m)
  const after = await contents()
  // The run that followed has said what it found.
  assert.equal(after.slice(0, -1), before.slice(0, -1))
})

test('a month goes, and no other', async () => {
  const months = async () =>
    district.clickhouse.rows<{ month: string }>(
      trusted('SELECT DISTINCT toString(toYYYYMM(day)) AS month FROM visits ORDER BY month'),
    )
  const lines = [recent, old].map((day, at) => {
    const time = `${day}T04:00:00Z`
    return spoolLine(visitText(at + 1, { start: time, end: time }), { journal: '00000000000000aa' })
  })
  writeFileSync(join(district.spool, '2026-10-05T04-00-00-002.rows'), lines.join(''))
  assert.is(district.run(['load', '--once']).status, 0)
  const before = await months()
  const month = old.slice(0, 7).replace('-', '')
  type('DROP PARTITION', { 202609: month })
  const after = await months()
  assert.equal(
    after,
    before.filter((each) => each.month !== month),
  )
  assert.is(after.length, before.length - 1)
})

test('the packages are those that the demonstration installs too', () => {
  const setup = readFileSync(new URL('../../build/setup.mjs', import.meta.url), 'utf8')
  const [names = ''] =
    /clickhouse-server clickhouse-client.*/.exec(blocks.find((block) => block.includes('apt-get')) ?? '') ?? []
  assert.is(names.split(' ').length, 5)
  for (const name of names.split(' ')) assert.match(setup, new RegExp(`\\b${name}\\b`))
})

test('the program stands where the guide puts it', () => {
  mkdirSync(join(root, 'local'))
  type('cp -R dist/sql')
  const said = execFileSync(join(root, 'local', 'aqtizim-district'), ['--help'], { encoding: 'utf8' })
  assert.match(said, 'usage: aqtizim-district')
})

/** A program that the guide calls and that is another one here. */
const standIn = (name: string, script: string) =>
  writeFileSync(join(programs, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 })

test('certificates, tables, rsyslog and forty schools', async () => {
  type("-subj '/CN=schools of the district'")
  const tls = (name: string) => join(root, 'tls', name)
  execFileSync('openssl', ['verify', '-CAfile', tls('schools-ca.pem'), tls('server.pem')])
  standIn('systemctl', `echo "$*" >> ${join(root, 'systemctl.log')}`)
  type('aqtizim-district rsyslog')
  assert.match(readFileSync(join(root, 'aqtizim.conf'), 'utf8'), '/etc/aqtizim/tls/schools-ca.pem')
  assert.is(readFileSync(join(root, 'systemctl.log'), 'utf8'), 'restart rsyslog\n')
  const schools = Array.from({ length: 40 }, (_, at) => ({ name: `balqash-${at + 1}`, key: createSigningKey() }))
  for (const { name, key: own } of schools)
    writeFileSync(join(root, `${name}.pub`), encodePublicKey(verifyingKeyOf(own)))
  writeFileSync(tls('schools.txt'), schools.map(({ name }) => `${name} root@${name} School of ${name}\n`).join(''))
  const log = join(root, 'routers.log')
  standIn(
    'ssh',
    `[ "$3" = 'aqtizim key' ] || [ "$3 $4" = 'aqtizim key' ] && exec cat ${root}/"\${2#root@}".pub\necho "$2 $3" >> ${log}`,
  )
  standIn('scp', `echo "$*" >> ${log}`)
  type('while read -r school router name')
  const listed = district.run(['school', 'list']).output
  for (const { name, key: own } of schools) assert.match(listed, new RegExp(`${own.id} +${name} +School of ${name}\\n`))
  execFileSync('openssl', ['verify', '-CAfile', tls('schools-ca.pem'), tls('balqash-40.pem')])
  const told = readFileSync(log, 'utf8')
  assert.match(told, '-q schools-ca.pem balqash-7.pem balqash-7.key root@balqash-7:/etc/aqtizim/')
  assert.match(told, 'uci set aqtizim.district.cert=/etc/aqtizim/balqash-7.pem')
})

test('each block of it is tried here', () => assert.is(blocks.length, 8))

test.run()
