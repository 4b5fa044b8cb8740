/** Declares the methods of ready groups of sites. */
import type { Message } from '../../messages/message.ts'
import type { CatalogueAnswer } from '../contract/catalogue.ts'
import type { ImportRead } from '../contract/import.ts'
import { gives, method, teachers } from './method.ts'
import { filled } from './parts.ts'

export const catalogueMethods = {
  catalogue: method({
    does: 'ready groups, what of them is in the draft, and what a newer catalogue says otherwise',
    roles: teachers,
    access: 'write',
    takes: {},
    gives: gives<CatalogueAnswer>(),
  }),
  /** A group as a list that was read: `import_lines`, `import_add` and `import_undo` go on with its `id`. */
  catalogue_read: method({
    does: 'a group as a list that was read, for `import_add`',
    roles: teachers,
    access: 'write',
    takes: { group: filled(64) },
    gives: gives<{ readonly fault?: Message; readonly read?: NonNullable<ImportRead['read']> }>(),
  }),
}
