/** Tests changed lists and records of approval. */
import { readdirSync, readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { checkAddress } from '../../src/whitelist/address.ts'
import { readApproval } from '../../src/whitelist/approval.ts'
import { normaliseName } from '../../src/whitelist/names.ts'
import { type Parsed, parse } from '../../src/whitelist/parse.ts'
import { UNPRINTABLE } from '../../src/whitelist/report.ts'
import { namesOf, type Site } from '../../src/whitelist/whitelist.ts'
import fc from '../properties.ts'
import { holds, isSwift } from './budget.ts'
import { changed, hostileText } from './mutation.ts'

const test = suite('hostile lists')
const golden = new URL('../golden/whitelist/', import.meta.url)
const samples = readdirSync(golden)
  .map((name) => readFileSync(new URL(`${name}/input.yaml`, golden), 'utf8'))
  .filter((text) => text.length < 20_000)
const rooms = ['informatics', 'multimedia']

const isPrintable = (text: string) => text.search(UNPRINTABLE) < 0 && !/[\r\n\t]/.test(text)

const isPort = (number: number) => Number.isInteger(number) && number > 0 && number < 65536

function assertSite(site: Site): void {
  for (const label of [site.title ?? '', site.subject ?? '']) assert.ok(isPrintable(label) && label.length <= 400)
  for (const room of site.rooms ?? []) assert.ok(rooms.includes(room))
  for (const { number, last = number } of site.ports) assert.ok(isPort(number) && isPort(last) && number <= last)
  if (site.kind === 'address') assert.is(checkAddress(site.network).network?.text, site.network)
  else for (const name of [...namesOf(site), ...site.except]) assert.is(normaliseName(name), name)
}

function assertParsed(text: string, { whitelist, problems }: Parsed): void {
  const lines = text.split('\n')
  for (const { line, column, message } of problems) {
    assert.ok(line >= 1 && line <= lines.length && column >= 1 && column <= (lines[line - 1]?.length ?? 0) + 1)
    assert.ok(isPrintable(message) && message.length < 3000, message)
  }
  assert.is(
    whitelist === undefined,
    problems.some(({ severity }) => severity === 'error'),
  )
  whitelist?.sites.forEach(assertSite)
}

test('whatever stands in a list: it is refused with places, or means plain names, networks and ports', () => {
  holds(1200, changed(samples, 5), (text) => assertParsed(text, parse(text, { rooms })))
  holds(300, hostileText, (text) => assertParsed(text, parse(text, { rooms })))
})

test('each value of an entry may be anything', () => {
  const key = fc.constantFrom(
    'domain',
    'address',
    'title',
    'subject',
    'rooms',
    'ports',
    'needs',
    'except',
    'subdomains',
    ...['open', 'from', 'until', 'inside', 'resolver', 'safe_search', 'whole_suffix', 'group'],
  )
  const value = fc.oneof(
    hostileText,
    hostileText.map((text) => JSON.stringify(text)),
    hostileText.map((t) => `[${t}]`),
  )
  const entry = fc.array(fc.tuple(key, value), { maxLength: 5 })
  holds(800, entry, (pairs) => {
    const text = `sites:\n  - domain: bilimland.kz\n${pairs.map(([name, is]) => `    ${name}: ${is}\n`).join('')}`
    assertParsed(text, parse(text, { rooms }))
  })
})

const bulk = 256 * 1024
const fill = (head: string, piece: string, tail = '') => head + piece.repeat(Math.ceil(bulk / piece.length)) + tail
for (const [what, text] of [
  ['dashes in dashes', fill('sites:\n', '- ')],
  ['open brackets', fill('sites:\n  - needs: ', '[')],
  ['open braces', fill('sites:\n  - ', '{a: ')],
  ['quotes that never end', fill('sites:\n  - title: "', 'x\\"')],
  ['a key without end', fill('sites:\n  - ', 'k')],
  ['keys of one entry', fill('sites:\n  - domain: a.kz\n', '    title: x\n')],
  ['keys with tabs', fill('sites:\n  - domain: a.kz\n', '\ttitle:\tx\n')],
  ['entries without a name', fill('sites:\n', '  - {}\n')],
  ['the same entry', fill('sites:\n', '  - domain: a.kz\n')],
  ['one label after the other', fill('sites:\n  - domain: ', 'a.')],
  ['colons', fill('sites:\n  - address: ', ':')],
  ['comments', fill('sites:\n', ' # x')],
  ['carriage returns', fill('sites:\n', '\r')],
  ['invisible characters', fill('sites:\n  - title: ', '\u202e')],
  ['anchors', fill('sites:\n  - title: ', '&a *a ')],
  ['indentation that grows', `sites:\n${Array.from({ length: 700 }, (_, n) => `${' '.repeat(n)}- a:\n`).join('')}`],
  ['items of a list', fill('sites:\n  - domain: a.kz\n    needs: [', 'a.kz, ', ']')],
  ['block texts', fill('sites:\n  - title: |\n', '   \n')],
] as const)
  test(`a quarter of a MiB of ${what} takes no time`, () =>
    isSwift(what, () => assertParsed(text, parse(text, { rooms }))))

test('a list of 4 MiB in brackets is refused in words', () => {
  for (const key of ['ports: [1', 'rooms: [lab', 'needs: [a.kz'])
    for (const end of [']', '']) {
      const piece = `,${key.slice(key.indexOf('[') + 1)}`
      const text = `sites:\n  - domain: a.kz\n    ${key}${piece.repeat(Math.floor((4 * 1024 * 1024 - 100) / piece.length))}${end}\n`
      const { whitelist, problems } = parse(text, { rooms })
      assert.equal([whitelist, problems[0]?.severity], [undefined, 'error'])
    }
})

const record = JSON.stringify({
  version: 7,
  sha256: 'a'.repeat(64),
  by: 'А. Директор',
  post: 'директор',
  order: '12',
  date: '2026-10-05',
  user: 'root',
  at: '2026-10-05T09:12:03+05:00',
  signature: null,
})

test('a record of an approval is whole, or is refused with a phrase', () => {
  const read = (text: string) => {
    const found = readApproval(text)
    if ('wrong' in found)
      return assert.ok(isPrintable(found.wrong.text) && found.wrong.text.length < 500, found.wrong.text)
    assert.ok(Number.isSafeInteger(found.version) && found.version > 0)
    assert.match(found.sha256, /^[0-9a-f]{64}$/)
    for (const text of [found.by, found.post, found.order, found.user]) assert.ok(isPrintable(text))
    assert.ok(!Number.isNaN(Date.parse(found.at)))
  }
  holds(1500, changed([record]), read)
  const parts = Object.keys(JSON.parse(record))
  const values = fc.oneof(hostileText, fc.jsonValue({ maxDepth: 2 }))
  holds(500, fc.constantFrom(...parts), values, (part, value) =>
    read(JSON.stringify({ ...JSON.parse(record), [part]: value })),
  )
  isSwift('nested JSON', () => read('['.repeat(bulk)))
})

test.run()
