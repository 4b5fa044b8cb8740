/** Method `list_save`: saves the draft as text, in parts. */

import { message } from '../../messages/message.ts'
import { DOCUMENT_LIMIT } from '../../whitelist/parse.ts'
import { failed, type Method } from '../daemon.ts'
import type { Tools } from '../tools.ts'
import { Uploads } from '../uploads.ts'
import { shownProblems } from './list-get.ts'

const tooLong = failed('argument', message('list-too-long', { most: DOCUMENT_LIMIT / 1024 / 1024 }), {
  argument: 'text',
})

export function listSave({ draft, machine }: Pick<Tools, 'draft' | 'machine'>): Method<'list_save'> {
  const uploads = new Uploads(machine)
  return async ({ base, part, parts, text, upload, size = 0 }, { user }) => {
    const conflict = draft.conflict(base)
    if (conflict !== undefined) return conflict
    if (part >= parts) return failed('argument', message('upload-few-parts'), { argument: 'part' })
    if (size > DOCUMENT_LIMIT) return tooLong
    const taken = part === 0 ? uploads.begin(user, text) : uploads.add(upload ?? '', user, part, text)
    if ('error' in taken) return taken
    if (taken.bytes > DOCUMENT_LIMIT) {
      uploads.end(taken.id)
      return tooLong
    }
    if (part < parts - 1) return { upload: taken.id, saved: false, sha256: base, problems: [] }
    uploads.end(taken.id)
    const whole = taken.text()
    // Read before it is saved: a text that ends the daemon must not end it again at each start.
    const parsed = await draft.read(whole)
    const fault = draft.conflict(base) ?? draft.write(whole, user, parsed)
    if (fault !== undefined) return fault
    const problems = parsed.problems.slice(0, shownProblems)
    return { upload: taken.id, saved: true, sha256: draft.now().sha256, problems }
  }
}
