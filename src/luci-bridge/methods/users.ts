/** Method `users`: lists the logins. */
import type { Method } from '../daemon.ts'
import type { Tools } from '../tools.ts'
import { listUsers } from '../users.ts'

export const users =
  ({ users: tools }: Pick<Tools, 'users'>): Method<'users'> =>
  async () => ({ users: await listUsers(tools) })
