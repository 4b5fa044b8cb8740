/** Method `job_drop`: ends a job that nobody needs any more. */
import type { Method } from '../daemon.ts'
import type { Tools } from '../tools.ts'

export const jobDrop =
  ({ jobs }: Pick<Tools, 'jobs'>): Method<'job_drop'> =>
  async ({ id }, { user }) => {
    jobs.drop(id, user)
    return {}
  }
