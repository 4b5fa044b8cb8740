/** A journal of past days in the router's files, written as the daemon writes one. */
import * as fs from 'node:fs'
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { Journal } from '../../src/logger/journal.ts'
import type { VisitRow } from '../../src/logger/record.ts'

/** `rows` in the order in which their visits ended. */
export function writeJournal(root: string, rows: readonly VisitRow[]): void {
  const dir = join(root, 'etc/aqtizim/journal')
  const spoolDir = join(root, 'tmp/written-before')
  mkdirSync(dir, { recursive: true })
  let now = Date.parse(rows[0]?.end ?? '')
  const machine = { files: fs, now: () => now, log: () => {} }
  const journal = new Journal({ machine, dir, spoolDir, zone: 'Asia/Almaty' })
  for (const { n: _n, ...row } of rows) {
    now = Date.parse(row.end)
    journal.append(row)
  }
  journal.close()
  rmSync(spoolDir, { recursive: true })
}
