/** Checks of what people have set and approved. */
import { type Check, failed, ok, warning } from './check.ts'
import type { FileChange } from './version-files.ts'

export interface ApprovedReading {
  /** The list in force. */
  readonly inForce: { readonly version: number; readonly sha256: string } | undefined
  /** What the disk holds now. */
  readonly onDisk: { readonly version: number; readonly sha256: string } | undefined
  /** Files of versions that somebody has changed, removed or added behind the director's back. */
  readonly changes: readonly FileChange[]
  /** One sentence for each file that is not as it was approved, and was not when the daemon started. */
  readonly faults: readonly string[]
}

/** `0007.yaml was changed on 2026-10-05 04:12 UTC by the user 0` */
export function describeChange({ file, how, at, uid }: FileChange): string {
  const verbs = { changed: 'was changed', gone: 'was removed', came: 'was put there and approved by nobody' }
  const when = at === undefined ? '' : ` on ${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`
  return `${file} ${verbs[how]}${when}${uid === undefined ? '' : ` by the user ${uid}`}`
}

export function checkApproved({ inForce, onDisk, changes, faults }: ApprovedReading): Check {
  const id = 'approved-version'
  const remedy = 'Find out who changed the files in /etc/aqtizim/versions, and have the list approved anew.'
  const [change] = changes
  if (change !== undefined) return failed(id, `${describeChange(change)}; the list in force stays.`, remedy)
  const [fault] = faults
  if (inForce?.version !== onDisk?.version || inForce?.sha256 !== onDisk?.sha256)
    return failed(id, fault ?? 'The list in force is not the newest approved one.', remedy)
  if (fault !== undefined) return warning(id, fault, remedy)
  if (inForce === undefined)
    return warning(id, 'No list is approved: nothing opens.', 'Approve a list: aqtizim approve FILE.')
  return ok(id, `Version ${inForce.version} is in force, and its hash is right.`)
}

export function checkSignature(isRequired: boolean, hasKey: boolean, isSigned: boolean): Check {
  const id = 'signature'
  if (!isRequired) return ok(id, 'No signature is asked for (main.require_signature).')
  if (!hasKey) return failed(id, "The director's public key is missing.", 'Put it into /etc/aqtizim/director.pub.')
  if (isSigned) return ok(id, 'The list in force bears the signature of the director.')
  return failed(id, 'No list with a valid signature of the director is there.', 'Have the list signed and approved.')
}

export function checkEnforced(isEnforced: boolean, isEnabled: boolean): Check {
  const id = 'enforced'
  if (!isEnabled)
    return failed(id, 'aqtizim is switched off: the rooms are not guarded.', "Switch it on: main.enabled '1'.")
  if (isEnforced) return ok(id, 'What was approved is in force.')
  return failed(id, 'What was approved could not be put into force.', 'The faults of `aqtizim status` say why.')
}

export function checkSettings(faults: readonly string[]): Check {
  const [first] = faults
  if (first === undefined) return ok('settings', 'The settings are free of faults.')
  const more = faults.length > 1 ? ` (and ${faults.length - 1} more)` : ''
  return warning(
    'settings',
    `${first.replace(/\.$/, '')}${more}.`,
    'Correct it in /etc/config/aqtizim or on the page of settings.',
  )
}

/** `faults`: what the recorder says is wrong; `waitingSince`: the oldest row that is not on the disk, ms of age. */
export function checkRecorder(faults: readonly string[], isRunning: boolean): Check {
  const id = 'recorder'
  if (!isRunning)
    return failed(
      id,
      'The journal is not being written.',
      'Look into: logread -e aqtizim, and run: service aqtizim restart.',
    )
  const [first] = faults
  if (first === undefined) return ok(id, 'The journal is being written.')
  return failed(id, `The journal lags: ${first.replace(/\.$/, '')}.`, 'Look into: logread -e aqtizim.')
}

/** `faults`: a server that does not get the journal, or a file for figures that cannot be written. */
export function checkOutlets(faults: readonly string[]): Check {
  const [first] = faults
  if (first === undefined) return ok('outlets', 'Nothing hinders the journal on its way out of the router.')
  const more = faults.length > 1 ? ` (and ${faults.length - 1} more)` : ''
  return warning(
    'outlets',
    `${first.replace(/\.$/, '')}${more}.`,
    'Look at the server, and at the section of that name in /etc/config/aqtizim.',
  )
}

/** `faults`: a monitor that does not run. */
export function checkWatch(faults: readonly string[]): Check {
  const [first] = faults
  if (first === undefined) return ok('watch', 'Changes of the kernel by others are noticed.')
  return failed('watch', `${first.replace(/\.$/, '')}.`, 'Look into: logread -e aqtizim.')
}
