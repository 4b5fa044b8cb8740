/** Tests which missing names are found in made-up lessons. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { VisitRow } from '../../src/logger/record.ts'
import { findNeeds, NeedsSearch } from '../../src/missing-names/missing-names.ts'
import { parse } from '../../src/whitelist/parse.ts'
import type { Whitelist } from '../../src/whitelist/whitelist.ts'
import fc from '../properties.ts'
import { makeSchool, type Planted, type School } from './school.ts'

const test = suite('needs')

const sites = ['bilimland.kz', 'kundelik.kz', 'daryn.online', 'kitap.kz', 'mektep.kz', 'itest.kz', 'opiq.kz', 'egov.kz']
const more = ['adilet.zan.kz', 'e-history.kz', 'qazcorpora.kz', 'sozdik.kz']

function listOf(names: readonly string[], extra = ''): Whitelist {
  const { whitelist, problems } = parse(`sites:\n${names.map((name) => `  - domain: ${name}\n`).join('')}${extra}`)
  if (whitelist === undefined) throw new Error(JSON.stringify(problems))
  return whitelist
}

const planted: Planted[] = [
  { site: 'bilimland.kz', name: 'cdn.bilimland.net', atStart: 0.95 },
  { site: 'kundelik.kz', name: 'static.kdlk.net', atStart: 0.5 },
  { site: 'daryn.online', name: 'player.videohost.net', perHour: 8 },
  { site: 'kitap.kz', name: 'fonts.typeserver.com', atStart: 0.9 },
  { site: 'opiq.kz', name: 'fonts.typeserver.com', atStart: 0.9 },
  { site: 'itest.kz', name: 'img.itest-files.kz', atStart: 0.7, perHour: 3 },
]
const school: School = {
  seed: 1,
  pcs: 16,
  days: 5,
  sites: [...sites, ...more],
  needs: planted,
  typed: ['vk.com', 'www.tiktok.com', 'instagram.com', 'poki.com', 'web.telegram.org'],
  atBrowserStart: ['updates.extension.example.com', 'start.browser-page.net'],
  pinged: ['sync.program.example.org', 'agent.printer-vendor.com'],
}
const key = ({ site, name }: { site: string; name: string }) => `${site} ${name}`

function measure(base: School, seeds: number): { precision: number; recall: number } {
  const wanted = new Set(planted.map(key))
  let [right, wrong, missed] = [0, 0, 0]
  for (let seed = 1; seed <= seeds; seed++) {
    const { needs } = findNeeds(listOf(base.sites), makeSchool({ ...base, seed }), { leastConfidence: 0.5 })
    const found = new Set(needs.map(key))
    right += [...wanted].filter((one) => found.has(one)).length
    missed += [...wanted].filter((one) => !found.has(one)).length
    wrong += [...found].filter((one) => !wanted.has(one)).length
  }
  const [precision, recall] = [right / (right + wrong), right / (right + missed)]
  console.log(`precision ${precision.toFixed(3)}, recall ${recall.toFixed(3)} of ${right + missed} planted`)
  return { precision, recall }
}

test('what pages need is found, and what pupils type or programs ask for is not', () => {
  const { precision, recall } = measure(school, 12)
  assert.ok(precision >= 0.95, `precision ${precision}`)
  assert.ok(recall >= 0.9, `recall ${recall}`)
})

test('a room of eight PCs, two days and restless pupils still give hardly a wrong name', () => {
  const restless = [...school.typed, 'cdn.games.example', 'm.vk.com', 'play.roblox.com', 'chat.example.net']
  const { precision, recall } = measure({ ...school, pcs: 8, days: 2, typed: [...restless, ...restless] }, 12)
  assert.ok(precision >= 0.9, `precision ${precision}`)
  assert.ok(recall >= 0.5, `recall ${recall}`)
})

test('without anything planted hardly anything is suggested', () => {
  let surest = 0
  for (let seed = 20; seed < 26; seed++) {
    const { needs } = findNeeds(listOf(school.sites), makeSchool({ ...school, seed, needs: [] }))
    surest = Math.max(surest, ...needs.map(({ confidence }) => confidence))
  }
  assert.ok(surest < 0.4, `${surest}`)
})

test('the surest come first, with counts that say why', () => {
  const { needs, left } = findNeeds(listOf(school.sites), makeSchool(school))
  const [first] = needs
  assert.is(left, 0)
  assert.ok(first && planted.some((one) => key(one) === key(first)))
  const cdn = needs.find(({ name }) => name === 'cdn.bilimland.net')
  assert.is(cdn?.site, 'bilimland.kz')
  assert.is(cdn?.group, 'bilimland.net')
  assert.ok(cdn && cdn.pcs >= 10 && cdn.seen === cdn.why.atStart + cdn.why.later && cdn.why.lift > 5)
  assert.is(cdn?.why.typed, false)
  for (let at = 1; at < needs.length; at++)
    assert.ok((needs[at - 1]?.confidence ?? 0) >= (needs[at]?.confidence ?? 1), 'in order')
})

/** One visit of a PC. */
function row(
  pc: number,
  site: string,
  verdict: 'allowed' | 'refused',
  start: string,
  more: Partial<VisitRow> = {},
): VisitRow {
  const who = { room: 'r', pc: `PC-${pc}`, mac: `02:00:00:00:00:0${pc}`, ip: `192.168.1.${pc}` }
  const why = verdict === 'refused' ? { why: 'unlisted' } : {}
  return {
    n: 1,
    start: `2026-10-05T${start}+05:00`,
    end: `2026-10-05T${start}+05:00`,
    ...who,
    site,
    verdict,
    ...why,
    flows: 1,
    ...more,
  }
}

