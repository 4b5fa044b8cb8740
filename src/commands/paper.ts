/** `paper`: writes a paper for the commission to standard output, with the daemon down as well. */

import { paperKinds } from '../documents/all-papers.ts'
import type { Language } from '../documents/model.ts'
import type { Field, PaperKind } from '../documents/paper-kind.ts'
import { registerPapers } from '../documents/register-papers.ts'
import { paperSources } from '../documents/router-sources.ts'
import { type PaperFormat, writePaper } from '../documents/write.ts'
import { type Arguments, Failure, Usage } from '../machine/command-line.ts'
import { localTime } from '../machine/local-time.ts'
import { openRegisters } from '../registers/registers.ts'
import { readSettings, type Settings } from '../settings/settings.ts'
import { type Command, type Context, text } from './command.ts'
import { journalFolder } from './journal.ts'
import { roomNames, settingsOf, zoneOf } from './router.ts'

async function readSchool(context: Context): Promise<Settings> {
  try {
    return (await settingsOf(context)).settings
  } catch {
    // The settings cannot be read: the journal and the versions are there all the same, and names are lines to fill in.
    const { settings } = readSettings({})
    const rooms = (await roomNames(context)).map((id) => ({ id, name: id, networks: [] }))
    return { ...settings, rooms, journalDir: await journalFolder(context) }
  }
}

async function kindsOf(context: Context) {
  const settings = await readSchool(context)
  const { machine, paths } = context
  const breathe = () => Promise.resolve()
  const zone = zoneOf(context)
  const local = localTime(zone).format
  const own = registerPapers(openRegisters({ machine, folder: paths.etc, local, readOnly: true }), settings)
  const sources = paperSources({ machine, paths, settings, zone, breathe, drills: own.drills, isDrill: own.isDrill })
  return { settings, own, kinds: paperKinds(sources, own.kinds()) }
}

const fieldsOf = (fields: readonly Field[]) =>
  fields.map(({ name, label, required, initial }) => {
    const note = initial ? ` (${initial.replace(/\n/g, ' | ')})` : required ? ' (needed)' : ''
    return `    ${name}=...${note}  ${label.en}`
  })

function describe(context: Context, kinds: readonly PaperKind[]): void {
  for (const { name, title, fields } of kinds) {
    context.print(`${name}  ${title.en}`)
    for (const line of fieldsOf(fields)) context.print(line)
  }
}

/** `from=2026-10-01`: what a form on the page would ask for. What is not given is as the form begins. */
function readWords(words: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    words.map((word) => {
      const at = word.indexOf('=')
      if (at < 1) throw new Usage(`${JSON.stringify(word)}: write FIELD=VALUE`)
      return [word.slice(0, at), word.slice(at + 1)]
    }),
  )
}

function choose<T extends string>(given: Arguments, name: string, choices: readonly T[], fallback: T): T {
  const value = text(given, name) ?? fallback
  const found = choices.find((choice) => choice === value)
  if (found === undefined) throw new Usage(`--${name}: ${choices.join(', ')}`)
  return found
}

export const paper: Command = {
  name: 'paper',
  usage: '[NAME [FIELD=VALUE ...]] [--language kk|ru|en] [--format html|docx|ics]',
  summary: 'writes a paper to standard output; without a name, says which there are',
  options: { language: { type: 'string' }, format: { type: 'string' } },
  async run(context, given) {
    const { kinds, settings, own } = await kindsOf(context)
    const [name, ...words] = given.words
    if (name === undefined) {
      describe(context, kinds)
      return 0
    }
    const kind = kinds.find((each) => each.name === name)
    if (kind === undefined) throw new Usage(`there is no paper ${name}: ${kinds.map((each) => each.name).join(', ')}`)
    const language = choose<Language>(given, 'language', ['kk', 'ru', 'en'], settings.language)
    const formats = ['html', 'docx', ...(name === 'plan' ? (['ics'] as const) : [])] as const
    const format = choose<PaperFormat | 'ics'>(given, 'format', formats, 'html')
    if (format === 'ics') {
      const { year } = readWords(words)
      if (year !== undefined && !/^2[01]\d\d$/.test(year))
        throw new Usage('year: the year in which a school year begins')
      await context.write(own.calendar(language === 'kk' ? 'kk' : 'ru', year === undefined ? undefined : Number(year)))
      return 0
    }
    const progress = (done: number, of: number) => context.progress(`${done} of ${of} days`, done === of)
    const initial = Object.fromEntries(kind.fields.map(({ name, initial = '' }) => [name, initial]))
    const answers = { ...initial, ...readWords(words) }
    const written = await writePaper(kind, { answers, language, format, progress })
    if ('wrong' in written) throw new Failure(`${written.wrong.field}: ${written.wrong.message}`)
    for await (const piece of written.pieces) await context.write(piece)
    return 0
  },
}
