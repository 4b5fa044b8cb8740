/** What the daemon says in English reaches a reader in the page's language. */
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
    sentenceInWords(sentence: string): string
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

test.run()
