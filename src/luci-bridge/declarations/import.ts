/** Declares the methods that take many sites at once. */
import * as v from 'valibot'
import { asIssue } from '../../messages/issue.ts'
import { ENCODINGS } from '../../whitelist/encoding-names.ts'
import type { ImportLines, ImportRead } from '../contract/import.ts'
import { gives, method, teachers } from './method.ts'
import { hash, line, text, whole } from './parts.ts'

const base64 = v.pipe(text(65_536), v.regex(/^[A-Za-z0-9+/]*={0,2}$/, asIssue('base64-wrong')))
const id = line(64)

export const importMethods = {
  /** Bytes in parts, each base64 of a multiple of three bytes but for the last, so that the parts can be joined. */
  import_read: method({
    does: 'reads many sites at once, a file or a paste in parts, and says what became of each line',
    roles: teachers,
    access: 'write',
    takes: {
      /** 0-based. */
      part: whole(0, 8191),
      parts: whole(1, 8192),
      data: base64,
      /** Out of the answer to part 0; absent with it. */
      upload: v.exactOptional(id),
      /** Absent: what the bytes seem to be. */
      encoding: v.exactOptional(v.picklist(ENCODINGS)),
    },
    gives: gives<ImportRead>(),
  }),
  /** More lines of it, of one outcome or of all. */
  import_lines: method({
    does: 'more lines of an import',
    roles: teachers,
    access: 'write',
    takes: {
      id,
      outcome: v.exactOptional(v.picklist(['new', 'merged', 'present', 'unread'])),
      offset: v.exactOptional(whole(0, 10_000_000)),
    },
    gives: gives<ImportLines>(),
  }),
  /** Adds all that is new at once. `Failed` with `conflict` where the draft is another than the one compared with. */
  import_add: method({
    does: 'adds what is new in an import to the draft',
    roles: teachers,
    access: 'write',
    takes: { id },
    gives: gives<{ readonly added: number; readonly sha256: string }>(),
  }),
  /** The draft becomes what it was before that list, as long as nobody has changed it since. `base`: as the adding gave it. */
  import_undo: method({
    does: 'takes the last import out of the draft',
    roles: teachers,
    access: 'write',
    takes: { base: hash },
    gives: gives<{ readonly sha256: string }>(),
  }),
}
