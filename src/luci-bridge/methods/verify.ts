/** Method `verify`: starts a job that verifies the journal. */
import { decodePublicKey } from '../../logger/signify-keys.ts'
import { verifySteps } from '../../logger/verify-files.ts'
import type { Method } from '../daemon.ts'
import type { Job, Outcome } from '../jobs.ts'
import type { Tools } from '../tools.ts'

type Wanted = { readonly since?: string; readonly until?: string; readonly head?: string }

export const verify =
  (tools: Pick<Tools, 'journal' | 'jobs' | 'machine'>): Method<'verify'> =>
  async (wanted, { user }) =>
    tools.jobs.start('verify', user, (job) => check(tools, job, wanted))

async function check(
  { journal, machine }: Pick<Tools, 'journal' | 'machine'>,
  job: Job,
  wanted: Wanted,
): Promise<Outcome> {
  const text = journal.key()
  const key = text === undefined ? undefined : decodePublicKey(text)
  const sealed = journal.sealed()
  const steps = verifySteps(machine.files, journal.folder(), {
    ...wanted,
    ...(key === undefined ? {} : { keys: [key] }),
    ...(sealed === undefined ? {} : { sealed }),
    onProgress: job.progress,
  })
  for (;;) {
    const step = steps.next()
    if (step.done === true) {
      const { wrong, ...counts } = step.value
      return { verified: { ...counts, keyKnown: key !== undefined, ...(wrong === undefined ? {} : { wrong }) } }
    }
    await job.breathe()
  }
}
