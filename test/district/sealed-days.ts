/** The rows of a small journal, as a router writes them. */
import type { SigningKey } from '../../src/logger/signify-keys.ts'
import { Lab, visit } from '../logger/journal-lab.ts'

export interface Days {
  readonly key: SigningKey
  /** What the visits' sites end with, from the visit with this number on. */
  readonly suffix: string
  readonly from: number
}

/** Three days with four visits and two seals each, the last day still open: 23 rows. */
export function sealedDays({ key, suffix = '', from = 0 }: Pick<Days, 'key'> & Partial<Days>): string[] {
  const lab = new Lab()
  const journal = lab.open({ key })
  for (let day = 0; day < 3; day++) {
    for (let i = 0; i < 4; i++) {
      journal.append(visit(`day-${day}-${i}${day * 4 + i >= from ? suffix : ''}`))
      if (i % 2 === 1) journal.seal()
    }
    journal.flush()
    lab.now += 86_400_000
  }
  return lab.days().flatMap(({ lines }) => lines)
}
