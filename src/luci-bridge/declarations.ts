/** All methods of the ubus object `aqtizim`, each declared once. ubus sends what it likes: only what is named here gets further. */
import { catalogueMethods } from './declarations/catalogue.ts'
import { districtListMethods } from './declarations/district-list.ts'
import { importMethods } from './declarations/import.ts'
import { journalMethods } from './declarations/journal.ts'
import { listMethods } from './declarations/list.ts'
import { onDemandMethods } from './declarations/on-demand.ts'
import { paperMethods } from './declarations/papers.ts'
import { registerMethods } from './declarations/registers.ts'
import { schoolMethods } from './declarations/school.ts'
import { setupMethods } from './declarations/setup.ts'
import { socialMethods } from './declarations/social.ts'
import { statusMethods } from './declarations/status.ts'

export const declarations = {
  ...statusMethods,
  ...listMethods,
  ...importMethods,
  ...catalogueMethods,
  ...districtListMethods,
  ...onDemandMethods,
  ...journalMethods,
  ...schoolMethods,
  ...setupMethods,
  ...paperMethods,
  ...registerMethods,
  ...socialMethods,
} as const
