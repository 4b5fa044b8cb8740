/** Every paper of the sample school, with answers that its form would give. */

import { paperKinds } from '../../src/documents/all-papers.ts'
import { drillResults } from '../../src/documents/drill.ts'
import type { Answers, PaperKind } from '../../src/documents/paper-kind.ts'
import { registerKinds } from '../../src/documents/register-kinds.ts'
import type { Sources } from '../../src/documents/sources.ts'
import { sampleRegisters, socialReportKind } from './registers.ts'
import { makeSchool } from './school.ts'

const given: Readonly<Record<string, Answers>> = {
  'access-journal': { from: '2026-10-12', until: '2026-10-14', room: 'informatics', pupils: '1' },
  'check-act': {
    number: '3',
    place: 'Балқаш қаласы',
    findings: 'Кіру журналы толық жүргізілген.\nТыйым салынған сайттарға кіру әрекеттері тоқтатылған.',
  },
}

export function samplePapers(): PaperKind[] {
  const { sources } = makeSchool()
  const registers = sampleRegisters(sources)
  const drills: Sources['drills'] = (since, until) => drillResults(registers.drills.drills, since, until)
  return paperKinds({ ...sources, drills }, [...registerKinds(registers), socialReportKind(sources)])
}

/** What the form begins with, and the sample's own answers above it. */
export function sampleAnswers({ name, fields }: Pick<PaperKind, 'name' | 'fields'>): Answers {
  const initial = fields.flatMap((field) => (field.initial ? [[field.name, field.initial] as const] : []))
  return { ...Object.fromEntries(initial), ...given[name] }
}
