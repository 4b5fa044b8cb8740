/** docs/journal-format.md names every kind of row, reason and key that the sources can write. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { refusalWords } from '../../src/documents/paper-words.ts'

const test = suite('kinds of rows')
const root = fileURLToPath(new URL('../..', import.meta.url))
const page = readFileSync(join(root, 'docs/journal-format.md'), 'utf8')

const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts') && !/^(luci-views|ubus-client)/.test(path))
  .map((path) => ({ path, text: readFileSync(join(root, 'src', path), 'utf8') }))

/** The part below a heading, up to the next one. */
function section(heading: string): string {
  const start = page.indexOf(`\n${heading}\n`)
  assert.ok(start >= 0, heading)
  const end = page.indexOf('\n#', start + heading.length + 2)
  return page.slice(start, end < 0 ? undefined : end)
}

/** What stands in a table's first column. */
const firstCells = (text: string) =>
  new Set(
    text
      .split('\n')
      .filter((line) => line.startsWith('| `'))
      .flatMap((line) => [...(line.split(' | ')[0] ?? '').matchAll(/`([^`]+)`/g)].map((found) => found[1] ?? '')),
  )

const quoted = (text: string) => [...text.matchAll(/'([a-z][a-z-]*)'/g)].map((found) => found[1] ?? '')

test('every event that is written has its line, and no line stands for none', () => {
  const written = new Set<string>()
  for (const { text } of sources)
    for (const [, name = ''] of text.matchAll(
      /(?:\b|#)(?:event|alarm|this\.#say)\(\s*('[a-z-]+'|[^,(){}]*\?[^,()]*)/g,
    )) {
      // Of a choice, only what is chosen: `state === 'paused' ? 'paused' : 'resumed'`.
      for (const each of quoted(name.includes('?') ? name.slice(name.indexOf('?')) : name)) written.add(each)
    }
  assert.ok(written.size > 15)
  const known = firstCells(section('### Event'))
  assert.equal(
    [...written].filter((name) => !known.has(name)),
    [],
  )
  assert.equal(
    [...known].filter((name) => !written.has(name)),
    [],
  )
})

test('every reason of a gap and of a refusal has its line', () => {
  const logger = sources.filter(({ path }) => path.startsWith('logger/'))
  const reasons = logger.flatMap(({ text }) =>
    [...text.matchAll(/\bwhy(?: =|:) ([^\n}]*)/g)].flatMap((found) => quoted(found[1] ?? '')),
  )
  assert.ok(reasons.length > 6)
  const known = new Set([...firstCells(section('### Visit')), ...firstCells(section('### Gap'))])
  assert.equal(
    reasons.filter((reason) => !known.has(reason)),
    [],
  )
})

test('every reason of the gate has its line, and words on pages and papers', () => {
  const gate = readFileSync(join(root, 'test/golden/haproxy/one-room/gate.cfg'), 'utf8')
  const reasons = new Set([...gate.matchAll(/refused:([a-z-]+)/g)].map(([, reason = '']) => reason))
  assert.ok(reasons.size > 11, [...reasons].join(' '))
  const known = firstCells(section('### Visit'))
  const pages = readFileSync(join(root, 'src/luci-views/parts/journal/words.ts'), 'utf8')
  for (const reason of reasons) {
    assert.ok(known.has(reason), reason)
    assert.ok(pages.includes(`case '${reason}':`), reason)
    for (const words of Object.values(refusalWords)) assert.ok(words[reason], reason)
  }
})

test('every key of every kind of row is explained', () => {
  const record = readFileSync(join(root, 'src/logger/row-codec.ts'), 'utf8')
  const body = record.slice(record.indexOf('const visit:'), record.indexOf('export function kindOf'))
  const keys = [...body.matchAll(/\['(\w+)', '\w+'/g)].map((found) => found[1] ?? '')
  assert.ok(keys.length > 30)
  assert.equal(
    keys.filter((key) => !page.includes(`\`${key}\``) && !page.includes(`"${key}":`)),
    [],
  )
})

test.run()
