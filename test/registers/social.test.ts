/** The register of social networks and its monthly report. */

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ArgumentError } from '../../src/messages/message.ts'
import {
  addPupil,
  addWork,
  emptySocial,
  giveConsent,
  normaliseAccount,
  removePupil,
  reportMonth,
  type Social,
  setAccount,
  takeScan,
  withdrawConsent,
} from '../../src/registers/social.ts'
import {
  countAttempts,
  countMonth,
  markHanded,
  markReady,
  networkOf,
  promptness,
  reportDates,
  reportSpan,
} from '../../src/registers/social-report.ts'
import * as fc from '../properties.ts'

const test = suite('social networks')
const author = { user: 'psychologist', at: '2026-10-24T05:00:00Z', today: '2026-10-24' }

function sample(): Social {
  let social = emptySocial
  for (const [id, name, label] of [
    ['p1', '7 «А»', 'А. С.'],
    ['p2', '7 «А»', 'Б. Т.'],
    ['p3', '10 Б', 'В. У.'],
  ] as const)
    social = addPupil(social, { class: name, label }, id)
  for (const id of ['p1', 'p3']) social = giveConsent(social, id, '2026-09-05', author)
  social = setAccount(social, 'p1', 'https://vk.com/Account_One')
  social = setAccount(social, 'p3', '@account3')
  const results = [
    { pupil: 'p1', category: 'агрессия', count: 2, note: 'топ' },
    { pupil: 'p3', category: 'агрессия', count: 1, note: '' },
    { pupil: 'p1', category: 'суицид', count: 1, note: '' },
  ]
  social = takeScan(social, { month: '2026-10', at: author.at, user: 'psychologist', results })
  return addWork(social, { date: '2026-10-12', what: 'talk', count: 1, note: 'әңгіме', pupil: 'p1' }, author, 'w1')
}

test('an account stands only under a consent', () => {
  const social = addPupil(emptySocial, { class: '7 «А»', label: 'x' }, 'p')
  assert.throws(() => setAccount(social, 'p', 'id1'), /no consent stands/)
  const withdrawn = withdrawConsent(giveConsent(social, 'p', '2026-09-05', author), 'p', '2026-09-06')
  assert.throws(() => setAccount(withdrawn, 'p', 'id1'), /no consent stands/)
  const again = giveConsent(withdrawn, 'p', '2026-10-01', author)
  assert.is(again.pupils[0]?.withdrawn, undefined)
})

test('a withdrawn consent leaves the label and the day, and nothing that was found out', () => {
  const social = withdrawConsent(sample(), 'p1', '2026-10-20')
  assert.equal(social.pupils[0], { id: 'p1', class: '7 «А»', label: 'А. С.', withdrawn: '2026-10-20' })
  assert.not.match(JSON.stringify(social), /account_one|топ|әңгіме/)
  assert.is(social.scans[0]?.results.length, 1)
  assert.is(removePupil(sample(), 'p1').pupils.length, 2)
  assert.not.match(JSON.stringify(removePupil(sample(), 'p1')), /account_one|А\. С\./)
})

test('no error says whose cell was wrong', () => {
  const social = sample()
  for (const work of [
    () => setAccount(social, 'p1', 'МАРКЕР <b>'),
    () => addPupil(social, { class: 'МАРКЕР\u0000=', label: 'x' }, 'p9'),
    () => addPupil(social, { class: '7 «А»', label: 'А. С.' }, 'p9'),
    () => setAccount(social, 'p1', 'account3'),
    () => giveConsent(social, 'МАРКЕР', '2026-09-01', author),
  ]) {
    assert.throws(
      work,
      (error: Error) => error instanceof ArgumentError && !/МАРКЕР|А\. С\.|account3/.test(error.message),
    )
  }
})

