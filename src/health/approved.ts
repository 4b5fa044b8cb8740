/** Checks of the settings and of the approved versions. */
import { type Message, message } from '../messages/message.ts'
import { type Check, failed, ok, warning } from './check.ts'
import type { FileChange } from './version-files.ts'

export interface ApprovedReading {
  /** The list in force. */
  readonly inForce: { readonly version: number; readonly sha256: string } | undefined
  /** What the disk holds now. */
  readonly onDisk: { readonly version: number; readonly sha256: string } | undefined
  /** Files of versions that somebody has changed, removed or added behind the director's back. */
  readonly changes: readonly FileChange[]
  /** Number of the highest version that the router remembers. */
  readonly highest?: number | undefined
  /** For each file that is not as it was approved, and was not when the daemon started. */
  readonly faults: readonly Message[]
}

/** `0007.yaml was changed on 2026-10-05 04:12:03 UTC by the user 0; ...` */
export function describeChange(change: FileChange): Message {
  const { file, how } = change
  if (how === 'gone') return message('version-gone', { file })
  const time = new Date(change.at).toISOString().slice(0, 19).replace('T', ' ')
  return message(how === 'changed' ? 'version-changed' : 'version-came', { file, time, uid: change.uid })
}

/** What is wrong with the newest version itself, so that an older list is in force, or with what tells which it is. */
const rollbackCodes = ['version-lost', 'version-trace-missing', 'version-trace-unreadable']

function findRollback({ onDisk, faults, highest }: ApprovedReading): Message | undefined {
  const told = faults.find(({ code, values }) => rollbackCodes.includes(code) || isStranger(values))
  if (told !== undefined) return told
  if (highest === undefined || (onDisk?.version ?? 0) >= highest) return undefined
  return faults[0] ?? message('version-lost', { version: highest })
}

const isStranger = ({ fault }: Message['values']) => typeof fault === 'object' && fault.code === 'version-not-approved'

export function checkApproved(reading: ApprovedReading): Check {
  const { inForce, onDisk, changes, faults } = reading
  const id = 'approved-version'
  const remedy = message('version-remedy')
  const [change] = changes
  if (change !== undefined) return failed(id, describeChange(change), remedy)
  const [fault] = faults
  if (inForce?.version !== onDisk?.version || inForce?.sha256 !== onDisk?.sha256)
    return failed(id, fault ?? message('version-not-newest'), remedy)
  const rollback = findRollback(reading)
  if (rollback !== undefined) return failed(id, rollback, remedy)
  if (fault !== undefined) return warning(id, fault, remedy)
  if (inForce === undefined) return warning(id, message('version-none'), message('version-none-remedy'))
  return ok(id, message('version-right', { version: inForce.version }))
}

export function checkSignature(isRequired: boolean, hasKey: boolean, isSigned: boolean): Check {
  const id = 'signature'
  if (!isRequired) return ok(id, message('signature-not-asked'))
  if (!hasKey) return failed(id, message('signature-no-key'), message('signature-no-key-remedy'))
  if (isSigned) return ok(id, message('signature-right'))
  return failed(id, message('signature-missing'), message('signature-missing-remedy'))
}

export function checkEnforced(isEnforced: boolean, isEnabled: boolean): Check {
  const id = 'enforced'
  if (!isEnabled) return failed(id, message('enforced-off'), message('enforced-off-remedy'))
  if (isEnforced) return ok(id, message('enforced-right'))
  return failed(id, message('enforced-failed'), message('enforced-failed-remedy'))
}

/** The first fault, and how many more there are. */
function firstOf(faults: readonly [Message, ...Message[]]): Message {
  const [fault, ...more] = faults
  return more.length === 0 ? message('only-fault', { fault }) : message('first-fault', { fault, more: more.length })
}

const hasFault = (faults: readonly Message[]): faults is readonly [Message, ...Message[]] => faults.length > 0

export function checkSettings(faults: readonly Message[]): Check {
  const id = 'settings'
  if (hasFault(faults)) return warning(id, firstOf(faults), message('settings-remedy'))
  return ok(id, message('settings-right'))
}

export interface SettingsReading {
  /** SHA-256 of the file that is in force, and of the one that stands on the disk. */
  readonly inForce: string
  readonly onDisk: string
  /** How long they have differed, ms. */
  readonly since: number
}

/** Milliseconds that a change of the file may take to be seen and put into force. */
const settlingMs = 60_000

export function checkSettingsFile({ inForce, onDisk, since }: SettingsReading): Check {
  const id = 'settings-file'
  if (inForce === onDisk) return ok(id, message('settings-file-right'))
  const [what, remedy] = [message('settings-file-differs'), message('settings-file-remedy')]
  return since < settlingMs ? warning(id, what, remedy) : failed(id, what, remedy)
}

/** A loss is told for so long, in milliseconds. */
const lossMs = 600_000

/** `faults`: what the recorder says is wrong. `sinceLoss`: ms since the kernel dropped events, whose row the journal has. */
export function checkRecorder(faults: readonly Message[], sinceLoss?: number): Check {
  const id = 'recorder'
  const [fault] = faults
  if (fault === undefined && sinceLoss !== undefined && sinceLoss < lossMs) {
    const minutes = Math.ceil(sinceLoss / 60_000)
    return warning(id, message('journal-lost-events', { minutes }), message('journal-lost-events-remedy'))
  }
  if (fault === undefined) return ok(id, message('journal-right'))
  return failed(id, message('journal-lags', { fault }), message('look-into-log'))
}

/** `faults`: a server that does not get the journal, or a file for figures that cannot be written. */
export function checkExporters(faults: readonly Message[]): Check {
  const id = 'exporters'
  if (hasFault(faults)) return warning(id, firstOf(faults), message('export-remedy'))
  return ok(id, message('export-right'))
}

/** `faults`: connections that the list in force has shut and that may go on. */
export function checkConnections(faults: readonly Message[]): Check {
  const id = 'connections'
  if (hasFault(faults)) return failed(id, firstOf(faults), message('cut-remedy'))
  return ok(id, message('cut-right'))
}

/** `faults`: a monitor that does not run. */
export function checkWatch(faults: readonly Message[]): Check {
  const [fault] = faults
  if (fault === undefined) return ok('watch', message('watch-right'))
  return failed('watch', message('only-fault', { fault }), message('look-into-log'))
}
