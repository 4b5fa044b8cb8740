/** Method `document`: starts a job that writes one paper. */
import type { Progress } from '../../documents/paper-kind.ts'
import { type WrittenPaper, writePaper } from '../../documents/write.ts'
import { message } from '../../messages/message.ts'
import { failed, type Method } from '../daemon.ts'
import type { Job } from '../jobs.ts'
import type { Tools } from '../tools.ts'
import { mayHave } from './documents.ts'

/** What the paper's sources hold on to before there is a job. */
interface Turn {
  pause: () => Promise<void>
  progress: Progress
}

/** Of these the journal has a row when they have been written: a district asks which schools have drawn up the act of a check. */
const ofRecord: readonly string[] = ['check-act']

export const document =
  (tools: Pick<Tools, 'papers' | 'live' | 'breathe' | 'jobs' | 'event'>): Method<'document'> =>
  async ({ name, answers, format, language = tools.live()?.settings.language ?? 'kk' }, caller) => {
    const turn: Turn = { pause: tools.breathe, progress: () => {} }
    const kinds = await tools.papers(() => turn.pause())
    const kind = kinds.find((each) => each.name === name && mayHave(each, caller))
    if (kind === undefined) return failed('missing', message('paper-unknown'), { argument: 'name' })
    const progress: Progress = (done, of) => turn.progress(done, of)
    const written = await writePaper(kind, { answers, language, format, progress })
    if ('wrong' in written)
      return failed('argument', message('as-said', { output: written.wrong.message }), {
        argument: `answers.${written.wrong.field}`,
      })
    const { fileName, type } = written
    const output = { type, name: fileName, ...(format === 'docx' && { encoding: 'base64' as const }) }
    const { from = '', until = '' } = answers
    const work = async (job: Job): Promise<undefined> => {
      await run(job, turn, written, format)
      if (ofRecord.includes(name))
        tools.event('paper-written', { name, from, until, format, language, user: caller.user })
    }
    return tools.jobs.start('document', caller.user, work, output)
  }

async function run(job: Job, turn: Turn, { pieces }: WrittenPaper, format: 'html' | 'docx'): Promise<undefined> {
  Object.assign(turn, { pause: () => job.breathe(), progress: job.progress })
  let rest = Buffer.alloc(0)
  for await (const piece of pieces) {
    await job.breathe()
    if (format === 'html') await job.write(Buffer.from(piece).toString('utf8'))
    else {
      // Base64 of whole threes of bytes can be put together again as text.
      const bytes = Buffer.concat([rest, piece])
      const whole = bytes.length - (bytes.length % 3)
      await job.write(bytes.subarray(0, whole).toString('base64'))
      rest = bytes.subarray(whole)
    }
  }
  await job.write(rest.toString('base64'))
}
