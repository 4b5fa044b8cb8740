/** `spool`: writes each message that rsyslog hands over to the spool. */
import { codeOf } from '../../machine/atomic-write.ts'
import { Failure, Usage } from '../../machine/command-line.ts'
import { JournalBusy, takeLock } from '../../machine/pid-lock.ts'
import { runSpooler } from '../load/spooler.ts'
import type { Command } from './command.ts'

const [STDIN, STDOUT] = [0, 1]

export const spool: Command = {
  name: 'spool',
  usage: '',
  summary: 'writes what rsyslog hands over into the spool; rsyslog starts it',
  options: {},
  async run({ machine, config }, { words }) {
    if (words.length > 0) throw new Usage('spool takes no words')
    const { files } = machine
    let unlock: () => void
    try {
      unlock = takeLock(files, `${config.spool}/spool.lock`)
    } catch (error) {
      if (error instanceof JournalBusy) throw new Failure(`another one writes to ${config.spool} (${error.owner})`)
      throw error
    }
    try {
      runSpooler({
        files,
        folder: config.spool,
        limit: config.spoolMaxMb * 1e6,
        now: () => machine.now(),
        uptime: () => machine.uptime(),
        read: (into, from) => files.readSync(STDIN, into, from, into.length - from, null),
        answer: (line) => void files.writeSync(STDOUT, `${line}\n`),
      })
    } catch (error) {
      // rsyslog was killed: what it did not hear the end of, the routers send again.
      if (codeOf(error) !== 'EPIPE') throw error
    } finally {
      unlock()
    }
    return 0
  },
}
