/** `suggest`: what many schools want that the district's list has not, written as entries of a list. */
import { type Arguments, Failure, Usage } from '../../machine/command-line.ts'
import { dayBefore, todayOf } from '../page/days.ts'
import { type RequestCount, requestsOf } from '../page/events.ts'
import { type SiteCount, sitesOf } from '../page/visits.ts'
import { checkList } from '../publish/publish.ts'
import { type AskedName, suggest as choose, suggestionText, type TriedName } from '../publish/suggest.ts'
import type { Command, Context } from './command.ts'

/** Names that are looked at, of those of most schools. */
const MOST = 1000

function readCount(given: string | boolean | undefined, fallback: number, option: string): number {
  if (given === undefined) return fallback
  if (typeof given !== 'string' || !/^[1-9]\d{0,3}$/.test(given))
    throw new Usage(`--${option}: a number from 1 to 9999`)
  return Number(given)
}

function readList({ machine: { files }, complain }: Context, path: string | undefined) {
  if (path === undefined) return { sites: [] }
  const { whitelist, problems } = checkList(files.readFileSync(path, 'utf8'))
  for (const { isError, line, column, code, text } of problems)
    if (isError) complain(`${path}:${line}:${column}: error: ${code}: ${text}`)
  if (whitelist === undefined) throw new Failure(`${path}: mend the list first`)
  return whitelist
}

async function run(context: Context, { words, values }: Arguments): Promise<number> {
  const [path, ...more] = words
  if (more.length > 0) throw new Usage('suggest takes one LIST')
  const [days, schools] = [readCount(values.days, 30, 'days'), readCount(values.schools, 3, 'schools')]
  const list = readList(context, path)
  const { clickhouse, config, machine, print } = context
  const until = todayOf({ now: machine.now, zone: config.zone })
  const span = { from: dayBefore(until, days - 1), until }
  const [asked, tried] = await Promise.all([
    clickhouse.rows<RequestCount>(requestsOf(span)),
    clickhouse.rows<SiteCount>(sitesOf({ ...span, verdict: 'refused', bySchools: true, most: MOST })),
  ])
  const found = choose({
    ...{ list, schools },
    asked: asked.map(
      ({ site, schools: of, taken, refused }): AskedName => ({
        ...{ site, schools: Number(of), taken: Number(taken), refused: Number(refused) },
      }),
    ),
    tried: tried.map(
      ({ site, schools: of, visits }): TriedName => ({ site, schools: Number(of), visits: Number(visits) }),
    ),
  })
  const about = `What ${schools} schools or more wanted from ${span.from} to ${span.until}, and the list does not open. Read each before you take it in.`
  print(suggestionText(found, about).trimEnd())
  return 0
}

export const suggest: Command = {
  name: 'suggest',
  usage: '[LIST] [--days N] [--schools N]',
  summary:
    'prints entries for the list: names that pupils asked for or tried at many schools (3 or more in 30 days), and that LIST does not open',
  options: { days: { type: 'string' }, schools: { type: 'string' } },
  run,
}