/** Four PCs open a.kz, and each is refused `name` two seconds later. */
const together = (name: string, more: Partial<VisitRow> = {}) =>
  [1, 2, 3, 4].flatMap((pc) => [
    row(pc, 'a.kz', 'allowed', `09:0${pc}:00`),
    row(pc, name, 'refused', `09:0${pc}:02`, more),
  ])
const namesIn = (whitelist: Whitelist, rows: VisitRow[]) => findNeeds(whitelist, rows).needs.map(({ name }) => name)

test('a name that four PCs were refused after opening a site is suggested', () => {
  const { needs } = findNeeds(listOf(['a.kz']), together('cdn.b.kz'))
  assert.is(needs.length, 1)
  const { why, ...need } = needs[0] ?? { why: undefined }
  assert.equal(
    { ...need, confidence: 0 },
    { site: 'a.kz', name: 'cdn.b.kz', group: 'b.kz', seen: 4, pcs: 4, confidence: 0 },
  )
  assert.equal(
    { ...why, lift: 0 },
    { visits: 4, atStart: 4, later: 0, without: 0, days: 1, lift: 0, typed: false, counter: false },
  )
})

const leftOut: [what: string, list: Whitelist, name: string, more?: Partial<VisitRow>][] = [
  ['a background name', listOf(['a.kz']), 'cdn.b.kz', { background: true }],
  ['an excepted name', listOf([], '  - domain: a.kz\n    except: [games.a.kz]\n'), 'x.games.a.kz'],
  ['a name that the list opens by now', listOf(['a.kz', 'b.kz']), 'cdn.b.kz'],
  ['a name that the site needs already', listOf([], '  - domain: a.kz\n    needs: [b.kz]\n'), 'cdn.b.kz'],
  ['a public suffix', listOf(['a.kz']), 'com.kz'],
  ['an address', listOf(['a.kz']), '198.18.0.7'],
  ['many names in one', listOf(['a.kz']), '*'],
  ['markup', listOf(['a.kz']), '<script>alert(1)</script>'],
  ['a refusal for another reason', listOf(['a.kz']), 'cdn.b.kz', { why: 'paused' }],
  ['a row with an unset clock', listOf(['a.kz']), 'cdn.b.kz', { clock: 'unset' }],
  ['a row without a time', listOf(['a.kz']), 'cdn.b.kz', { start: 'yesterday' }],
]
for (const [what, list, name, more] of leftOut) {
  test(`${what} is not suggested`, () => assert.equal(namesIn(list, together(name, more)), []))
}

test('a name below a site whose names below are shut is suggested', () => {
  const list = listOf([], '  - domain: a.kz\n    subdomains: false\n')
  assert.equal(namesIn(list, together('static.a.kz')), ['static.a.kz'])
})