test('accounts as people paste them', () => {
  for (const [text, account] of [
    ['https://vk.com/ID123?w=wall', 'id123'],
    ['m.vk.com/durov/', 'durov'],
    [' @Nick.name ', 'nick.name'],
    ['http://www.vk.ru/a_b#x', 'a_b'],
    ['vk.com/', undefined],
    ['Имя Фамилия', undefined],
    ['=HYPERLINK("x")', undefined],
    ['a/b', undefined],
  ] as const)
    assert.is(normaliseAccount(text), account, text)
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const account = normaliseAccount(text)
      assert.ok(account === undefined || (/^[a-z0-9_.]{2,64}$/.test(account) && normaliseAccount(account) === account))
    }),
  )
})

test('the report counts by class, and names nobody', () => {
  const numbers = countMonth(sample(), '2026-10')
  assert.equal(numbers, {
    classes: [
      { class: '7 «А»', pupils: 2, consents: 1, refusals: 0, accounts: 1, categories: { агрессия: 2, суицид: 1 } },
      { class: '10 Б', pupils: 1, consents: 1, refusals: 0, accounts: 1, categories: { агрессия: 1 } },
    ],
    work: { talk: { times: 1, people: 1 } },
    scanned: true,
  })
  assert.is(countMonth(sample(), '2026-11').scanned, false)
})

test('both days are kept, and whether they were in time', () => {
  const ready = markReady(sample(), '2026-10', '2026-10-24', author)
  assert.throws(() => markHanded(ready, '2026-10', '2026-10-23', '', author), /before the day/)
  assert.throws(() => markHanded(ready, '2026-09', '2026-10-24', '', author), /not made yet/)
  assert.throws(() => markReady(sample(), '2026-10', '2026-10-25', author), /yet to come/)
  const later = { ...author, today: '2026-10-27' }
  const handed = markHanded(ready, '2026-10', '2026-10-27', 'қалалық білім бөлімі', later)
  assert.equal(reportDates(handed, '2026-10', '2026-10-27'), {
    ...{ month: '2026-10', ready: '2026-10-24', handed: '2026-10-27' },
    ...{ readyState: 'in-time', handedState: 'late' },
  })
  assert.throws(() => markReady(handed, '2026-10', '2026-10-27', later), /handed in/)
  // The numbers are those of the day on which it was made.
  const withdrawn = withdrawConsent(handed, 'p1', '2026-10-27')
  assert.is(withdrawn.reports[0]?.numbers.classes[0]?.consents, 1)
})

test('in time is up to the very day', () => {
  assert.equal(
    [
      promptness('2026-10-25', '2026-10-25', '2026-11-01'),
      promptness('2026-10-25', '2026-10-26', '2026-11-01'),
      promptness('2026-10-25', undefined, '2026-10-25'),
      promptness('2026-10-25', undefined, '2026-10-26'),
    ],
    ['in-time', 'late', 'not-due', 'missing'],
  )
})

test('a month ends on its 25th', () => {
  assert.equal(reportSpan('2027-01'), { from: '2026-12-26', until: '2027-01-25' })
  assert.equal(['2026-10-25', '2026-10-26', '2026-12-31'].map(reportMonth), ['2026-10', '2026-11', '2027-01'])
})

test('attempts are counted by network, by whole labels, without what programs do', () => {
  const visit = (site: string, more = {}) => ({ site, verdict: 'refused', ...more })
  assert.equal(
    countAttempts([
      visit('vk.com'),
      visit('m.vk.com'),
      visit('sun9-1.userapi.com', { background: true }),
      visit('evilvk.com'),
      visit('vk.com.evil.org'),
      visit('www.tiktok.com'),
      visit('vk.com', { verdict: 'allowed' }),
      visit('198.18.0.1', { host: 'www.instagram.com' }),
    ]),
    [
      { network: 'VK', visits: 2 },
      { network: 'TikTok', visits: 1 },
      { network: 'Instagram', visits: 1 },
    ],
  )
  assert.is(networkOf('notok.ru'), undefined)
})

test.run()
