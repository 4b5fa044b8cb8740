/** Method `list_send`: sends the draft to the director. */

import { message } from '../../messages/message.ts'
import { failed, type Method } from '../daemon.ts'
import type { Tools } from '../tools.ts'

export const listSend =
  ({ draft, event }: Pick<Tools, 'draft' | 'event'>): Method<'list_send'> =>
  async ({ base }, { user }) => {
    const conflict = draft.conflict(base)
    if (conflict !== undefined) return conflict
    if (!draft.state().differs) return failed('refused', message('draft-in-force'))
    const { whitelist } = await draft.parsed()
    if (whitelist === undefined) return failed('refused', message('draft-has-errors'))
    const meanwhile = draft.conflict(base)
    if (meanwhile !== undefined) return meanwhile
    draft.send(user)
    event('draft-sent', { sha256: base, user })
    return draft.state()
  }
