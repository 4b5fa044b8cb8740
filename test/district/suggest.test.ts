/** What many schools want is suggested to the district's list, and nothing that a journal made up. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { bundle } from '../../build/bundle.ts'
import { checkList } from '../../src/district/publish/publish.ts'
import { suggest, suggestionText } from '../../src/district/publish/suggest.ts'
import { parse } from '../../src/whitelist/parse.ts'
import { suite } from '../suite.ts'
import { District } from './district.ts'
import { spoolLine } from './spool-line.ts'

const test = suite('suggestions')
const root = mkdtempSync(join(tmpdir(), 'district-suggest-'))
let district: District

test.before(async () => {
  await bundle()
  district = await District.create(root)
  await district.server.start()
})
test.after(async () => {
  await district?.server.stop()
  rmSync(root, { recursive: true, force: true })
})

const listOf = (text: string) => parse(text).whitelist ?? { sites: [] }

test('what many schools took comes first, then what was refused at many; what the list opens does not come', () => {
  const found = suggest({
    list: listOf('sites:\n  - domain: listed.kz\n    needs: [cdn.net]\n'),
    asked: [
      { site: 'kitap.kz', schools: 4, taken: 5, refused: 1 },
      { site: 'few.kz', schools: 2, taken: 2, refused: 0 },
      { site: 'unwanted.kz', schools: 9, taken: 1, refused: 8 },
    ],
    tried: [
      { site: 'games.kz', schools: 12, visits: 340 },
      { site: 'kitap.kz', schools: 5, visits: 60 },
      { site: 'www.listed.kz', schools: 9, visits: 9 },
      { site: 'img.cdn.net', schools: 9, visits: 9 },
    ],
    schools: 3,
  })
  assert.equal(
    found.map(({ name }) => name),
    ['kitap.kz', 'games.kz'],
  )
  const text = suggestionText(found, 'For the list.')
  assert.is(
    text,
    `# For the list.
sites:
  # asked for at 4 schools: taken 5 times, refused 1; refused at 5 schools: 60 visits
  - domain: kitap.kz
  # refused at 12 schools: 340 visits
  - domain: games.kz
`,
  )
  assert.equal(checkList(text).problems, [])
})

test('what is no name that a list takes is none, whatever a journal says', () => {
  const names = [
    'a\n  - domain: evil.kz',
    '198.18.0.1',
    '*',
    'kz',
    'com',
    'a b.kz',
    'ә.kz',
    'x.kz # y',
    '-',
    'A.KZ',
    '',
  ]
  const tried = names.map((site) => ({ site, schools: 99, visits: 1 }))
  assert.equal(suggest({ list: { sites: [] }, asked: [], tried, schools: 1 }), [])
})

test('from journals that have come, for a list that is there', () => {
  const today = new Date().toISOString().slice(0, 10)
  const at = `${today}T00:00:00Z`
  const rows = ['aa', 'bb', 'cc'].flatMap((school) => {
    const journal = school.repeat(8)
    const visit = { n: 1, start: at, end: at, room: 'lab', pc: 'PC-01', mac: '', ip: '192.168.1.7', flows: 1 }
    const refused = (n: number, site: string) =>
      JSON.stringify({ ...visit, n, site, verdict: 'refused', why: 'unlisted' })
    const decided = JSON.stringify({ n: 3, at, event: 'request-decided', name: 'kitap.kz', decision: 'taken' })
    return [
      spoolLine(refused(1, 'games.kz'), { journal }),
      spoolLine(refused(2, 'listed.kz'), { journal }),
      spoolLine(decided, { journal, msgId: 'event' }),
    ]
  })
  const run = (...words: string[]) => district.run(words)
  assert.is(run('migrate').status, 0)
  writeFileSync(join(district.spool, '2026-10-05T04-00-00-001.rows'), rows.join(''))
  assert.is(run('load', '--once').status, 0)
  const list = join(root, 'list.yaml')
  writeFileSync(list, 'sites:\n  - domain: listed.kz\n')
  const { status, output } = run('suggest', list)
  assert.is(status, 0, output)
  assert.match(output, /asked for at 3 schools: taken 3 times, refused 0\n {2}- domain: kitap\.kz\n/)
  assert.match(output, /refused at 3 schools: 3 visits\n {2}- domain: games\.kz\n/)
  assert.not.match(output, 'listed.kz')
  assert.not.match(run('suggest', list, '--schools', '4').output, 'domain')
  assert.match(run('suggest').output, 'domain: listed.kz')
  for (const wrong of [
    ['--days', '0'],
    ['--schools', 'x'],
    ['a', 'b'],
  ])
    assert.is(run('suggest', ...wrong).status, 2)
  writeFileSync(list, 'sites:\n  - domain: kz\n')
  assert.match(run('suggest', list).output, /list\.yaml:2:\d+: error: /)
})

test.run()
