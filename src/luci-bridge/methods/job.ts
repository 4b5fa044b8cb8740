/** Method `job`: fetches the next part of the output of a job. */

import { message } from '../../messages/message.ts'
import { failed, type Method } from '../daemon.ts'
import type { Tools } from '../tools.ts'

export const job =
  ({ jobs }: Pick<Tools, 'jobs'>): Method<'job'> =>
  async ({ id, offset = 0 }, { user }) =>
    jobs.state(id, user, offset) ?? failed('missing', message('job-unknown'), { argument: 'id' })
