/**
 * Locks a journal for one writer. The lock names its owner by boot, process and start time, so that a lock left behind by a
 * power cut or a kill holds nobody up, and a process number given again to another program does not either.
 */

import { codeOf } from './atomic-write.ts'
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
  for (;;) {
    try {
      const fd = files.openSync(path, 'wx', 0o600)
      files.writeSync(fd, Buffer.from(`${me}\n`))
      files.closeSync(fd)
      return () => files.unlinkSync(path)
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error
      const owner = String(files.readFileSync(path, 'utf8')).trim()
      const pid = /^[^ ]+ ([0-9]+) /.exec(owner)?.[1]
      if (pid !== undefined && identityOf(files, pid) === owner) throw new JournalBusy(path, `pid ${pid}`)
      files.unlinkSync(path)
    }
  }
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
