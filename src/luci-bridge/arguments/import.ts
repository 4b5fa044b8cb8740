/** Schemas for the arguments of the methods that take many sites at once. */
import * as v from 'valibot'
import { asIssue } from '../../messages/issue.ts'
import { line, text, whole } from './parts.ts'

const base64 = v.pipe(text(65_536), v.regex(/^[A-Za-z0-9+/]*={0,2}$/, asIssue('base64-wrong')))
const id = line(64)

export const importSchemas = {
  import_read: v.object({
    part: whole(0, 8191),
    parts: whole(1, 8192),
    data: base64,
    upload: v.exactOptional(id),
    encoding: v.exactOptional(v.picklist(['utf-8', 'utf-16', 'windows-1251', 'kz-1048'])),
  }),
  import_lines: v.object({
    id,
    outcome: v.exactOptional(v.picklist(['new', 'merged', 'present', 'unread'])),
    offset: v.exactOptional(whole(0, 10_000_000)),
  }),
  import_add: v.object({ id }),
  import_undo: v.object({}),
}
