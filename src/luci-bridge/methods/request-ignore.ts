/** Method `request_ignore`: ignores the requests of a PC for the rest of the day. */
import type { Method } from '../daemon.ts'
import type { Tools } from '../tools.ts'

export const requestIgnore =
  ({ requestQueue, event }: Pick<Tools, 'requestQueue' | 'event'>): Method<'request_ignore'> =>
  async ({ pc }, { user }) => {
    const dropped = requestQueue.ignore(pc)
    event('requests-ignored', { pc, dropped, user })
    return { dropped }
  }
