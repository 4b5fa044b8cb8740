/** A journal of past days, as an earlier daemon on this router would have left it. */
import * as fs from 'node:fs'
import { join } from 'node:path'
import { Journal } from '../../src/logger/journal.ts'
import type { VisitRow } from '../../src/logger/record.ts'
import { createSigningKey, encodePublicKey, encodeSigningKey, verifyingKeyOf } from '../../src/logger/signify-keys.ts'

const dayMs = 86_400_000

/** Writes so many visits a day, for `days` days that end yesterday; every third one is refused, every tenth background. */
export function writePastJournal(root: string, days: number, visitsADay: number): void {
  const etc = join(root, 'etc/aqtizim')
  const key = createSigningKey()
  fs.writeFileSync(join(etc, 'journal.sec'), encodeSigningKey(key))
  fs.writeFileSync(join(etc, 'journal.pub'), encodePublicKey(verifyingKeyOf(key)))
  const noonUtc = Math.floor(Date.now() / dayMs) * dayMs - days * dayMs + 6 * 3_600_000
  let now = noonUtc
  const machine = { files: fs, now: () => now, log: () => {} }
  const spoolDir = join(root, 'earlier-spool')
  const journal = new Journal({ machine, dir: join(etc, 'journal'), spoolDir, zone: 'Asia/Almaty', key })
  for (let day = 0; day < days; day++) {
    for (let index = 0; index < visitsADay; index++) {
      now = noonUtc + day * dayMs + index * 1000
      journal.append(visitOf(index, journal.time(now / 1000)))
    }
    journal.flush()
  }
  journal.close()
}

function visitOf(index: number, at: string): Omit<VisitRow, 'n'> {
  const pc = (index % 4) + 1
  const refused = index % 3 === 0
  return {
    ...{ start: at, end: at, room: pc < 3 ? 'informatics' : 'multimedia', pc: `PC-0${pc}` },
    ...{
      mac: `02:00:00:00:00:0${pc}`,
      ip: `192.168.1.10${pc}`,
      site: refused ? `r${index % 7}.test` : 'bilimland.test',
    },
    verdict: refused ? 'refused' : 'allowed',
    ...(refused ? { why: 'unlisted' } : { up: 100, down: 2000 }),
    flows: 2,
    ...(index % 10 === 0 ? { background: true } : {}),
    ...(index % 2 === 0 ? { lesson: '7 «Ә»' } : {}),
  }
}
