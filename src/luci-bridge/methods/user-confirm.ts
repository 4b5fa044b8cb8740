/** Method `user_confirm`: a director lets another login approve, and sets its password, which no administrator knows then. */
import { message } from '../../messages/message.ts'
import { failed, type Method } from '../daemon.ts'
import type { Tools } from '../tools.ts'
import { confirmUser } from '../users.ts'

export const userConfirm =
  ({ users, event }: Pick<Tools, 'users' | 'event'>): Method<'user_confirm'> =>
  async ({ name, password }, { user, roles }) => {
    if (!roles.includes('director')) return failed('refused', message('confirmed-by-director'))
    const result = await confirmUser(users, name, password)
    if ('error' in result) return result
    event('user-set', { name, role: 'director', what: 'confirmed', user })
    return {}
  }
