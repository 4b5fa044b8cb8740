/** `load`: the program that brings the spool into ClickHouse, run by systemd. */
import { createHash, randomBytes } from 'node:crypto'
import { Failure, Usage } from '../../machine/command-line.ts'
import type { Machine } from '../../machine/machine.ts'
import { JournalBusy, takeLock } from '../../machine/pid-lock.ts'
import type { Timer } from '../../machine/timers.ts'
import { follow } from '../load/follow.ts'
import { Ended, Loader } from '../load/loader.ts'
import { SpoolReader } from '../load/spool-reader.ts'
import { pendingOn } from '../store/migrate.ts'
import type { Command, Context } from './command.ts'

function lockOf({ machine, config }: Context): () => void {
  if (!machine.files.existsSync(config.spool)) throw new Failure(`${config.spool}: there is no such folder`)
  try {
    return takeLock(machine.files, `${config.spool}/load.lock`)
  } catch (error) {
    if (error instanceof JournalBusy) throw new Failure(`another loader is at work on ${config.spool} (${error.owner})`)
    throw error
  }
}

/** Waits, and no longer than until the end. */
function pauseUntil({ timers }: Pick<Machine, 'timers'>, ended: Promise<void>): (ms: number) => Promise<void> {
  return (ms) => {
    let timer: Timer | undefined
    const over = new Promise<void>((resolve) => {
      timer = timers.after(ms, resolve)
    })
    return Promise.race([over, ended]).finally(() => timer?.stop())
  }
}

export const load: Command = {
  name: 'load',
  usage: '[--once]',
  summary:
    'brings what rsyslog writes down into ClickHouse, each row once; systemd starts it. --once: what is there now',
  options: { once: { type: 'boolean' } },
  async run(context, { words, values }) {
    if (words.length > 0) throw new Usage('load takes no words')
    const { machine, clickhouse, config, migrations, ended, print } = context
    const unlock = lockOf(context)
    let hasEnded = false
    ended.then(() => {
      hasEnded = true
    })
    const pause = pauseUntil(machine, ended)
    const name = `aqtizim-load-${createHash('sha256').update(config.spool).digest('hex').slice(0, 12)}`
    const loader = new Loader({
      ...{ clickhouse, pause, name, run: randomBytes(6).toString('hex') },
      now: () => machine.now(),
      hasEnded: () => hasEnded,
      log: (level, message) => machine.log(level, message),
    })
    try {
      await loader.settle()
      const pending = await pendingOn(clickhouse, migrations)
      if (pending.length > 0) throw new Failure('the tables are not those of this version: `aqtizim-district migrate`')
      const spool = new SpoolReader(machine.files, config.spool)
      const keepMs = config.spoolKeepMinutes * 60_000
      await follow({
        ...{ spool, loader, pause, keepMs, once: values.once === true },
        now: () => machine.now(),
        hasEnded: () => hasEnded,
      })
    } catch (error) {
      if (!(error instanceof Ended)) throw error
    } finally {
      unlock()
    }
    const { rows, again, rejected } = loader.tally
    print(`${rows} rows loaded, ${again} were there already, ${rejected} messages are no rows`)
    return 0
  },
}
