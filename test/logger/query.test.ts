/** Tests the filters of a query. */
import { gzipSync } from 'node:zlib'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { csvCell, formatter } from '../../src/logger/format.ts'
import { cursorOf, isCursor, isTime, type QueryOptions, query, scan } from '../../src/logger/query.ts'
import { encodeRow } from '../../src/logger/row-codec.ts'
import { Summary } from '../../src/logger/summary.ts'
import * as fc from '../properties.ts'
import { Lab, visit } from './journal-lab.ts'

const test = suite('query')

/** Three days with three visits each; the first day is compressed. */
function threeDays() {
  const lab = new Lab()
  const journal = lab.open()
  for (let day = 5; day < 8; day++) {
    const at = (time: string) => `2026-10-0${day}T${time}+05:00`
    const times = (start: string, end: string) => ({ start: at(start), end: at(end) })
    journal.append(visit('bilimland.kz', { ...times('09:00:00', '09:10:00'), host: 'cdn.bilimland.net' }))
    const refused = { verdict: 'refused', why: 'unlisted', pc: 'PC-08', mac: '02:00:00:00:00:08', room: 'multimedia' }
    journal.append(visit('vk.com', { ...times('09:05:00', '09:06:00'), ...refused }))
    journal.append(visit('evilbilimland.kz', { ...times('23:59:00', '23:59:59'), ...refused }))
    journal.gap({ from: lab.now / 1000, to: lab.now / 1000 + 1, flows: 3, why: 'event-loss' })
    lab.now += 86_400_000
  }
  journal.flush()
  const first = '/flash/journal/2026-10-05.jsonl'
  lab.volume.writeFileSync(`${first}.gz`, gzipSync(lab.volume.readFileSync(first)))
  lab.volume.unlinkSync(first)
  return lab
}

const lab = threeDays()
const find = (options: QueryOptions, waiting: readonly string[] = []) =>
  [...query(lab.files, '/flash/journal', options, waiting)].map(({ row }) =>
    row.kind === 'visit' ? `${row.row.start.slice(8, 10)} ${row.row.site}` : row.kind,
  )
const named = (site: string) => ['05', '06', '07'].map((day) => `${day} ${site}`)

test('by site: the site itself and names below it, and never a name that only ends alike', () => {
  assert.equal(find({ site: 'bilimland.kz' }), named('bilimland.kz'))
  assert.equal(find({ site: 'bilimland.net' }), named('bilimland.kz'))
  assert.equal(find({ site: 'BilimLand.KZ', order: 'newest' }), named('bilimland.kz').reverse())
  assert.equal(find({ site: 'kz.bilimland' }), [])
})

test('by PC, under any of its names; by room and verdict', () => {
  for (const pc of ['pc-08', '02:00:00:00:00:08']) assert.is(find({ pc }).length, 6)
  assert.is(find({ pc: '192.168.1.107' }).length, 9)
  assert.is(find({ room: 'multimedia' }).length, 6)
  assert.equal(find({ verdict: 'refused', site: 'vk.com' }), named('vk.com'))
})

test('by time: local dates and times, and times with an offset', () => {
  assert.equal(find({ visits: true, since: '2026-10-07' }), ['07 bilimland.kz', '07 vk.com', '07 evilbilimland.kz'])
  assert.equal(find({ visits: true, until: '2026-10-05' }), ['05 bilimland.kz', '05 vk.com', '05 evilbilimland.kz'])
  assert.equal(find({ visits: true, since: '2026-10-06T09:08', until: '2026-10-06T10:00:00' }), ['06 bilimland.kz'])
  assert.equal(find({ visits: true, since: '2026-10-06T04:08:00Z', until: '2026-10-06T05:00:00Z' }), [
    '06 bilimland.kz',
  ])
  for (const good of ['2026-10-05', '2026-10-05 09:00', '2026-10-05T09:00:00+05:00']) assert.ok(isTime(good), good)
  for (const bad of ['', 'yesterday', '2026-13-01', '2026-10-05T25:00', '5.10.2026']) assert.not.ok(isTime(bad), bad)
})

