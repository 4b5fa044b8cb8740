/**
 * Reads growing texts with one reader, in a process whose end nobody else feels. Takes cases as JSON on standard input; writes a
 * line before each, and how many seconds of CPU it took after it.
 */
import { readFileSync } from 'node:fs'
import { cpuUsage } from 'node:process'
import { readers } from './hostile-readers.ts'

export interface GrowingCase {
  readonly reader: string
  readonly head: string
  readonly piece: string
  /** Each time a blank more to the left of it. */
  readonly isStairs: boolean
  readonly tail: string
  readonly length: number
}

function textOf({ head, piece, isStairs, tail, length }: GrowingCase): string {
  if (!isStairs) return (head + piece.repeat(Math.ceil(length / piece.length))).slice(0, length - tail.length) + tail
  const steps = Math.ceil(Math.sqrt(2 * length))
  const lines = Array.from({ length: steps }, (_, at) => `${' '.repeat(at)}${piece.trimEnd()}\n`)
  return (head + lines.join('')).slice(0, length - tail.length) + tail
}

/** Readers as there should be none, to see that they are noticed. */
const wrong: Readonly<Record<string, (text: string) => unknown>> = {
  'ends (for the test)': () => process.abort(),
  'never returns (for the test)': function again(text): unknown {
    return [again(text)]
  },
  'begins again (for the test)': (text) =>
    Array.from(text, (_, at) => (at % 8 === 0 ? [...text.slice(0, at)].length : 0)),
  'goes through (for the test)': (text) =>
    Array.from({ length: 200 }, () => [...text].map((letter) => letter.codePointAt(0))),
}

/** Out of stack, of memory, or of what a string or an array may hold. */
const isExhausted = (error: unknown) => error instanceof RangeError || !(error instanceof Error)

for (const one of JSON.parse(readFileSync(0, 'utf8')) as GrowingCase[]) {
  console.log(`begins ${JSON.stringify(one)}`)
  const before = cpuUsage()
  try {
    const read = readers[one.reader]?.read ?? wrong[one.reader]
    if (read === undefined) throw new RangeError(`there is no reader of ${one.reader}`)
    await read(textOf(one))
  } catch (error) {
    if (isExhausted(error)) throw error
  }
  const { user, system } = cpuUsage(before)
  console.log(`took ${(user + system) / 1e6}`)
}
