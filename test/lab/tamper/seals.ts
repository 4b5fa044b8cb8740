/** Forgeries of seals and signatures, by somebody who has read how they are made. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Chain } from '../../../src/logger/chain.ts'
import { createSigningKey, encodePublicKey, verifyingKeyOf } from '../../../src/logger/signify-keys.ts'
import { type Forging, rechain } from './forger.ts'
import type { Forgery } from './forgery.ts'
import { printedHead, rowAt } from './rows.ts'
import { Copy, dayCount, type SchoolDays, writeSchoolDays } from './school-days.ts'

const headOf = (line: string | undefined) => JSON.parse(line ?? '').seal.head as string
const previousOf = (lines: readonly string[]) => JSON.parse(lines[0] ?? '').day.previous as string
const allow = (lines: readonly string[], place: number) =>
  lines.with(place, (lines[place] ?? '').replace('"refused"', '"allowed"'))

/** Changes the second day and computes it again. */
function rewriteDay(copy: Copy, forging: Forging = {}): void {
  const lines = copy.lines(1)
  copy.write(1, rechain([allow(lines, 7)], forging, previousOf(lines), rowAt(1, 0) - 1)[0] ?? [])
}

/** Changes a row of the first day and computes everything again. */
function rewriteAll(copy: Copy, forging: Forging): void {
  const days = copy.days()
  const forged = rechain([allow(days[0] ?? [], 2), ...days.slice(1)], forging)
  for (const [day, lines] of forged.entries()) copy.write(day, lines)
}

/** A day of another journal that the same key signed. */
function otherDay({ key }: SchoolDays, day: number): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'aqtizim-tamper-'))
  try {
    writeSchoolDays(folder, key, '.other')
    return new Copy(folder).lines(day)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const closing = { code: 'signature', day: 1, row: rowAt(1, 16) }
const onPaper = { code: 'head-not-found', day: dayCount - 1, row: rowAt(dayCount - 1, 18), head: printedHead }

export const sealForgeries: readonly Forgery[] = [
  {
    what: 'a row is changed, and its seal computed again',
    forge: (copy) =>
      copy.edit(1, (lines) => {
        const forged = allow(lines, 7)
        const chain = new Chain(headOf(lines[5]))
        for (const line of forged.slice(5, 10)) chain.add(`${line}\n`)
        return forged.with(10, (lines[10] ?? '').replace(headOf(lines[10]), chain.head()))
      }),
    ...{ code: 'seal', day: 1, row: rowAt(1, 10) },
  },
  {
    what: "a row is changed, and all of its day's seals computed again",
    forge: (copy) => rewriteDay(copy),
    ...closing,
  },
  {
    what: 'a day is computed again and signed with another key',
    forge: (copy) => rewriteDay(copy, { key: createSigningKey() }),
    ...closing,
  },
  {
    what: "a day is signed with another key that bears the router's number",
    forge: (copy, { key }) => rewriteDay(copy, { key: createSigningKey(), named: key }),
    ...closing,
  },
  {
    what: 'a day is computed again and signed with the stolen key',
    forge: (copy, { key }) => rewriteDay(copy, { key }),
    ...{ code: 'missing-day', day: 2, row: rowAt(1, 16) },
  },
  {
    what: 'a signature is taken out',
    forge: (copy) => copy.edit(1, (lines) => lines.with(16, (lines[16] ?? '').replace(/,"sig":"[^"]*"/, ''))),
    ...closing,
  },
  {
    what: "a day bears another day's signature",
    forge(copy) {
      const sig = /"sig":"[^"]*"/.exec(copy.lines(2)[16] ?? '')?.[0] ?? ''
      copy.edit(1, (lines) => lines.with(16, (lines[16] ?? '').replace(/"sig":"[^"]*"/, sig)))
    },
    ...closing,
  },
  {
    what: 'a closing seal says that it closes nothing, to go without a signature',
    forge: (copy) =>
      copy.edit(1, (lines) => lines.with(16, (lines[16] ?? '').replace('"closes":true', '"closes":false'))),
    ...{ code: 'not-closed', day: 2, row: rowAt(1, 16) },
  },
  {
    what: "a day of another journal, with the router's true signature, is put in",
    forge: (copy, days) => copy.write(1, otherDay(days, 1)),
    ...{ code: 'missing-day', day: 1, row: rowAt(0, 16) },
  },
  {
    what: 'all is written again and signed with another key',
    forge: (copy) => rewriteAll(copy, { key: createSigningKey() }),
    ...{ code: 'signature', day: 0, row: rowAt(0, 16) },
  },
  {
    what: "all is written again with another key, and the router's public key replaced",
    forge(copy) {
      const key = createSigningKey()
      rewriteAll(copy, { key })
      writeFileSync(join(copy.root, 'etc/aqtizim/journal.pub'), encodePublicKey(verifyingKeyOf(key)))
    },
    ...onPaper,
  },
  {
    what: 'all is written again and signed with the stolen key',
    forge: (copy, { key }) => rewriteAll(copy, { key }),
    ...onPaper,
  },
  {
    what: 'the day that is not over yet is written again with its seals',
    forge: (copy) =>
      copy.edit(4, (lines) => rechain([allow(lines, 2)], {}, previousOf(lines), rowAt(4, 0) - 1)[0] ?? []),
    ...onPaper,
  },
  {
    what: 'the day that is not over yet is written again with its seals, and the router remembers them',
    forge: (copy) =>
      copy.edit(4, (lines) => rechain([allow(lines, 2)], {}, previousOf(lines), rowAt(4, 0) - 1)[0] ?? []),
    ...{ code: 'end', day: dayCount - 1, row: rowAt(dayCount - 1, 17) },
  },
]
