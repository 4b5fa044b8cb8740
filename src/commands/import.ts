/** `import`: reads a file with many sites, says what became of each line, and adds what is new to the draft when asked to. */
import type { ImportLine } from '../list-import/settle.ts'
import { Draft } from '../luci-bridge/draft.ts'
import { Imports, type Waiting } from '../luci-bridge/imports.ts'
import { Failure, Usage } from '../machine/command-line.ts'
import { newest } from '../whitelist/file.ts'
import { type Command, type Context, readBytes } from './command.ts'
import { encodingOf, oneFile } from './list.ts'
import { listOptions, settingsOf } from './router.ts'

/** The draft on the disk: with the daemon running or not, a page that is open sees that somebody changed it. */
export async function openImports(context: Context): Promise<{ draft: Draft; imports: Imports }> {
  const { machine, paths } = context
  const { settings } = await settingsOf(context)
  const { rooms, today } = await listOptions(context)
  const breathe = async () => {}
  const draft = new Draft({
    ...{ machine, path: paths.draft, statePath: paths.draftState },
    rooms: () => rooms,
    today: () => today,
    inForce() {
      const { requireSignature } = settings
      return newest(machine.files, paths.versions, { rooms, requireSignature, publicKey: paths.directorKey }).version
    },
    onChange: () => {},
    breathe,
  })
  const more = { rooms: () => settings.rooms, today: () => today, undoPath: paths.draftUndo, breathe }
  return { draft, imports: new Imports({ machine, draft, ...more }) }
}

/** As compilers print them: `sites.csv:12:1: merged: bilimland.kz: It is the same as in line 3.` */
export function describeLine(path: string, { line, column, outcome, site, written, why, problem }: ImportLine): string {
  const said = why?.text ?? problem?.message
  return [`${path}:${line}:${column}: ${outcome}: ${site ?? written}`, ...(said === undefined ? [] : [said])].join(': ')
}

const countsOf = (path: string, { counts, form, encoding }: Waiting): string =>
  `${path}: ${counts.new} new, ${counts.merged} merged, ${counts.present} listed already, ${counts.unread} not read (${form}, ${encoding})`

async function undo(context: Context): Promise<number> {
  const { imports } = await openImports(context)
  const fault = imports.undo('root')
  if (fault !== undefined) throw new Failure(fault.error)
  context.print('the draft is as it was before')
  return 0
}

/** Puts what is new into the draft, and gives what is to be said of it. `what`: the file or group. */
export async function addFound(context: Context, imports: Imports, found: Waiting, what: string): Promise<string> {
  context.machine.files.mkdirSync(context.paths.etc, { recursive: true })
  const result = await imports.add(found, 'root')
  if ('error' in result) throw new Failure(`${what}: ${result.error}`)
  return `${result.added} sites added to the draft; the director approves it. Back: aqtizim import --undo`
}

export const importSites: Command = {
  name: 'import',
  usage: 'FILE [--add] [--from ENCODING] [--json] | --undo',
  summary: 'shows what becomes of a file with many sites; --add puts what is new into the draft, --undo takes it back',
  options: {
    ...{ add: { type: 'boolean' }, undo: { type: 'boolean' }, json: { type: 'boolean' }, from: { type: 'string' } },
  },
  async run(context, given) {
    const { values, words } = given
    if (values.undo === true) {
      if (words.length > 0 || values.add === true) throw new Usage('--undo stands alone')
      return undo(context)
    }
    const path = oneFile(given)
    const encoding = encodingOf(given)
    const bytes = readBytes(context, path)
    const { imports } = await openImports(context)
    const found = await imports.read(bytes, 'root', encoding)
    if ('fault' in found) throw new Failure(`${path}: ${found.fault.text}`)
    const { counts, lines, notes } = found
    if (values.json === true) context.print(JSON.stringify({ counts, lines, notes, form: found.form }))
    else {
      for (const line of lines) context.print(describeLine(path, line))
      for (const note of notes) context.complain(`${path}: ${note.text}`)
      context.print(countsOf(path, found))
    }
    if (values.add !== true) return 0
    const say = values.json === true ? context.complain : context.print
    say(await addFound(context, imports, found, path))
    return 0
  },
}
