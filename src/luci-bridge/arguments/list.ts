/** Schemas for the arguments of the white list methods. */
import * as v from 'valibot'
import { day, filled, hash, line, text, whole } from './parts.ts'

const document = text(4 * 1024 * 1024)
const version = whole(0, 999_999_999)
const offset = v.exactOptional(whole(0, 4 * 1024 * 1024))
const names = v.exactOptional(v.pipe(v.array(line(1000)), v.maxLength(500)))

/** A pasted URL is longer than any name. */
const values = v.object({
  domain: v.exactOptional(line(8000)),
  address: v.exactOptional(line(200)),
  title: v.exactOptional(line(300)),
  subject: v.exactOptional(line(300)),
  subdomains: v.exactOptional(v.boolean()),
  needs: names,
  needs_exact: names,
  except: names,
  rooms: names,
  ports: names,
  open: v.exactOptional(line(20)),
  from: v.exactOptional(line(20)),
  until: v.exactOptional(line(20)),
  inside: v.exactOptional(v.boolean()),
  resolver: v.exactOptional(line(100)),
  safe_search: v.exactOptional(line(20)),
  whole_suffix: v.exactOptional(v.boolean()),
  group: v.exactOptional(line(100)),
})

const edit = v.variant('kind', [
  v.object({ kind: v.literal('add'), values }),
  v.object({ kind: v.literal('change'), name: filled(1000), values }),
  v.object({ kind: v.literal('remove'), name: filled(1000) }),
])

export const listSchemas = {
  site_opens: v.object({ address: filled(8000) }),
  site_means: v.object({ address: filled(8000) }),
  list_check: v.object({ text: document }),
  list_get: v.object({ version: v.exactOptional(version), offset }),
  list_edit: v.object({ base: hash, edit }),
  list_save: v.object({
    base: hash,
    part: whole(0, 8191),
    parts: whole(1, 8192),
    text: text(65_536),
    upload: v.exactOptional(line(64)),
    size: v.exactOptional(whole(0, Number.MAX_SAFE_INTEGER)),
  }),
  list_diff: v.object({ from: v.exactOptional(version), to: v.exactOptional(version), offset }),
  list_send: v.object({ base: hash }),
  list_return: v.object({ base: hash, note: text(1000) }),
  list_versions: v.object({}),
  list_restore: v.object({ version: whole(1, 999_999_999), base: hash }),
  approve: v.object({
    sha256: hash,
    by: filled(200),
    post: line(200),
    order: line(100),
    date: day,
    signature: v.exactOptional(text(2000)),
  }),
}
