/** Schemas for the arguments of the journal methods. */
import * as v from 'valibot'
import { day, hash, line, whole } from './parts.ts'

const filters = {
  since: v.exactOptional(line(40)),
  until: v.exactOptional(line(40)),
  room: v.exactOptional(line(64)),
  pc: v.exactOptional(line(64)),
  site: v.exactOptional(line(253)),
  verdict: v.exactOptional(v.picklist(['allowed', 'refused'])),
  class: v.exactOptional(line(32)),
  background: v.exactOptional(v.picklist(['hide', 'only', 'all'])),
}
const limit = v.exactOptional(whole(1, 1000))

export const journalSchemas = {
  journal: v.object({ ...filters, limit, cursor: v.exactOptional(line(64)), open: v.exactOptional(v.boolean()) }),
  summary: v.object({
    ...filters,
    by: v.picklist(['pc', 'site', 'room', 'class', 'hour', 'day', 'verdict', 'why']),
    limit,
  }),
  journal_export: v.object({ ...filters, format: v.picklist(['csv', 'json']) }),
  verify: v.object({ since: v.exactOptional(day), until: v.exactOptional(day), head: v.exactOptional(hash) }),
  job: v.object({ id: line(64), offset: v.exactOptional(whole(0, Number.MAX_SAFE_INTEGER)) }),
  job_drop: v.object({ id: line(64) }),
}
