/** Method `requests`: lists the sites that pupils asked for. */
import type { Method } from '../daemon.ts'
import type { Tools } from '../tools.ts'
import { demandOf } from './on-demand.ts'

export const requests =
  ({ requestQueue, live }: Pick<Tools, 'requestQueue' | 'live'>): Method<'requests'> =>
  async () => ({
    requests: requestQueue.waiting().map((request) => {
      const demand = demandOf({ live }, request)
      return demand === undefined ? request : { ...request, demand }
    }),
    ignored: requestQueue.ignored(),
  })
