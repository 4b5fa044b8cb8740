/** Method `user_set`: makes a login, or changes its password or role. */
import type { Method } from '../daemon.ts'
import type { Tools } from '../tools.ts'
import { setUser } from '../users.ts'

export const userSet =
  ({ users, event }: Pick<Tools, 'users' | 'event'>): Method<'user_set'> =>
  async ({ name, password, role }, { user }) => {
    const result = await setUser(users, name, role, password)
    if ('error' in result) return result
    const what = result.made ? 'made' : password === undefined ? 'role' : 'password'
    event('user-set', { name, role, what, user })
    return {}
  }