test('names that a person could type, and counters, rank lower than others', () => {
  const confidenceOf = (name: string) => findNeeds(listOf(['a.kz']), together(name)).needs[0]?.confidence ?? 0
  const [plain, typed, counter] = ['cdn.b.kz', 'vk.com', 'www.google-analytics.com'].map(confidenceOf)
  assert.ok((plain ?? 0) > (typed ?? 0) && (typed ?? 0) > (counter ?? 1), `${plain} ${typed} ${counter}`)
})

test('a name that is asked for all the time says nothing', () => {
  const always = [1, 2, 3, 4].map((pc) =>
    row(pc, 'cdn.b.kz', 'refused', '08:00:00', { end: '2026-10-05T12:00:00+05:00' }),
  )
  assert.equal(namesIn(listOf(['a.kz']), [...always, ...together('other.c.kz')]), ['other.c.kz'])
})

test('of two sites that open together the one that needs the name gets it', () => {
  const rows = [1, 2, 3, 4].flatMap((pc) => [
    row(pc, 'a.kz', 'allowed', `09:0${pc}:00`),
    row(pc, 'b.kz', 'allowed', `09:0${pc}:01`),
    row(pc, 'cdn.x.kz', 'refused', `09:0${pc}:03`),
    row(pc, 'a.kz', 'allowed', `10:0${pc}:00`),
    row(pc, 'cdn.x.kz', 'refused', `10:0${pc}:02`),
    row(pc, 'b.kz', 'allowed', `11:0${pc}:00`),
  ])
  assert.equal(findNeeds(listOf(['a.kz', 'b.kz']), rows).needs.map(key), ['a.kz cdn.x.kz'])
})

test('the order of the rows plays no part', () => {
  const rows = makeSchool({ ...school, pcs: 6, days: 2 })
  const expected = JSON.stringify(findNeeds(listOf(school.sites), rows))
  fc.assert(
    fc.property(fc.shuffledSubarray(rows, { minLength: rows.length }), (shuffled) => {
      assert.is(JSON.stringify(findNeeds(listOf(school.sites), shuffled)), expected)
    }),
    { numRuns: 15 },
  )
})

test('any rows give confidences from 0 to 1, in order, and never throw', () => {
  const anyRow = fc
    .record({
      pc: fc.integer({ min: 0, max: 9 }),
      site: fc.constantFrom('a.kz', 'b.kz', 'c.com', 'x.y.net', '*', 'constructor', '__proto__', 'A.KZ', 'é'),
      verdict: fc.constantFrom('allowed', 'refused'),
      at: fc.integer({ min: 0, max: 59 }),
      length: fc.integer({ min: -5, max: 3000 }),
    })
    .map(({ pc, site, verdict, at, length }) => {
      const start = `09:${String(at).padStart(2, '0')}:00`
      const end = new Date(Date.parse(`2026-10-05T${start}+05:00`) + length * 1000).toISOString()
      return row(pc, site, verdict as 'allowed', start, { end })
    })
  fc.assert(
    fc.property(fc.array(anyRow, { maxLength: 80 }), (rows) => {
      const { needs } = findNeeds(listOf(['a.kz', 'b.kz']), rows, { leastConfidence: 0 })
      for (const { confidence, seen, pcs, why } of needs) {
        assert.ok(confidence >= 0 && confidence <= 1)
        assert.ok(pcs >= 1 && pcs <= seen && why.atStart <= why.visits && why.without >= 0)
      }
    }),
  )
})

test('a flood is bounded, and one PC cannot use up the room of others', () => {
  const bounds = { pcs: 50, visits: 3000, namesOfPc: 20, names: 1000 }
  const search = new NeedsSearch(listOf(['a.kz']), { bounds })
  for (let at = 0; at < 5000; at++) search.add(row(9, `n${at}.flood.com`, 'refused', '09:00:00'))
  for (const one of together('cdn.b.kz')) search.add(one)
  const steps = search.find()
  let step = steps.next()
  while (step.done !== true) step = steps.next()
  assert.is(step.value.left, 4980)
  assert.equal(
    step.value.needs.map(({ name }) => name),
    ['cdn.b.kz'],
  )
})

test.run()
