/** The loader and a real ClickHouse: what is a row, what is none, and that each is there once. */
import * as fs from 'node:fs'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { bundle } from '../../build/bundle.ts'
import { follow } from '../../src/district/load/follow.ts'
import { Loader } from '../../src/district/load/loader.ts'
import { SpoolReader } from '../../src/district/load/spool-reader.ts'
import { sql, trusted } from '../../src/district/sql.ts'
import { pause } from '../patience.ts'
import { suite } from '../suite.ts'
import { District } from './district.ts'
import { digest, spoolLine, visitText } from './spool-line.ts'

const root = mkdtempSync(join(tmpdir(), 'district-'))
let district: District
let files = 0
const test = suite('load')

test.before(async () => {
  await bundle()
  district = await District.create(root, { plain: true })
  await district.server.start()
  assert.is(district.run(['migrate']).status, 0)
})

test.after(async () => {
  await district.stop()
  rmSync(root, { recursive: true })
})

/** Puts octets into the spool and loads them; gives what came of it, with a new loader that knows nothing of what was there. */
async function load(bytes: string | Buffer): Promise<{ rows: number; again: number; rejected: number }> {
  writeFileSync(join(district.spool, `2026-10-05T04-00-00-${String(++files).padStart(3, '0')}.rows`), bytes)
  const now = () => Date.UTC(2026, 9, 5, 5)
  const loader = new Loader({
    clickhouse: district.clickhouse,
    now,
    pause,
    hasEnded,
    log: () => {},
    name: 'test',
    run: `${files}`,
  })
  await follow({
    spool: new SpoolReader(fs, district.spool),
    loader,
    now: () => Date.now() + 1000,
    pause,
    hasEnded,
    keepMs: 0,
    once: true,
  })
  assert.equal(readdirSync(district.spool), [])
  return loader.tally
}
const hasEnded = () => false

const rejected = async () =>
  (await district.clickhouse.rows<{ reason: string }>(trusted('SELECT reason FROM rejected ORDER BY reason'))).map(
    ({ reason }) => reason,
  )

test('a visit is what it was, and its octets are the same', async () => {
  const text = visitText(1, {
    site: 'сайт\\"\t.kz',
    host: 'a\nb',
    up: 5,
    down: 2 ** 40,
    background: true,
    lesson: '7 «А»',
  })
  assert.equal(await load(spoolLine(text)), { rows: 1, again: 0, rejected: 0 })
  const [row] = await district.clickhouse.rows<Record<string, unknown>>(
    trusted('SELECT *, lower(hex(hash)) AS id, toString(start) AS began FROM visits'),
  )
  assert.is(row?.text, text)
  assert.is(row?.id, digest(text).replace(/^(00)+/, ''))
  assert.equal(
    [row?.site, row?.host, row?.up, row?.down, row?.background, row?.lesson, row?.day, row?.began, row?.offset],
    ['сайт\\"\t.kz', 'a\nb', '5', String(2 ** 40), 1, '7 «А»', '2026-10-05', '2026-10-05 04:12:03', 300],
  )
})

test('the same rows again, in one batch and in the next', async () => {
  const lines = [10, 11, 12].map((n) => spoolLine(visitText(n)))
  assert.equal(await load(lines.join('') + lines.join('')), { rows: 3, again: 3, rejected: 0 })
  assert.equal(await load(lines.join('')), { rows: 0, again: 3, rejected: 0 })
  assert.equal(await load(lines.join('') + spoolLine(visitText(13))), { rows: 1, again: 3, rejected: 0 })
})

test('another row of the same number is another row', async () => {
  assert.equal(await load(spoolLine(visitText(11, { site: 'other.kz' }))), { rows: 1, again: 0, rejected: 0 })
  const found = await district.clickhouse.rows(sql`SELECT site FROM visits WHERE n = 11 ORDER BY site`)
  assert.equal(found, [{ site: 'bilimland.kz' }, { site: 'other.kz' }])
})

test('each kind in its table', async () => {
  const at = '2026-10-05T10:00:00+05:00'
  const rows: Record<string, unknown>[] = [
    { n: 20, gap: { from: at, to: at, flows: 17, why: 'counter-difference', room: 'informatics', counter: 'allowed' } },
    { n: 21, gap: { from: at, to: at, why: 'daemon-down' } },
    { n: 22, at, event: 'approved', version: 7, by: 'Д', user: 'root' },
    { n: 23, at, seal: { rows: 23, head: 'a'.repeat(64), kernel: { informatics: { allowed: 1 } } } },
    { n: 24, at, day: { date: '2026-10-05', format: 1, zone: 'Asia/Almaty', previous: '0'.repeat(64) } },
    { n: 25, at, novelty: true },
  ]
  const missing = JSON.stringify({ missing: { from: 1, to: 9, rows: 9 } })
  const notice = `10.0.0.1 s missing [aqtizim@32473 id="5f0c2d9a71b34e68-1-missing-9" journal="5f0c2d9a71b34e68"] \ufeff${missing}\n`
  const resume = `10.0.0.1 s resume [aqtizim@32473 journal="5f0c2d9a71b34e68"] \ufeff{"resume":{"after":812}}\n`
  const lines = rows.map((row) => spoolLine(JSON.stringify(row)))
  assert.equal(await load(lines.join('') + notice + resume), { rows: 7, again: 0, rejected: 0 })
  const ask = (text: string) => district.clickhouse.rows(trusted(text))
  assert.equal(await ask('SELECT n, flows, why FROM gaps ORDER BY n'), [
    { n: '20', flows: '17', why: 'counter-difference' },
    { n: '21', flows: null, why: 'daemon-down' },
  ])
  assert.equal(await ask('SELECT event, user, details FROM events'), [
    { event: 'approved', user: 'root', details: '{"version":7,"by":"Д"}' },
  ])
  assert.equal(await ask('SELECT kind, zone FROM seals ORDER BY n'), [
    { kind: 'seal', zone: '' },
    { kind: 'day', zone: 'Asia/Almaty' },
  ])
  assert.equal(await ask('SELECT kind, n, until FROM others ORDER BY n'), [
    { kind: 'missing', n: '1', until: '9' },
    { kind: 'row', n: '25', until: '0' },
  ])
})

