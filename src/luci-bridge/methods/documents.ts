/** Method `documents`: lists the papers and what each asks for. */

import type { Language } from '../../documents/model.ts'
import type { PaperKind } from '../../documents/paper-kind.ts'
import type { PaperEntry, Role } from '../contract.ts'
import type { Caller, Method } from '../daemon.ts'
import type { Tools } from '../tools.ts'

/** Who may read the journal. */
const usual: readonly Role[] = ['admin', 'teacher', 'director']

export const mayHave = ({ roles = usual }: Pick<PaperKind, 'roles'>, caller: Caller): boolean =>
  caller.roles.some((role) => roles.includes(role))

export const documents =
  (tools: Pick<Tools, 'papers' | 'live' | 'breathe'>): Method<'documents'> =>
  async ({ language = tools.live()?.settings.language ?? 'kk' }, caller) => {
    const kinds = (await tools.papers(tools.breathe)).filter((kind) => mayHave(kind, caller))
    return { papers: kinds.map((kind) => entryOf(kind, language)) }
  }

function entryOf({ name, title, fields }: PaperKind, language: Language): PaperEntry {
  return {
    name,
    title: title[language],
    fields: fields.map(({ label, choices, required = false, ...field }) => ({
      ...field,
      required,
      label: label[language],
      ...(choices && { choices: choices.map(({ value, label: text }) => ({ value, label: text[language] })) }),
    })),
  }
}
