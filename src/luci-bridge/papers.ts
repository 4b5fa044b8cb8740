/** Lists the papers of this router, those of its registers too. */
import { paperKinds } from '../documents/all-papers.ts'
import type { PaperKind } from '../documents/paper-kind.ts'
import { registerPapers } from '../documents/register-papers.ts'
import { paperSources, type SourceTools } from '../documents/router-sources.ts'
import type { Registers } from '../registers/registers.ts'
import type { Settings } from '../settings/settings.ts'

export interface PaperTools extends SourceTools {
  readonly settings: Settings
  readonly registers: Registers
}

/** As they are at this moment. */
export function papersOf({ machine, paths, settings, zone, breathe, registers }: PaperTools): PaperKind[] {
  const { drills, isDrill, kinds } = registerPapers(registers, settings)
  return paperKinds(paperSources({ machine, paths, settings, zone, breathe, drills, isDrill }), kinds())
}
