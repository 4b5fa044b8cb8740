/** Method `journal_export`: starts a job that writes journal rows as CSV or JSON. */
import { formatter } from '../../logger/format.ts'
import type { QueryOptions } from '../../logger/query.ts'
import type { Method } from '../daemon.ts'
import type { Job } from '../jobs.ts'
import type { Tools } from '../tools.ts'
import { wrongFilter } from './journal.ts'

const types = { csv: 'text/csv;charset=utf-8', json: 'application/x-ndjson' } as const
const extensions = { csv: 'csv', json: 'jsonl' } as const
/** UTF-16 units that are gathered before they are handed over. */
const gathered = 16 * 1024

/** Oldest first; visits that go on come last, in JSON only, as CSV's numbers are those of the journal. */
export const journalExport =
  (tools: Pick<Tools, 'journal' | 'jobs' | 'local' | 'machine'>): Method<'journal_export'> =>
  async ({ format, ...filter }, { user }) => {
    const fault = wrongFilter(filter)
    if (fault !== undefined) return fault
    const day = tools.local(tools.machine.now() / 1000).slice(0, 10)
    const output = { type: types[format], name: `journal-${filter.since?.slice(0, 10) ?? day}.${extensions[format]}` }
    return tools.jobs.start('export', user, (job) => write(tools, job, format, filter), output)
  }

async function write(
  { journal }: Pick<Tools, 'journal'>,
  job: Job,
  format: 'csv' | 'json',
  filter: QueryOptions,
): Promise<undefined> {
  const { head, row } = formatter(format)
  let text = head
  for (const found of journal.scan({ ...filter, onProgress: job.progress })) {
    if (typeof found !== 'string') text += row(found)
    else await job.breathe()
    if (text.length < gathered) continue
    await job.write(text)
    text = ''
  }
  if (format === 'json') for (const { line } of journal.open(filter)) text += `${line}\n`
  await job.write(text)
}