test('pages join to the whole, either way round; other rows are among them unless visits are asked for', () => {
  for (const order of ['oldest', 'newest'] as const) {
    const all = find({ order })
    assert.is(all.length, 17)
    for (const limit of [1, 2, 5, 100]) {
      const pages: string[] = []
      for (let skip = 0; skip < all.length; skip += limit) pages.push(...find({ order, skip, limit }))
      assert.equal(pages, all)
    }
  }
  assert.equal(find({ order: 'newest' }).reverse(), find({ order: 'oldest' }))
  assert.is(find({ visits: true }).length, 9)
})

test('rows that wait for the disk are the newest', () => {
  const waiting = [encodeRow({ n: 99, ...visit('late.kz') } as never)]
  assert.is(find({ order: 'newest', limit: 1 }, waiting)[0], '05 late.kz')
  assert.is(find({}, waiting).at(-1), '05 late.kz')
})

test('garbage in a file is passed over', () => {
  const other = threeDays()
  other.volume.appendFileSync('/flash/journal/2026-10-06.jsonl', 'garbage\n{"n":5}\n{"n":6,"half')
  assert.is([...query(other.files, '/flash/journal', { visits: true })].length, 9)
  assert.equal([...query(other.files, '/nowhere', {})], [])
})

test('by class, and without or with nothing but what nobody typed', () => {
  const other = new Lab()
  const journal = other.open()
  journal.append(visit('a.kz', { lesson: '7 «А»' }))
  journal.append(visit('b.kz', { lesson: '7 «Ә»', background: true }))
  journal.append(visit('background.kz'))
  journal.flush()
  const sites = (options: QueryOptions) =>
    [...query(other.files, '/flash/journal', options)].map(({ row }) =>
      row.kind === 'visit' ? row.row.site : row.kind,
    )
  assert.equal(sites({ class: '7 «А»' }), ['a.kz'])
  assert.equal(sites({ class: '7' }), [])
  assert.equal(sites({ background: 'only' }), ['b.kz'])
  assert.equal(sites({ background: 'hide' }), ['day', 'a.kz', 'background.kz'])
  assert.equal(sites({ background: 'hide', visits: true }), ['a.kz', 'background.kz'])
  assert.is(sites({ background: 'all' }).length, 4)
})

test('a cursor goes on where a page ended, while rows are added and a day is compressed', () => {
  const other = threeDays()
  const page = (options: QueryOptions) => [...query(other.files, '/flash/journal', options)]
  for (const order of ['newest', 'oldest'] as const) {
    const all = page({ order }).map(({ line }) => line)
    const got: string[] = []
    let cursor = ''
    for (;;) {
      const found = page({ order, cursor, limit: 4 })
      const last = found.at(-1)
      if (last === undefined) break
      got.push(...found.map(({ line }) => line))
      cursor = cursorOf(last)
      assert.ok(isCursor(cursor), cursor)
      if (order === 'newest')
        other.volume.appendFileSync('/flash/journal/2026-10-07.jsonl', `{"n":9${got.length},"at":"x","event":"e"}\n`)
    }
    assert.equal(got, all)
  }
  for (const bad of ['', 'x', '-1', '1@', '1@2026-1-1', '1'.repeat(16)]) assert.not.ok(isCursor(bad), bad)
})

test('whoever leaves off in the middle of the work goes on from the last place that was said', () => {
  const all = [...query(lab.files, '/flash/journal', { site: 'vk.com', order: 'newest' })].map(({ line }) => line)
  const got: string[] = []
  for (let cursor: string | undefined = ''; cursor !== undefined; ) {
    let next: string | undefined
    for (const found of scan(lab.files, '/flash/journal', { site: 'vk.com', order: 'newest', cursor })) {
      if (typeof found !== 'string') got.push(found.line)
      else if (found !== cursor) {
        next = found
        break
      }
    }
    cursor = next
  }
  assert.equal(got, all)
})

const lines = (format: 'csv' | 'table' | 'json', options: QueryOptions) => {
  const { head, row } = formatter(format)
  return head + [...query(lab.files, '/flash/journal', options)].map(row).join('')
}

