/** Each paper's register adds its methods' arguments here. */
import * as v from 'valibot'
import { asIssue } from '../../messages/issue.ts'

const language = v.exactOptional(v.picklist(['kk', 'ru', 'en']))
const name = v.pipe(v.string(), v.regex(/^[a-z][a-z_-]{0,40}$/, asIssue('name-wrong')))

export const paperSchemas = {
  documents: v.object({ language }),
  document: v.object({
    name,
    // What a field may hold is the paper's affair: documents/catalogue.ts.
    answers: v.pipe(
      v.record(name, v.pipe(v.string(), v.maxLength(8000, asIssue('text-longer', { most: 8000 })))),
      v.maxEntries(40, asIssue('entries-too-many')),
    ),
    language,
    format: v.picklist(['html', 'docx']),
  }),
}
