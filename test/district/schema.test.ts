/** The files of the schema in a real ClickHouse, and what a cluster is told instead. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import * as assert from 'uvu/assert'
import type { ClickHouse } from '../../src/district/clickhouse.ts'
import { sql, trusted } from '../../src/district/sql.ts'
import { type Migration, migrate, pendingOn, planOf } from '../../src/district/store/migrate.ts'
import { listSchools, putSchool } from '../../src/district/store/schools.ts'
import { matches } from '../firewall/golden.ts'
import { suite } from '../suite.ts'
import { ClickHouseServer } from './clickhouse-server.ts'

const folder = new URL('../../src/district/sql/', import.meta.url).pathname
const migrations: Migration[] = readdirSync(folder)
  .sort()
  .map((name) => ({ name: basename(name, '.sql'), text: readFileSync(join(folder, name), 'utf8') }))
const place = { database: 'aqtizim', cluster: undefined }
const now = Date.UTC(2026, 9, 5)
const all = migrations.map(({ name }) => name)

const root = mkdtempSync(join(tmpdir(), 'district-'))
let server: ClickHouseServer
let clickhouse: ClickHouse
const test = suite('schema')

test.before(async () => {
  server = await ClickHouseServer.create(root)
  await server.start()
  clickhouse = server.client()
})

test.after(async () => {
  clickhouse.close()
  await server.stop()
  rmSync(root, { recursive: true })
})

test('makes the tables once', async () => {
  assert.equal(await pendingOn(clickhouse, migrations), all)
  assert.equal(await migrate(clickhouse, migrations, place, now), { run: all, changed: [] })
  assert.equal(await pendingOn(clickhouse, migrations), [])
  assert.equal(await migrate(clickhouse, migrations, place, now), { run: [], changed: [] })
})

test('a run that broke off is made good by the next', async () => {
  const other = { database: 'broken_off', cluster: undefined }
  const client = server.client('broken_off')
  const broken = migrations.map((each, at) => (at === 0 ? { ...each, text: `${each.text}; SELECT nonsense` } : each))
  let failure = ''
  await migrate(client, broken, other, now).catch((error: Error) => {
    failure = error.message
  })
  assert.match(failure, /nonsense/)
  assert.equal(await migrate(client, migrations, other, now), { run: all, changed: [] })
  client.close()
})

test('tells of a file that ran in another form', async () => {
  const changed = migrations.map((each, at) =>
    at === 0 ? { ...each, text: each.text.replace('room String,', '') } : each,
  )
  assert.equal(await migrate(clickhouse, changed, place, now), { run: [], changed: [all[0]] })
  const commented = migrations.map((each) => ({ ...each, text: `-- Other words.\n${each.text}` }))
  assert.equal(await migrate(clickhouse, commented, place, now), { run: [], changed: [] })
})

test('what a cluster is told', () => {
  const text = migrations.flatMap((each) => planOf(each.text, { database: 'aqtizim', cluster: 'schools' }))
  matches('../district/cluster.sql', `${text.join(';\n\n')};\n`)
})

test('no text from outside is ever quoted', async () => {
  for (const text of ["'", '\\', "\\'; DROP TABLE visits; --", 'сайт.kz', '\0', '\n', "a' OR '1'='1", '', 'plain text'])
    assert.equal(await clickhouse.rows(sql`SELECT ${text} AS text`), [{ text }])
  assert.throws(() => sql`SELECT ${[]}`)
  assert.throws(() => sql`SELECT ${Number.NaN}`)
  assert.equal(sql`n IN ${[1, 2n]}`.text, 'n IN (1, 2)')
})

test('schools by key, the latest word counts', async () => {
  const school = { journal: '5f0c2d9a71b34e68', school: 'balqash-2', name: '№ 2 «А»', publicKey: 'a\nb\n' }
  await putSchool(clickhouse, { ...school, name: 'slip' }, now)
  await putSchool(clickhouse, school, now + 1)
  await putSchool(clickhouse, { ...school, journal: '00000000000000ff' }, now + 1)
  assert.equal(
    (await listSchools(clickhouse)).map(({ journal, name }) => [journal, name]),
    [
      ['00000000000000ff', '№ 2 «А»'],
      ['5f0c2d9a71b34e68', '№ 2 «А»'],
    ],
  )
  await putSchool(clickhouse, school, now + 2, { removed: true })
  assert.is((await listSchools(clickhouse)).length, 1)
})

test('a statement that is wrong is told with its code', async () => {
  let code: unknown
  await clickhouse.text(trusted('SELECT * FROM nowhere')).catch((error) => {
    code = error.code
  })
  assert.is(code, 60)
})

test.run()
