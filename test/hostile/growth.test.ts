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
interface Read {
  readonly end: string
  readonly lines: readonly string[]
  /** Seconds of CPU of each case. */
  readonly took: readonly number[]
}

function readApart(all: readonly GrowingCase[]): Read {
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
  const took = lines.flatMap((line) => /^took (.*)/.exec(line)?.[1] ?? []).map(Number)
  return { took, end: isWell ? 'well' : `${status} ${signal}: ${lines.at(-1)}: ${stderr.slice(0, 1500)}`, lines }
}

/** Characters: where a reader takes as many, four times as long a text. */
const [short, long] = [8 * 1024, 32 * 1024]
/** Four times for a reader that looks at each character once, sixteen for one that looks at all of them again for each. */
const steepFrom = 9
/** Seconds of CPU below which nobody can tell. */
const measurable = 0.1

const pairsOf = (all: readonly GrowingCase[]): GrowingCase[] =>
  all.flatMap((one) => [
    { ...one, length: short },
    { ...one, length: long },
  ])

/** Those whose CPU grew faster than their text; `took`: of their pairs. */
const steepOf = (all: readonly GrowingCase[], took: readonly number[]): GrowingCase[] =>
  all.filter((_, at) => {
    const [once = 0, four = 0] = took.slice(2 * at, 2 * at + 2)
    return four > measurable && four > steepFrom * once
  })

/** Other people's load and a collection of garbage do not strike three times. */
function stillSteep(all: readonly GrowingCase[], tries = 2): readonly string[] {
  const left = steepOf(all, readApart(pairsOf(all)).took)
  return tries > 1 && left.length > 0 ? stillSteep(left, tries - 1) : left.map((one) => JSON.stringify(one))
}

for (const [reader, how] of Object.entries(readers))
  test(`${reader}: read or refused, soon, with little memory, and in time that grows as the text does`, () => {
    const pieces = how.longest >= long ? plain(reader, how) : []
    const all = [...pairsOf(pieces), ...plain(reader, how), ...cases(20, growing(reader, how))]
    const { end, lines, took } = readApart(all)
    assert.is(end, 'well')
    const slow = lines.flatMap((line, at) =>
      Number(/^took (.*)/.exec(line)?.[1]) > patience ? [lines[at - 1], line] : [],
    )
    assert.equal(slow, [])
    assert.is(took.length, all.length)
    const steep = steepOf(pieces, took)
    assert.equal(steep.length === 0 ? [] : stillSteep(steep), [])
  })

test('a reader that begins again for each character would be noticed', () => {
  const one = { head: '', piece: 'x', isStairs: false, tail: '', length: 10 }
  assert.is(stillSteep([{ ...one, reader: 'begins again (for the test)' }]).length, 1)
  assert.is(stillSteep([{ ...one, reader: 'goes through (for the test)' }]).length, 0)
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
