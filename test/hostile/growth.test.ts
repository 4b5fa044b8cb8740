/**
 * Texts that grow: deeper and deeper, or longer and longer of the same, for every reader of what somebody else wrote. Each reads in a
 * process of its own with the memory that the daemon has: one that ends by itself or takes all of the time is a failure.
 */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { node } from '../node.ts'
import fc from '../properties.ts'
import { cases, isSwift, runs } from './budget.ts'
import type { GrowingCase } from './growing-reader.ts'
import { readers } from './hostile-readers.ts'

const test = suite('texts that grow')
/** Megabytes: what `aqtizim_heap` gives on a small router. */
const heap = 128
const program = fileURLToPath(new URL('growing-reader.ts', import.meta.url))
/** Characters of each case, where the reader is ever given as many: by hand five times as many. */
const bulk = runs(32) * 1024
/** Seconds of CPU for these: usual are some hundredths. */
const patience = 10
/** Only a hang takes as long: other people's load counts in it. */
const hangMs = 600_000

function growing(reader: string, { heads, pieces, longest }: (typeof readers)[string]): fc.Arbitrary<GrowingCase> {
  const piece = fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 3 }).map((parts) => parts.join(''))
  return fc.record({
    reader: fc.constant(reader),
    head: fc.constantFrom(...heads),
    piece,
    isStairs: fc.boolean(),
    tail: fc.constantFrom('', '\n', ']', '}', '"', "'", 'x', '>'),
    length: fc.constantFrom(longest, 1 + Math.floor(longest / 7)).map((length) => Math.min(length, bulk)),
  })
}

/** Each piece alone, behind one head and the next. */
const plain = (reader: string, { heads, pieces, longest }: (typeof readers)[string]): GrowingCase[] =>
  pieces.map((piece, at) => ({
    ...{ reader, head: heads[at % heads.length] ?? '', piece },
    ...{ isStairs: false, tail: '', length: Math.min(longest, bulk) },
  }))

/** What a process of its own says of the cases: how it ended, and a line before and after each. */
function readApart(all: readonly GrowingCase[]): { readonly end: string; readonly lines: readonly string[] } {
  const argv = [`--max-old-space-size=${heap}`, ...node.slice(1), program]
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, argv, {
    input: JSON.stringify(all),
    encoding: 'utf8',
    timeout: hangMs,
    killSignal: 'SIGKILL',
    maxBuffer: 64 * 1024 * 1024,
  })
  const lines = stdout.trim().split('\n')
  const isWell = status === 0 && signal === null
  return { end: isWell ? 'well' : `${status} ${signal}: ${lines.at(-1)}: ${stderr.slice(0, 1500)}`, lines }
}

for (const [reader, how] of Object.entries(readers))
  test(`${reader}: read or refused, soon, with little memory`, () => {
    const all = [...plain(reader, how), ...cases(20, growing(reader, how))]
    const { end, lines } = readApart(all)
    assert.is(end, 'well')
    const slow = lines.flatMap((line, at) =>
      Number(/^took (.*)/.exec(line)?.[1]) > patience ? [lines[at - 1], line] : [],
    )
    assert.equal(slow, [])
    assert.is(lines.filter((line) => line.startsWith('took')).length, all.length)
  })

test('a reader that ends its process, and one that runs out of stack, would be noticed', () => {
  const one = { head: '', piece: 'x', isStairs: false, tail: '', length: 10 }
  assert.match(readApart([{ ...one, reader: 'ends (for the test)' }]).end, /null SIGABRT|134 null/)
  assert.match(
    readApart([{ ...one, reader: 'never returns (for the test)' }]).end,
    /^[1-9]\d* null: begins .*RangeError/s,
  )
})

const page = 128 * 1024
for (const piece of [
  '<a href=',
  '<a ',
  '[',
  '[a](',
  'http://a,',
  '!',
  "http://a'",
  ' ',
  '\n',
  '\r',
  'a;',
  'a,',
  '";',
  'a.kz ',
  '1.1.1.1 ',
])
  for (const head of ['', 'Site;Title\n'])
    test(`128 KiB of ${JSON.stringify(head + piece)} to import takes no time`, () => {
      isSwift(piece, () => readers.import?.read(head + piece.repeat(page / piece.length)))
    })

test.run()
