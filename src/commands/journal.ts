/** `journal`: prints rows, with the daemon down as well. */

import { compileFilter } from '../logger/filter.ts'
import { type Format, formatter } from '../logger/format.ts'
import { journalRows } from '../logger/live-rows.ts'
import { backgroundChoices, type Filter, type Found, isTime, type QueryOptions } from '../logger/query.ts'
import { decodeRow } from '../logger/row-codec.ts'
import type { JournalPage } from '../luci-bridge/contract.ts'
import { type Arguments, Usage } from '../machine/command-line.ts'
import { localTime } from '../machine/local-time.ts'
import { type Command, type Context, text } from './command.ts'
import { settingsOf, zoneOf } from './router.ts'

/** One option of a UCI file, for when ubus is down. */
function uciOption(context: Context, config: string, option: string): string | undefined {
  const path = context.paths.below(`/etc/config/${config}`)
  if (!context.machine.files.existsSync(path)) return undefined
  const uci = context.machine.files.readFileSync(path, 'utf8')
  return new RegExp(`^\\s*option\\s+${option}\\s+['"]?([^'"\\n]+?)['"]?\\s*$`, 'm').exec(uci)?.[1]
}

export async function journalFolder(context: Context): Promise<string> {
  try {
    return (await settingsOf(context)).settings.journalDir
  } catch {
    return uciOption(context, 'aqtizim', 'journal_dir') ?? '/etc/aqtizim/journal'
  }
}

/** `today` and `yesterday` by the router's own calendar. */
function dayOf(context: Context, word: string): string {
  const back = new Map([
    ['today', 0],
    ['yesterday', 1],
  ]).get(word)
  if (back === undefined) return word
  return localTime(zoneOf(context)).date(context.machine.now() / 1000 - back * 86_400)
}

const filters = ['since', 'until', 'room', 'pc', 'site', 'verdict', 'class', 'background'] as const

export function readFilter(context: Context, given: Arguments): Filter {
  const filter: Record<string, string> = {}
  for (const name of filters) {
    const value = text(given, name)
    if (value === undefined) continue
    filter[name] = name === 'since' || name === 'until' ? dayOf(context, value) : value
    if ((name === 'since' || name === 'until') && !isTime(filter[name] ?? ''))
      throw new Usage(`--${name}: write 2026-10-05, 2026-10-05T09:00, today or yesterday`)
  }
  if (filter.verdict !== undefined && !['allowed', 'refused'].includes(filter.verdict))
    throw new Usage('--verdict: allowed or refused')
  if (filter.background !== undefined && !backgroundChoices.some((choice) => choice === filter.background))
    throw new Usage(`--background: ${backgroundChoices.join(', ')}`)
  return filter
}

function readFormat(given: Arguments): Format {
  const format = text(given, 'format') ?? 'table'
  if (format !== 'table' && format !== 'csv' && format !== 'json') throw new Usage('--format: table, csv or json')
  return format
}

/** Visits that still go on, if the daemon answers. */
export async function openVisits(context: Context, filter: Filter): Promise<Found[]> {
  const matches = compileFilter(filter)
  try {
    const ubus = await context.ubus()
    const page = (await ubus.call('aqtizim', 'journal', { open: true })) as unknown as JournalPage
    return page.rows.flatMap((row) => {
      const decoded = decodeRow(JSON.stringify({ ...row, n: 0 }))
      if (decoded === undefined || decoded.kind === 'unknown' || !matches.is(decoded)) return []
      return [{ line: JSON.stringify(row), row: decoded, date: '' }]
    })
  } catch {
    return []
  }
}

export const journalOptions = Object.fromEntries(
  [...filters, 'format'].map((name) => [name, { type: 'string' as const }]),
)

const BAR = 20

/** Shows the progress of work over many days, on a terminal only. */
export function dayProgress(context: Context): (done: number, of: number) => void {
  return (done, of) => {
    if (of <= 5) return
    const full = Math.round((BAR * done) / of)
    context.progress(`[${'#'.repeat(full)}${'.'.repeat(BAR - full)}] ${done} of ${of} days`, done === of)
  }
}

/** About how many bytes of rows are written together: a call for each row costs more than the row. */
const BATCH = 32_768

/** Rows in batches, at least one a day; the bar makes room for them, because both may go to one terminal. */
function rowWriter(context: Context) {
  const show = dayProgress(context)
  let shown = false
  let batch = ''
  async function flush(): Promise<void> {
    if (batch === '') return
    if (shown) context.progress('', true)
    shown = false
    const text = batch
    batch = ''
    await context.write(text)
  }
  let dayIsOver = false
  return {
    flush,
    onProgress(done: number, of: number) {
      dayIsOver = true
      shown = of > 5 && done < of
      show(done, of)
    },
    async write(text: string) {
      batch += text
      if (batch.length > BATCH || dayIsOver) await flush()
      dayIsOver = false
    },
  }
}

const MOST_LIMIT = 100_000

function readLimit(given: Arguments): number | undefined {
  const value = text(given, 'limit')
  const limit = Number(value)
  if (value === undefined) return undefined
  if (!Number.isInteger(limit) || limit < 1 || limit > MOST_LIMIT)
    throw new Usage(`--limit: a whole number from 1 to ${MOST_LIMIT}`)
  return limit
}

export const journal: Command = {
  name: 'journal',
  usage: '[--since --until --room --pc --site --verdict --class --background hide|only|all] [--format table|csv|json]',
  summary: 'prints rows of the access journal, the oldest first; --limit: only the newest so many',
  options: { ...journalOptions, newest: { type: 'boolean' }, limit: { type: 'string' } },
  async run(context, given) {
    if (given.words.length > 0) throw new Usage('journal takes options only')
    const filter = readFilter(context, given)
    const { head, row } = formatter(readFormat(given))
    const folder = await journalFolder(context)
    const open = await openVisits(context, filter)
    const { onProgress, write, flush } = rowWriter(context)
    const limit = readLimit(given)
    const isNewest = given.values.newest === true
    // The newest so many are found from the end.
    const order = isNewest || limit !== undefined ? 'newest' : 'oldest'
    const options: QueryOptions = { ...filter, onProgress, order, ...(limit === undefined ? {} : { limit }) }
    const rows = journalRows(context.machine.files, context.paths, folder, options)
    if (head !== '') await write(head)
    if (isNewest) for (const found of open.reverse()) await write(row(found))
    for (const found of order === 'newest' && !isNewest ? [...rows].reverse() : rows) await write(row(found))
    if (!isNewest) for (const found of open) await write(row(found))
    await flush()
    return 0
  },
}
