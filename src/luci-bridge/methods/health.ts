import type { Method } from '../daemon.ts'
import type { Tools } from '../tools.ts'

export const health =
  (tools: Pick<Tools, 'health'>): Method<'health'> =>
  async () => ({ checks: await tools.health() })
