/** Lists all papers. */
import { accessJournalKind } from './access-journal.ts'
import { approvalSheetKind } from './approval-sheet.ts'
import { checkActKind } from './check-act.ts'
import type { PaperKind } from './paper-kind.ts'
import type { Sources } from './sources.ts'

/** `registers`: the papers of the registers, which have sources of their own. */
export function paperKinds(sources: Sources, registers: readonly PaperKind[] = []): PaperKind[] {
  return [approvalSheetKind(sources), accessJournalKind(sources), checkActKind(sources), ...registers]
}
