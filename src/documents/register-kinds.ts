/** The papers of the registers, but the psychologist's: that one needs an open register. */
import { briefingKind } from './briefings.ts'
import { drillKind } from './drill.ts'
import { minutesKind } from './minutes.ts'
import type { PaperKind } from './paper-kind.ts'
import { planKindsOfPaper } from './plan-paper.ts'
import type { RegisterSources } from './register-sources.ts'

export const registerKinds = (sources: RegisterSources): PaperKind[] => [
  briefingKind(sources),
  ...planKindsOfPaper(sources),
  minutesKind(sources),
  drillKind(sources),
]
