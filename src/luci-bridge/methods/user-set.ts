/** Method `user_set`: makes a login, or changes its password or role; a director's waits for a director. */
import type { Method } from '../daemon.ts'
import type { Tools } from '../tools.ts'
import { setUser, type UserSet } from '../users.ts'

/** What was done, for the journal. */
export const whatOf = ({ made, waits }: UserSet, password: string | undefined) =>
  waits ? 'waits' : made ? 'made' : password === undefined ? 'role' : 'password'

export const userSet =
  ({ users, event }: Pick<Tools, 'users' | 'event'>): Method<'user_set'> =>
  async ({ name, password, role }, { user, roles }) => {
    const result = await setUser(users, { name, role, password, byDirector: roles.includes('director') })
    if ('error' in result) return result
    event('user-set', { name, role, what: whatOf(result, password), user, ...(result.first ? { first: true } : {}) })
    return { waits: result.waits === true }
  }