test('CSV opens in a spreadsheet: mark, semicolons, CRLF', () => {
  assert.is(
    lines('csv', { site: 'vk.com', until: '2026-10-05' }),
    '\ufeffn;start;end;room;pc;mac;ip;site;host;verdict;why;port;flows;requests;up;down;background;lesson;cut;clock;note;joined\r\n' +
      '3;2026-10-05T09:05:00+05:00;2026-10-05T09:06:00+05:00;multimedia;PC-08;02:00:00:00:00:08;192.168.1.107;vk.com;;' +
      'refused;unlisted;;1;;10;20;;;;;;\r\n',
  )
  assert.match(lines('csv', { since: '2026-10-07' }), /;"?not recorded: 3 flows until/)
})

test('no cell starts a formula, and each comes back whole', () => {
  assert.is(csvCell('=1+1'), `"'=1+1"`)
  assert.is(csvCell('@x'), `"'@x"`)
  assert.equal([csvCell('-'), csvCell('-1'), csvCell('--')], ['-', `"'-1"`, `"'--"`])
  assert.is(csvCell('a;b"c'), '"a;b""c"')
  assert.is(csvCell('Мұғалім'), 'Мұғалім')
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const cell = csvCell(text)
      const value = cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell
      assert.not.match(value, /^\s*[=+\-@\t\r]/)
      assert.ok(value === text || value === `'${text}`)
      if (!cell.startsWith('"')) assert.not.match(cell, /[;"\r\n]/)
    }),
  )
})

test('the table is for people, and heeds no control characters of a hostile name', () => {
  const text = lines('table', { site: 'vk.com', until: '2026-10-05' })
  assert.match(text, /^2026-10-05 09:05:00 {2}multimedia +PC-08 +refused +vk\.com +1 +30 B +unlisted$/m)
  const { row } = formatter('table')
  const hostile = { kind: 'visit', row: { n: 1, ...visit('a.kz', { pc: '\x1b[2J\u202eevil' }) } } as never
  assert.not.match(row({ line: '', row: hostile, date: '' }), /[\x1b\u202e]/)
})

test('JSON lines are the rows as they stand', () => {
  const [line] = lines('json', { site: 'vk.com' }).split('\n')
  assert.is(JSON.parse(line ?? '').site, 'vk.com')
})

test('sums by PC, site, hour and verdict, with bounded memory', () => {
  const sum = (by: ConstructorParameters<typeof Summary>[0]) => {
    const summary = new Summary(by)
    for (const { row } of query(lab.files, '/flash/journal', {})) if (row.kind === 'visit') summary.add(row.row)
    return summary.rows().map(({ key, visits, refused, up }) => `${key} ${visits} ${refused} ${up}`)
  }
  assert.equal(sum('pc'), ['multimedia/PC-08 6 6 60', 'informatics/PC-07 3 0 30'])
  assert.equal(sum('hour'), ['09 6 3 60', '23 3 3 30'])
  assert.equal(sum('verdict'), ['refused 6 6 60', 'allowed 3 0 30'])
  assert.equal(sum('class'), [' 9 6 90'])
  const full = new Summary('site')
  for (const [site, pc, verdict] of [
    ['a', 1, 'allowed'],
    ['a', 2, 'refused'],
    ['b', 1, 'refused'],
    ['b', 1, 'refused'],
    ['c', 1, 'allowed'],
  ])
    full.add({
      n: 1,
      ...visit(String(site), { mac: `02::${pc}`, verdict, ...(site === 'b' && { background: true }) }),
    } as never)
  const short = full.topRefused().map(({ key, refused, pcs, background }) => `${key} ${refused} ${pcs} ${background}`)
  assert.equal(short, ['b 2 1 2', 'a 1 2 0'])
  const flood = new Summary('site')
  for (let i = 0; i < 9000; i++) flood.add({ n: i, ...visit(`${i}.kz`) } as never)
  assert.is(flood.rows().length, 5001)
  assert.is(flood.rows()[0]?.visits, 4000)
})

test.run()
