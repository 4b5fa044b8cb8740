/** What the methods of the registers need of the daemon. */

import type { DrillService } from '../registers/drill-service.ts'
import type { EncryptedStore } from '../registers/encrypted-store.ts'
import type { Registers } from '../registers/registers.ts'
import type { SeenVisit } from '../registers/social-report.ts'
import type { Uploads } from './uploads.ts'

export interface RegisterTools {
  readonly registers: Registers
  readonly encryptedStore: EncryptedStore
  readonly drillService: DrillService
  readonly uploads: Uploads
  readonly school: () => string
  /** Classes that the timetable names. */
  readonly classes: () => readonly string[]
  /** Addresses of the router in a room, as a browser there writes them. */
  readonly addresses: (room: string) => readonly string[]
  /** Refused visits of a stretch of local days, both included, without those of drills; piece by piece. */
  readonly refused: (since: string, until: string) => AsyncIterable<SeenVisit>
  /** Whether a journal of any of those local days is there. */
  readonly hasJournal: (since: string, until: string) => boolean
  /** Who signs, where the settings name somebody. */
  readonly personOf: (role: 'director' | 'psychologist') => string | undefined
}
