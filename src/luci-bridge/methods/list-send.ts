/** Method `list_send`: sends the draft to the director. */
import { failed, type Method } from '../daemon.ts'
import type { Tools } from '../tools.ts'

export const listSend =
  ({ draft, event }: Pick<Tools, 'draft' | 'event'>): Method<'list_send'> =>
  async ({ base }, { user }) => {
    const conflict = draft.conflict(base)
    if (conflict !== undefined) return conflict
    if (!draft.state().differs) return failed('refused', 'The draft is the list that is in force.')
    if (draft.parsed().whitelist === undefined) return failed('refused', 'The draft has errors: correct them first.')
    draft.send(user)
    event('draft-sent', { sha256: base, user })
    return draft.state()
  }
