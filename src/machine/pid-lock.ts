/**
 * Locks a journal for one writer. The lock names its owner by boot, process and start time, so that a lock left behind by a
 * power cut or a kill holds nobody up, and a process number given again to another program does not either.
 */

import { codeOf, nameBeside, replaceFile } from './atomic-write.ts'
import type { Files } from './machine.ts'

export class JournalBusy extends Error {
  readonly owner: string

  constructor(path: string, owner: string) {
    super(`another process (${owner}) is writing this journal: ${path}`)
    this.owner = owner
  }
}

/** Takes the lock and gives what gives it back. Throws `JournalBusy`. */
export function takeLock(files: Files, path: string): () => void {
  const me = identityOf(files, 'self')
  while (!make(files, path, me)) {
    const owner = ownerOf(files, path)
    if (owner === undefined) continue
    if (isAlive(files, owner)) throw new JournalBusy(path, `pid ${owner.split(' ')[1]}`)
    if (breakLock(files, path, owner, me)) break
  }
  return () => files.unlinkSync(path)
}

/** Whole or not at all, so that nobody takes a lock without its owner's name for one left behind. False where there is one. */
function make(files: Files, path: string, owner: string): boolean {
  const beside = nameBeside(files, path)
  files.writeFileSync(beside, `${owner}\n`, { mode: 0o600 })
  try {
    files.linkSync(beside, path)
    return true
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error
    return false
  } finally {
    files.unlinkSync(beside)
  }
}

/**
 * Puts `me` in the place of an owner that is gone; false where another process came first. Two that found the same owner gone
 * would each take the other's lock away. So a lock is broken only by who holds the lock `PATH.over`, which is broken likewise.
 */
function breakLock(files: Files, path: string, gone: string, me: string): boolean {
  const giveBack = takeLock(files, `${path}.over`)
  try {
    if (ownerOf(files, path) !== gone) return false
    replaceFile(files, path, `${me}\n`, false)
    return true
  } finally {
    giveBack()
  }
}

/** Undefined where nobody has it any more. */
function ownerOf(files: Files, path: string): string | undefined {
  try {
    return String(files.readFileSync(path, 'utf8')).trim()
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error
    return undefined
  }
}

function isAlive(files: Files, owner: string): boolean {
  const pid = /^[^ ]+ ([0-9]+) /.exec(owner)?.[1]
  return pid !== undefined && identityOf(files, pid) === owner
}

/** `BOOT PID START`: proc(5), fields 1 and 22 of stat; the name between may hold blanks and brackets. A zombie is nobody: it writes no more. */
function identityOf(files: Files, pid: string): string {
  try {
    const boot = String(files.readFileSync('/proc/sys/kernel/random/boot_id', 'utf8')).trim()
    const stat = String(files.readFileSync(`/proc/${pid}/stat`, 'utf8'))
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    if (fields[0] === 'Z' || fields[0] === 'X') return 'nobody'
    return `${boot} ${Number.parseInt(stat, 10)} ${fields[19]}`
  } catch {
    return 'nobody'
  }
}
