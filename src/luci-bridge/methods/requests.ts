/** Method `requests`: lists the sites that pupils asked for. */
import type { Method } from '../daemon.ts'
import type { Tools } from '../tools.ts'

export const requests =
  ({ requestQueue }: Pick<Tools, 'requestQueue'>): Method<'requests'> =>
  async () => ({ requests: requestQueue.waiting(), ignored: requestQueue.ignored() })
