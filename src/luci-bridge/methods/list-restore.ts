/** Method `list_restore`: makes an approved version the draft. */

import { message } from '../../messages/message.ts'
import { failed, type Method } from '../daemon.ts'
import type { Tools } from '../tools.ts'
import { shownProblems } from './list-get.ts'

export const listRestore =
  ({ draft, history, event }: Pick<Tools, 'draft' | 'history' | 'event'>): Method<'list_restore'> =>
  async ({ version, base }, { user }) => {
    const conflict = draft.conflict(base)
    if (conflict !== undefined) return conflict
    const found = history.text(version)
    if (found === undefined)
      return failed('missing', message('version-not-there', { version }), { argument: 'version' })
    const parsed = await draft.read(found.text)
    const fault = draft.conflict(base) ?? draft.write(found.text, user, parsed)
    if (fault !== undefined) return fault
    event('draft-restored', { version, user })
    const problems = parsed.problems.slice(0, shownProblems)
    return { upload: '', saved: true, sha256: draft.now().sha256, problems }
  }
