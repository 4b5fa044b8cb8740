/** Checks of arguments, one schema a method. ubus sends what it likes; only what is named here gets any further. */
import * as v from 'valibot'
import type { MethodName } from './contract.ts'

const text = (limit: number) => v.pipe(v.string(), v.maxLength(limit))
const line = (limit: number) => v.pipe(text(limit), v.regex(/^\P{Cc}*$/u, 'control characters are not allowed'))
const day = v.pipe(v.string(), v.isoDate('write the date as 2026-09-01'))
const document = text(4 * 1024 * 1024)

export const schemas = {
  status: v.object({}),
  health: v.object({}),
  list_check: v.object({ text: document }),
  approve: v.object({
    sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, 'a SHA-256 in hexadecimal')),
    by: v.pipe(line(200), v.minLength(1)),
    post: line(200),
    order: line(100),
    date: day,
    signature: v.exactOptional(text(2000)),
  }),
  journal: v.object({
    since: v.exactOptional(line(40)),
    until: v.exactOptional(line(40)),
    room: v.exactOptional(line(64)),
    pc: v.exactOptional(line(64)),
    site: v.exactOptional(line(253)),
    verdict: v.exactOptional(v.picklist(['allowed', 'refused'])),
    limit: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1000))),
    open: v.exactOptional(v.boolean()),
  }),
  requests: v.object({}),
  request_decide: v.object({ name: line(253), decision: v.picklist(['taken', 'refused']) }),
  room_set: v.object({ room: line(32), state: v.picklist(['open', 'paused']) }),
  lesson_start: v.object({ room: line(32), class: v.pipe(line(32), v.minLength(1)) }),
  lesson_end: v.object({ room: line(32) }),
} satisfies Record<MethodName, v.ObjectSchema<v.ObjectEntries, undefined>>

/** The first wrong argument in a sentence that names it. */
export function describeIssue(issues: readonly v.BaseIssue<unknown>[]): string {
  const [issue] = issues
  const name = issue === undefined ? undefined : v.getDotPath(issue as v.BaseIssue<unknown>)
  return name ? `${name}: ${issue?.message}` : (issue?.message ?? 'wrong arguments')
}
