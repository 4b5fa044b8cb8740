import type { Method } from '../daemon.ts'
import type { Tools } from '../tools.ts'

export const requests =
  ({ desk }: Pick<Tools, 'desk'>): Method<'requests'> =>
  async () => ({ requests: desk.waiting(), ignored: desk.ignored() })
