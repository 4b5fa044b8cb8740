/** `migrate`: makes the database and its tables, or brings them to this version. */

import { Failure, Usage } from '../../machine/command-line.ts'
import { migrate as runMigrations } from '../store/migrate.ts'
import type { Command } from './command.ts'

export const migrate: Command = {
  name: 'migrate',
  usage: '',
  summary: 'makes the tables in ClickHouse, or brings them to this version',
  options: {},
  async run({ clickhouse, config, machine, migrations, print }, { words }) {
    if (words.length > 0) throw new Usage('migrate takes no words')
    const { run, changed } = await runMigrations(clickhouse, migrations, config, machine.now())
    if (changed.length > 0)
      throw new Failure(`ran in another form before: ${changed.join(', ')}. Of which version is this database?`)
    print(run.length === 0 ? 'The tables are those of this version.' : `done: ${run.join(', ')}`)
    return 0
  },
}
