/** Method `user_delete`: removes a login. */
import type { Method } from '../daemon.ts'
import type { Tools } from '../tools.ts'
import { deleteUser } from '../users.ts'

export const userDelete =
  ({ users, event }: Pick<Tools, 'users' | 'event'>): Method<'user_delete'> =>
  async ({ name }, { user }) => {
    const result = await deleteUser(users, name)
    if (!('error' in result)) event('user-deleted', { name, user })
    return result as Awaited<ReturnType<Method<'user_delete'>>>
  }
