/** Declares the methods of the journal and of jobs. */
import * as v from 'valibot'
import type { Nothing } from '../contract/answer.ts'
import type { JobState, JournalPage, Started, SummaryResult } from '../contract/journal.ts'
import { everybody, gives, method, viewers } from './method.ts'
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

export const journalMethods = {
  journal: method({
    does: 'rows, a page at a time',
    roles: viewers,
    access: 'read',
    takes: {
      ...filters,
      /** The newest so many; 200 if not given, 1000 at most. A page has fewer where they would be over 64 KiB. */
      limit,
      /** `next` of the page before: the rows before it. */
      cursor: v.exactOptional(line(64)),
      /** Only visits that go on. */
      open: v.exactOptional(v.boolean()),
    },
    gives: gives<JournalPage>(),
  }),
  summary: method({
    does: 'counts by PC, site, room, class, hour, day',
    roles: viewers,
    access: 'read',
    takes: {
      ...filters,
      by: v.picklist(['pc', 'site', 'room', 'class', 'hour', 'day', 'verdict', 'why']),
      /** 50 if not given, 1000 at most. */
      limit,
    },
    gives: gives<SummaryResult>(),
  }),
  journal_export: method({
    does: 'writes rows as CSV or JSON lines, as a job',
    roles: viewers,
    access: 'read',
    takes: { ...filters, format: v.picklist(['csv', 'json']) },
    gives: gives<Started>(),
  }),
  verify: method({
    does: 'checks the chain of the journal, as a job',
    roles: viewers,
    access: 'read',
    takes: {
      /** Whole days, `2026-10-05`, both included. */
      since: v.exactOptional(day),
      until: v.exactOptional(day),
      /** A hash printed on an act, 64 hexadecimal digits: it must be met. */
      head: v.exactOptional(hash),
    },
    gives: gives<Started>(),
  }),
  job: method({
    does: 'how far a job is, and its output',
    roles: everybody,
    access: 'read',
    takes: {
      id: line(64),
      /** `next` of the answer before: what lies before it is dropped. Absent: from the start of what is there. */
      offset: v.exactOptional(whole(0, Number.MAX_SAFE_INTEGER)),
    },
    gives: gives<JobState>(),
  }),
  /** Ends it, and forgets what it has made. */
  job_drop: method({
    does: 'ends a job',
    roles: everybody,
    access: 'read',
    takes: { id: line(64) },
    gives: gives<Nothing>(),
  }),
}
