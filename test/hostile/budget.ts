/**
 * Sets how long hostile input is tried. As a part of all tests: the same cases each time, and few. By hand (`npm run fuzz`):
 * other cases each time, as HOSTILE_SEED says, and HOSTILE_RUNS times as many.
 */
import { cpuUsage } from 'node:process'
import * as assert from 'uvu/assert'
import fc from '../properties.ts'

const factor = Number(process.env.HOSTILE_RUNS ?? 1)
const seed = Number(process.env.HOSTILE_SEED ?? 1)

export const runs = (few: number) => Math.max(1, Math.round(few * factor))

/** Throws with the smallest case found and the seed that leads to it. */
export function holds<Values extends [unknown, ...unknown[]]>(
  few: number,
  ...property: [...{ [K in keyof Values]: fc.Arbitrary<Values[K]> }, (...values: Values) => void]
): void {
  fc.assert(fc.property(...property), { numRuns: runs(few), seed })
}

export async function holdsLater<Value>(
  few: number,
  values: fc.Arbitrary<Value>,
  predicate: (value: Value) => Promise<void>,
): Promise<void> {
  await fc.assert(fc.asyncProperty(values, predicate), { numRuns: runs(few), seed })
}

/** Cases for a check that takes many at a time. */
export function cases<Value>(few: number, values: fc.Arbitrary<Value>): Value[] {
  return fc.sample(values, { numRuns: runs(few), seed })
}

/** Seconds of our own CPU that no input of a quarter of a MiB may take: usual is a tenth of one. */
const patience = 10

/** Fails where the time grows out of all proportion; other people's load on the machine does not count. */
export function isSwift(what: string, work: () => unknown): void {
  const before = cpuUsage()
  work()
  const { user, system } = cpuUsage(before)
  assert.ok((user + system) / 1e6 < patience, `${what} took ${(user + system) / 1e6} s of CPU`)
}
