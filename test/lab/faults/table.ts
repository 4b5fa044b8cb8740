/** The table of faults. A new one is an entry in one of the files of table/. */
import type { Fault } from './fault.ts'
import { bootFaults } from './table/boot.ts'
import { fileFaults } from './table/files.ts'
import { linkFaults } from './table/links.ts'
import { processFaults } from './table/processes.ts'
import { rulesetFaults } from './table/ruleset.ts'
import { serviceFaults } from './table/services.ts'

export const faults: readonly Fault[] = [
  ...processFaults,
  ...rulesetFaults,
  ...serviceFaults,
  ...linkFaults,
  ...fileFaults,
  ...bootFaults,
]
