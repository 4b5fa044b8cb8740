/** All papers that there are. */
import { accessJournalKind } from './documents/access-journal.ts'
import { approvalSheetKind } from './documents/approval-sheet.ts'
import type { PaperKind } from './documents/catalogue.ts'
import { checkActKind } from './documents/check-act.ts'
import type { Sources } from './documents/sources.ts'

/** `registers`: the papers of the registers, which have sources of their own. */
export function paperKinds(sources: Sources, registers: readonly PaperKind[] = []): PaperKind[] {
  return [approvalSheetKind(sources), accessJournalKind(sources), checkActKind(sources), ...registers]
}
