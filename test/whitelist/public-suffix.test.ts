/** Tests the packed public suffix list beside tldts, whose rules it has: for each rule, and for names around it. */
import { inflateRawSync } from 'node:zlib'
import { getDomain, parse } from 'tldts'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readRules, splitRules, writeRules } from '../../build/public-suffixes.ts'
import { registeredName, suffixOf } from '../../src/whitelist/public-suffix.ts'
import { oftenSuffixes } from '../../src/whitelist/public-suffix-often.ts'
import { restSuffixes } from '../../src/whitelist/public-suffix-rest.ts'

const test = suite('public suffixes')
const options = { allowPrivateDomains: true, extractHostname: false, validateHostname: false }

const theirs = (name: string) => {
  const { publicSuffix, isIcann, isPrivate } = parse(name, options)
  return { suffix: publicSuffix, part: isIcann ? 'public' : isPrivate ? 'private' : undefined }
}

const rules = await readRules()

test('the packed rules are those of the tldts that is installed; npm run build:suffixes', () => {
  assert.ok(rules.length > 10_000)
  const { often, rest } = splitRules(rules)
  assert.is(often.length + rest.length, rules.length)
  const unpacked = (packed: string) => inflateRawSync(Buffer.from(packed, 'base64')).toString('latin1')
  assert.is(unpacked(oftenSuffixes()), writeRules(often))
  assert.is(unpacked(restSuffixes()), writeRules(rest))
})

test('each rule, what is below and above it, and stars filled in, are found as tldts finds them', () => {
  let compared = 0
  for (const { labels } of rules) {
    const name = labels.toReversed().join('.')
    const filled = name.replaceAll('*', 'daryn')
    const parent = name.slice(name.indexOf('.') + 1)
    for (const each of [
      name,
      filled,
      parent,
      `bilim.${filled}`,
      `a.bilim.${filled}`,
      `${filled}x`,
      `x${filled}`,
      `bilim.${parent}`,
    ]) {
      assert.equal(suffixOf(each), theirs(each), each)
      assert.is(registeredName(each) ?? null, getDomain(each, options), each)
      compared++
    }
  }
  assert.ok(compared > 80_000)
})

test('a name that no rule is about has its last label for a suffix', () => {
  for (const name of ['localhost', 'printer.lan', 'a.b.example-unknown', 'kz', 'www.ck', 'x.www.ck', 'other.ck'])
    assert.equal(suffixOf(name), theirs(name), name)
})

test.run()
