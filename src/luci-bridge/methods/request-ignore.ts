import type { Method } from '../daemon.ts'
import type { Tools } from '../tools.ts'

export const requestIgnore =
  ({ desk, event }: Pick<Tools, 'desk' | 'event'>): Method<'request_ignore'> =>
  async ({ pc }, { user }) => {
    const dropped = desk.ignore(pc)
    event('requests-ignored', { pc, dropped, user })
    return { dropped }
  }
