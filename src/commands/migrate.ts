/** `migrate`: brings the files of an older version to this one's format; runs before every start of the daemon. */
import { FORMAT } from '../logger/record.ts'
import { Usage } from '../machine/command-line.ts'
import type { Files } from '../machine/machine.ts'
import { migrate as migrateFiles } from '../migrate/migrate.ts'
import type { Command, Context } from './command.ts'

/** Out of the settings' file itself: ubus may not be there yet. */
function journalFolder({ machine, paths }: Context): string {
  const file = paths.below('/etc/config/aqtizim')
  const text = machine.files.existsSync(file) ? machine.files.readFileSync(file, 'utf8') : ''
  const said = /^\s*option\s+journal_dir\s+['"]?(\/[\w./-]+)['"]?\s*$/m.exec(text)?.[1]
  return paths.below(said ?? '/etc/aqtizim/journal')
}

/** What the newest file of a day that is not compressed says in its first row. */
function journalFormat(files: Files, folder: string): number | undefined {
  if (!files.existsSync(folder)) return undefined
  const newest = files
    .readdirSync(folder)
    .filter((name) => /^\d{4}-\d\d-\d\d\.jsonl$/.test(name))
    .sort()
    .at(-1)
  if (newest === undefined) return undefined
  const fd = files.openSync(`${folder}/${newest}`, 'r')
  try {
    const head = Buffer.alloc(512)
    files.readSync(fd, head, 0, head.length, 0)
    return Number(/"format":(\d+)/.exec(head.toString().split('\n')[0] ?? '')?.[1] ?? 0)
  } finally {
    files.closeSync(fd)
  }
}

export const migrate: Command = {
  name: 'migrate',
  usage: '',
  summary: 'brings the files of an older version to this one',
  options: {},
  async run(context, { words }) {
    if (words.length > 0) throw new Usage('migrate takes no words')
    const { files } = context.machine
    const found = journalFormat(files, journalFolder(context))
    const tools = { files, etc: context.paths.etc, journalFormat: found, knownJournalFormat: FORMAT }
    const outcome = migrateFiles(tools)
    if (outcome.refused !== undefined) {
      context.complain(outcome.refused.join('\n'))
      return 1
    }
    for (const path of outcome.moved) context.print(`${path} has today's format; a copy of what it was is in before/`)
    return 0
  },
}
