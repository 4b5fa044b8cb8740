/** What the daemon says in English reaches a reader in the page's language, also where one sentence quotes another. */
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { sentences } from '../../src/luci-views/parts/sentences.ts'
import { parse } from '../../src/whitelist/parse.ts'

const test = suite('the daemon in words')
/** The page's module wants what LuCI puts into a window. */
async function load() {
  const path = fileURLToPath(new URL('../../src/luci-views/parts/in-words.ts', import.meta.url))
  return (await import(path)) as {
    compileTemplate(text: string): { readonly pattern: RegExp }
    inWords(sentence: string): string
  }
}

const bridge = fileURLToPath(new URL('../../src/luci-bridge', import.meta.url))

/** Only a page that is wrong, or somebody without a page, can be told these. */
const forProgrammers = [
  'a SHA-256 in hexadecimal',
  'is behind the end of the text',
  'is none of ours',
  'no base64',
  'no name of an entry',
  'no name of an upload',
  'part 7 is next',
  'there are not so many parts',
  'these are too many',
  'this is no name',
]

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`
    return entry.isDirectory() ? sources(path) : [readFileSync(path, 'utf8')]
  })
}

/** What is said to a call that fails: the sentence of `failed`, and the last word of a check of arguments. */
function said(): string[] {
  const spoken = /failed\(\s*'\w+',\s*([`'"])(.+?)\1|v\.\w+\((?:[^()'`]|\([^()]*\))*?([`'])([^`'\n]* [^`'\n]*)\3\)/g
  return sources(bridge).flatMap((text) =>
    [...text.matchAll(spoken)].map(([, , sentence, , check]) => (sentence ?? check ?? '').replace(/\$\{[^}]*\}/g, '7')),
  )
}

test('whatever a method answers to a mistake of a person has a translation', async () => {
  const { compileTemplate } = await load()
  const patterns = sentences.map((sentence) => compileTemplate(sentence).pattern)
  const all = [...new Set(said())]
  assert.ok(all.length > 50, `${all.length} sentences were found`)
  const unknown = all.filter((sentence) => !patterns.some((pattern) => pattern.test(sentence)))
  assert.equal(unknown.filter((sentence) => !forProgrammers.includes(sentence)).sort(), [])
})

test('why a name that a pupil asked for cannot be listed has a translation', async () => {
  const { compileTemplate } = await load()
  for (const name of ['github.io', 'com.kz', `${'a.'.repeat(12)}kz`]) {
    const [problem] = parse(`sites:\n  - domain: ${name}\n`).problems
    const found = sentences.some((sentence) => compileTemplate(sentence).pattern.test(problem?.message ?? ''))
    assert.ok(found, problem?.message)
  }
})

test('a sentence within another is translated, with its full stop and without', async () => {
  const { inWords } = await load()
  const translations: Record<string, string> = {
    'The journal lags: %s.': 'Журнал отстаёт: %s.',
    'the program conntrack is missing': 'нет программы conntrack',
    'no network leads to the internet': 'ни одна сеть не ведёт в интернет',
    '%s (and %d more).': '%s (и ещё %d).',
  }
  Object.assign(globalThis, { _: (text: string) => translations[text] ?? text })
  Object.defineProperty(String.prototype, 'format', {
    configurable: true,
    value(this: string, ...values: unknown[]) {
      let at = 0
      return this.replace(/%[sd]/g, () => String(values[at++]))
    },
  })
  assert.is(inWords('The journal lags: the program conntrack is missing.'), 'Журнал отстаёт: нет программы conntrack.')
  assert.is(inWords('no network leads to the internet'), 'ни одна сеть не ведёт в интернет')
  assert.is(inWords('no network leads to the internet.'), 'ни одна сеть не ведёт в интернет.')
  assert.is(inWords('no network leads to the internet (and 2 more).'), 'ни одна сеть не ведёт в интернет (и ещё 2).')
  assert.is(inWords('what nobody has foreseen.'), 'what nobody has foreseen.')
  assert.is(inWords(''), '')
})

test.run()