test('rubbish is kept apart, and hurts nobody', async () => {
  const before = (await rejected()).length
  const good = spoolLine(visitText(30))
  const rubbish = [
    'GET / HTTP/1.1\n',
    '\0\u0001\n',
    spoolLine(visitText(31), { hash: '0'.repeat(16) }),
    spoolLine(visitText(32), { n: 33 }),
    spoolLine('{"no":"row"}', { n: 34 }),
    spoolLine(visitText(35), { id: `00000000000000ff-35-${digest(visitText(35))}` }),
    `${good.slice(0, 150)}\n`,
  ].join('')
  const latin = Buffer.from(spoolLine(visitText(36, { site: 'x' })))
  latin[latin.length - 20] = 0xff
  const end = spoolLine(visitText(38)).slice(0, 200)
  const bytes = Buffer.concat([Buffer.from(rubbish), latin, Buffer.from(`${good}\n\n${end}`)])
  assert.equal(await load(bytes), { rows: 1, again: 0, rejected: 9 })
  assert.equal((await rejected()).slice(before), [
    'no-row',
    'not-ours',
    'not-ours',
    'not-ours',
    'not-utf-8',
    'other-hash',
    'other-hash',
    'other-hash',
    'other-number',
  ])
})

test('a row of 64 KiB, and a line of megabytes', async () => {
  const long = visitText(40, { site: 'x'.repeat(64 * 1024) })
  assert.is((await load(spoolLine(long))).rows, 1)
  const [row] = await district.clickhouse.rows<{ text: string }>(trusted('SELECT text FROM visits WHERE n = 40'))
  assert.ok(row?.text === long)
  const endless = `${'y'.repeat(9_000_000)}\n`
  const { rows, rejected: no } = await load(endless + spoolLine(visitText(41)))
  assert.is(rows, 1)
  assert.ok(no > 0)
})

test('clocks that were not set, and ones that are out of their minds', async () => {
  const times = ['1970-01-01T05:00:07+05:00', '2099-01-01T00:00:00+05:00', '9999-12-31T23:59:59Z', 'yesterday', '']
  const rows = times.map((end, at) => spoolLine(visitText(50 + at, { start: end, end })))
  const unset = spoolLine(visitText(60, { clock: 'unset' }))
  const months = Array.from({ length: 400 }, (_, at) => {
    const end = `${1990 + Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, '0')}-15T00:00:00+05:00`
    return spoolLine(visitText(100 + at, { start: end, end }))
  })
  assert.is((await load([...rows, unset, ...months].join(''))).rows, 406)
  const found = await district.clickhouse.rows(
    trusted('SELECT n FROM visits WHERE n >= 50 AND n <= 60 AND toUInt16(day) != 0'),
  )
  assert.equal(found, [])
})

test('numbers that lie far apart, and a journal that began anew', async () => {
  const numbers = [1, 5000, 2 ** 40, 2 ** 53 - 1]
  const journal = '00000000000000aa'
  const lines = numbers.map((n) => spoolLine(visitText(n), { journal }))
  assert.equal(await load(lines.join('')), { rows: 4, again: 0, rejected: 0 })
  assert.equal(await load(lines.join('')), { rows: 0, again: 4, rejected: 0 })
  const anew = [1, 2, 3].map((n) => spoolLine(visitText(n, { pc: 'PC-99' }), { journal }))
  assert.equal(await load(anew.join('')), { rows: 3, again: 0, rejected: 0 })
  assert.equal(await district.count(journal), { rows: 7, twice: 0 })
})

test('keys that are nobody’s are kept too: whose they are may be said later', async () => {
  const journals = Array.from({ length: 1500 }, (_, at) => `ab${at.toString(16).padStart(14, '0')}`)
  const lines = journals.map((journal) => spoolLine(visitText(7), { journal }))
  assert.equal(await load(lines.join('')), { rows: 1500, again: 0, rejected: 0 })
  assert.equal(await load(lines.join('')), { rows: 0, again: 1500, rejected: 0 })
})

test.run()
