/** Method `list_return`: the director sends the draft back to the teachers. */

import { message } from '../../messages/message.ts'
import { failed, type Method } from '../daemon.ts'
import type { Tools } from '../tools.ts'

export const listReturn =
  ({ draft, event }: Pick<Tools, 'draft' | 'event'>): Method<'list_return'> =>
  async ({ base, note }, { user }) => {
    const conflict = draft.conflict(base)
    if (conflict !== undefined) return conflict
    if (draft.state().sent === undefined) return failed('refused', message('draft-not-yours'))
    draft.sendBack(user, note)
    event('draft-returned', { sha256: base, note, user })
    return draft.state()
  }
