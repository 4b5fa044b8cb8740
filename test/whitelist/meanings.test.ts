/** What could be meant by a pasted address. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { meaningsOf } from '../../src/whitelist/meanings.ts'

const test = suite('what an address can mean')
const told = (pasted: string) => {
  const found = meaningsOf(pasted)
  return found?.meanings.map(({ domain, subdomains, wholeSuffix }) =>
    [domain, wholeSuffix ? 'suffix' : subdomains ? 'below' : 'alone'].join(' '),
  )
}

test('a page of a site: the whole site, its host, its host alone', () => {
  const youtube = ['youtube.com below', 'www.youtube.com below', 'www.youtube.com alone']
  assert.equal(told('https://www.youtube.com/watch?v=abc'), youtube)
  assert.equal(told('bilimland.kz'), ['bilimland.kz below', 'bilimland.kz alone'])
  assert.equal(told('https://kk.wikipedia.org'), [
    'wikipedia.org below',
    'kk.wikipedia.org below',
    'kk.wikipedia.org alone',
  ])
  assert.equal(told('https://школа.білім.қаз/сабақ')?.[0], 'білім.қаз below')
})

test('nothing wider than somebody’s own site: another owner’s names stay out', () => {
  assert.equal(told('https://aigul.github.io/sabaq/'), ['aigul.github.io below', 'aigul.github.io alone'])
  assert.equal(told('https://www.gov.kz/memleket'), ['www.gov.kz below', 'www.gov.kz alone'])
  assert.equal(told('https://storage.yandexcloud.net/a/b.pdf')?.includes('storage.yandexcloud.net below'), false)
})

test('a suffix that is not for anybody can be meant as a whole, one that is cannot', () => {
  assert.equal(told('gov.kz'), ['gov.kz alone', 'gov.kz suffix'])
  assert.ok(told('com.kz')?.every((one) => !one.endsWith('suffix')))
})

test('whether a page was pasted is told', () => {
  for (const [pasted, isPage] of [
    ['https://bilimland.kz/', false],
    ['https://bilimland.kz', false],
    ['bilimland.kz/kk', true],
    ['https://bilimland.kz/kk/5', true],
    ['https://bilimland.kz?x=1', true],
  ] as const)
    assert.is(meaningsOf(pasted)?.isPage, isPage, pasted)
})

test('what has no name in it means nothing', () => {
  for (const pasted of ['', 'жай сөз', '198.18.7.5', 'localhost', 'https://[2001:db8::1]/'])
    assert.is(meaningsOf(pasted), undefined)
})

test.run()
