/**
 * Compares at the start what the router remembers of the highest approved version with what the journal says, so that a list
 * that was rolled back, or files that were put back, do not pass for what was approved.
 */
import type { Controller } from '../control/controller.ts'
import { journalScan } from '../logger/live-rows.ts'
import type { Found } from '../logger/query.ts'
import type { EventDetails } from '../logger/record.ts'
import type { Files, Machine } from '../machine/machine.ts'
import type { Paths } from '../machine/paths.ts'
import { breathe } from '../machine/timers.ts'
import { type Message, message } from '../messages/message.ts'
import type { NewestVersion } from '../whitelist/file.ts'
import { type Highest, highestPath, isStampOf, readKept, type Stamp, writeHighest } from '../whitelist/highest.ts'

/** Rows that name a version which was the highest at that time. */
export const versionEvents = ['approved', 'newest-version']

export interface VersionTraceTools {
  readonly files: Files
  /** Folder of the versions. */
  readonly dir: string
  /** The journal's rows of `versionEvents`, the newest first, with a text after each piece of the work. */
  readonly rows: () => Iterable<Found | string>
  /** The newest version that is right on the disk; undefined where there is none. */
  readonly onDisk: () => NewestVersion | undefined
  readonly event: (name: string, details: EventDetails) => void
  readonly breathe: () => Promise<void>
  /** Whether the daemon ends meanwhile. */
  readonly isOver: () => boolean
}

/** The highest version that the journal names last. */
async function lastTold({ rows, breathe, isOver }: VersionTraceTools): Promise<Stamp | undefined> {
  for (const found of rows()) {
    if (isOver()) return undefined
    if (typeof found === 'string') await breathe()
    else if (found.row.kind === 'event') {
      const { version, sha256 = '' } = found.row.row
      if (typeof version === 'number' && typeof sha256 === 'string') return { version, sha256 }
    }
  }
  return undefined
}

/** What has to stand in the file now, and whether that is less than what the journal says. */
function judge(kept: Highest | undefined, told: Stamp | undefined, disk: NewestVersion | undefined) {
  const found = disk && { version: disk.version, sha256: disk.meta.sha256 }
  // An approval that a power cut ended at its last step.
  const isFinished = found !== undefined && isStampOf(kept?.pending, found.version, found.sha256)
  const highest = isFinished ? found : (kept?.highest ?? (told === undefined ? found : undefined))
  const isBehind =
    told !== undefined &&
    (highest === undefined ||
      highest.version < told.version ||
      (highest.version === told.version && told.sha256 !== '' && highest.sha256 !== told.sha256))
  return { highest: isBehind ? told : highest, isBehind, isAdopted: kept === undefined && told === undefined }
}

/** Writes the file anew where it lags, and a row of what it says. Resolves with whether it was written. Never rejects for a disk. */
export async function traceVersions(tools: VersionTraceTools): Promise<boolean> {
  const { files, dir, event, onDisk, isOver } = tools
  const told = await lastTold(tools)
  if (isOver()) return false
  // An approval may have come while the journal was read: what it wrote is read now.
  const kept = readKept(files, dir)
  const disk = onDisk()
  const { highest, isBehind, isAdopted } = judge(kept, told, disk)
  if (highest === undefined) return false
  const file = highestPath(dir)
  if (isBehind) alarm(event, message('version-trace-behind', { version: highest.version, file }))
  const isSigned = isAdopted && Boolean(disk?.meta.signature)
  const isSame = kept?.highest?.version === highest.version && kept.highest.sha256 === highest.sha256
  if (!isSame) writeHighest(files, dir, { highest, ...(isSigned ? { unnumbered: true } : {}) })
  event('newest-version', { ...highest })
  return !isSame
}

function alarm(event: VersionTraceTools['event'], { text: what, code, values }: Message): void {
  event('alarm', { about: 'version-trace', what, code, values })
}

export interface StartVersionTraceTools {
  readonly machine: Machine
  readonly paths: Paths
  readonly controller: Controller
  readonly event: VersionTraceTools['event']
  readonly refresh: (why: string) => Promise<unknown>
}

/** Traces in the background: a journal that names no version is read as a whole. */
export function startVersionTrace({ machine, paths, controller, event, refresh }: StartVersionTraceTools) {
  const { files, log } = machine
  let over = false
  const journalDir = controller.state()?.settings.journalDir ?? ''
  const done = traceVersions({
    ...{ files, dir: paths.versions, event },
    rows: () => journalScan(files, paths, journalDir, { order: 'newest', events: versionEvents }),
    onDisk: () => controller.newestOnDisk().version,
    breathe,
    isOver: () => over,
  })
    .then((isChanged) => void (isChanged && refresh('the number of the newest version')))
    .catch((error: Error) => log('error', `the newest version cannot be compared with the journal: ${error.message}`))
  return {
    async stop(): Promise<void> {
      over = true
      await done
    },
  }
}
