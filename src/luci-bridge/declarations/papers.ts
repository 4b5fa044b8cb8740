/** Declares the methods of papers. */
import * as v from 'valibot'
import { asIssue } from '../../messages/issue.ts'
import type { Started } from '../contract/journal.ts'
import type { PaperEntry } from '../contract/papers.ts'
import { everybody, gives, method } from './method.ts'

const language = v.exactOptional(v.picklist(['kk', 'ru', 'en']))
const name = v.pipe(v.string(), v.regex(/^[a-z][a-z_-]{0,40}$/, asIssue('name-wrong')))

export const paperMethods = {
  /** The papers that the caller may have. */
  documents: method({
    does: 'the papers, and what each asks for',
    roles: everybody,
    access: 'read',
    takes: { language },
    gives: gives<{ readonly papers: readonly PaperEntry[] }>(),
  }),
  /** Writes a paper, as a job: text for `html`, base64 for `docx`. An answer that does not fit is named as `answers.FIELD`. */
  document: method({
    does: 'writes a paper, as a job',
    roles: everybody,
    access: 'read',
    takes: {
      name,
      /** Texts by the field's name; what is empty or missing is a line to fill in on the paper. */
      // What a field may hold is the paper's affair: documents/catalogue.ts.
      answers: v.pipe(
        v.record(name, v.pipe(v.string(), v.maxLength(8000, asIssue('text-longer', { most: 8000 })))),
        v.maxEntries(40, asIssue('entries-too-many')),
      ),
      /** The settings' language if not given. */
      language,
      format: v.picklist(['html', 'docx']),
    },
    gives: gives<Started>(),
  }),
}
