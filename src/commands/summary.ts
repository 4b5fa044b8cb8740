/** `summary`: counts of the journal, and PCs that went dark in a lesson; with the daemon down as well. */

import { type Dark, DarkSearch, type NamedPc } from '../logger/dark.ts'
import { journalRows } from '../logger/live-rows.ts'
import type { Filter } from '../logger/query.ts'
import { groupings, Summary, type SummaryRow } from '../logger/summary.ts'
import { type Arguments, Usage } from '../machine/command-line.ts'
import { localTime } from '../machine/local-time.ts'
import { type Command, type Context, text } from './command.ts'
import { dayProgress, journalFolder, journalOptions, openVisits, readFilter } from './journal.ts'
import { settingsOf, zoneOf } from './router.ts'

type Format = 'table' | 'json'

function readFormat(given: Arguments): Format {
  const format = text(given, 'format') ?? 'table'
  if (format !== 'table' && format !== 'json') throw new Usage('--format: table or json')
  return format
}

function readTop(given: Arguments): number {
  const top = Number(text(given, 'top') ?? '50')
  if (!Number.isInteger(top) || top < 1) throw new Usage('--top: a whole number from 1')
  return top
}

/** A name in the journal came from a pupil: it must not steer a terminal. */
const printable = (name: string) => name.replace(/[\p{Cc}\p{Cf}]/gu, '\ufffd').slice(0, 40)

const columns = ['visits', 'refused', 'background', 'pcs', 'flows', 'up', 'down'] as const

function printTable(context: Context, by: string, rows: readonly SummaryRow[]): void {
  const cells = (values: readonly (string | number)[]) => values.map((value) => String(value).padStart(12)).join('')
  context.print(`${by.padEnd(40)}${cells(columns)}`)
  for (const row of rows) context.print(`${printable(row.key).padEnd(40)}${cells(columns.map((name) => row[name]))}`)
}

async function count(context: Context, given: Arguments, wanted: Filter): Promise<void> {
  const format = readFormat(given)
  const top = readTop(given)
  const isRefused = given.values.refused === true
  const by = groupings.find((name) => name === (text(given, 'by') ?? 'site'))
  if (by === undefined) throw new Usage(`--by: ${groupings.join(', ')}`)
  const options = { ...wanted, visits: true, onProgress: dayProgress(context) }
  const counted = new Summary(by)
  for (const { row } of journalRows(context.machine.files, context.paths, await journalFolder(context), options))
    if (row.kind === 'visit') counted.add(row.row)
  for (const { row } of await openVisits(context, wanted)) if (row.kind === 'visit') counted.add(row.row)
  const rows = (isRefused ? counted.topRefused() : counted.rows()).slice(0, top)
  if (format === 'json') for (const row of rows) context.print(JSON.stringify(row))
  else printTable(context, by, rows)
}

/** PCs that the settings name; none where those cannot be read, and then only those count that were seen. */
async function namedPcs(context: Context): Promise<NamedPc[] | undefined> {
  try {
    const { settings } = await settingsOf(context)
    return settings.pcs.flatMap(({ name, mac, room }) => (room === undefined ? [] : [{ pc: name, mac, room }]))
  } catch {
    return undefined
  }
}

/** Rows of every kind are looked at: lessons and gaps as well as visits, and what nobody typed shows that a PC is on. */
async function searchDark(context: Context, { since, until }: Filter, named: readonly NamedPc[]) {
  const when = { ...(since === undefined ? {} : { since }), ...(until === undefined ? {} : { until }) }
  const options = { ...when, onProgress: dayProgress(context) }
  const search = new DarkSearch({ named })
  for (const { row } of journalRows(context.machine.files, context.paths, await journalFolder(context), options))
    search.add(row)
  for (const { row } of await openVisits(context, when)) search.add(row)
  return { dark: search.result(context.machine.now() / 1000), lessons: search.lessons }
}

const darkMeans =
  'Dark means that no traffic was seen while most of the others had some: switched off, asleep, not used, out of order, or led past this router. It proves none of these.'

function printDark(context: Context, dark: readonly Dark[], lessons: number): void {
  const local = localTime(zoneOf(context))
  const time = (seconds: number) => local.format(seconds).slice(0, 16).replace('T', ' ')
  for (const { from, to, room, class: name, pc, others, seen } of dark) {
    const minutes = `${Math.floor((to - from) / 60)} min`
    const never = seen ? '' : ', not seen at all that day'
    const what = `${printable(pc).padEnd(18)} ${printable(room).padEnd(14)} ${printable(name).padEnd(10)}`
    context.print(`${time(from)} to ${time(to).slice(11)}  ${what} ${minutes}, ${others} others had traffic${never}`)
  }
  if (lessons === 0) context.print('No lesson is in this time: begin one with aqtizim lesson, or in the timetable.')
  else if (dark.length === 0) context.print(`No PC went dark. Lessons looked through: ${lessons}.`)
  else context.print(darkMeans)
}

async function showDark(context: Context, given: Arguments, wanted: Filter): Promise<void> {
  const format = readFormat(given)
  const named = await namedPcs(context)
  if (named === undefined)
    context.complain('The settings cannot be read: only PCs that were seen that day are looked for.')
  const { dark, lessons } = await searchDark(context, wanted, named ?? [])
  const pc = wanted.pc?.toLowerCase()
  const chosen = dark.filter(
    (each) =>
      (wanted.room ?? each.room) === each.room &&
      (wanted.class ?? each.class) === each.class &&
      (pc === undefined || pc === each.pc.toLowerCase() || pc === each.mac),
  )
  const local = localTime(zoneOf(context))
  if (format === 'table') printDark(context, chosen, lessons)
  else
    for (const each of chosen)
      context.print(
        JSON.stringify({ ...each, from: local.format(each.from), to: local.format(each.to), lesson: undefined }),
      )
}

export const summary: Command = {
  name: 'summary',
  usage: `[--by ${groupings.join('|')}] [--refused] [--top N] [--dark] [options of journal]`,
  summary: 'counts visits, refusals and octets; --dark: PCs without traffic in a lesson while others had some',
  options: {
    ...journalOptions,
    by: { type: 'string' },
    top: { type: 'string' },
    refused: { type: 'boolean' },
    dark: { type: 'boolean' },
  },
  async run(context, given) {
    if (given.words.length > 0) throw new Usage('summary takes options only')
    const wanted = readFilter(context, given)
    await (given.values.dark === true ? showDark : count)(context, given, wanted)
    return 0
  },
}
