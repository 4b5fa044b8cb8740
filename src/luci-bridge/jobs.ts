/**
 * Runs long work whose output is fetched in parts. What was made waits within a bound: the work stands still while nobody
 * fetches it, and is dropped when nobody has asked for it for ten minutes.
 */
import { randomBytes } from 'node:crypto'
import type { Machine } from '../machine/machine.ts'
import type { Timer } from '../machine/timers.ts'
import { type Message, message, reasonOf } from '../messages/message.ts'
import type { Failed, JobState, Started, VerifyResult } from './contract.ts'
import { failed } from './daemon.ts'

export interface JobOutput {
  /** The output's type, and the name to save it under. */
  readonly type: string
  readonly name: string
  readonly encoding?: 'base64'
}

export interface Job {
  progress(done: number, of: number): void
  /** Resolves when there is room for more. Rejects once nobody wants it any more. */
  write(text: string): Promise<void>
  /** Gives others their turn. Rejects once nobody wants the work any more. */
  breathe(): Promise<void>
}

/** What the work comes to, besides what it wrote. */
export interface Outcome {
  readonly verified?: VerifyResult
}

interface Running {
  readonly kind: string
  readonly user: string
  readonly output: JobOutput | undefined
  state: 'running' | 'done' | 'failed'
  done: number
  of: number
  /** Output from `start` on, in UTF-16 units. */
  text: string
  start: number
  outcome: Outcome
  fault: Message | undefined
  asked: number
  gone: boolean
  wake: () => void
}

/** UTF-16 units: of one answer, and of what may wait. A part in base64 ends with whole bytes. */
const partSize = 96 * 1024
const waitingSize = 4 * partSize
const forgottenMs = 600_000
const jobsAtOnce = 8

class Dropped extends Error {}

export class Jobs {
  readonly #tools: Pick<Machine, 'uptime' | 'log' | 'timers'> & { readonly breathe: () => Promise<void> }
  readonly #jobs = new Map<string, Running>()
  #timer: Timer | undefined

  constructor(tools: Pick<Machine, 'uptime' | 'log' | 'timers'> & { readonly breathe: () => Promise<void> }) {
    this.#tools = tools
  }

  /** One of a kind at a time; whoever starts the same anew has given up the first. */
  start(
    kind: string,
    user: string,
    work: (job: Job) => Promise<Outcome | undefined>,
    output?: JobOutput,
  ): Started | Failed {
    this.#forget()
    for (const [id, job] of this.#jobs) if (job.kind === kind && job.user === user) this.#drop(id, job)
    const others = [...this.#jobs.values()].filter(({ state }) => state === 'running')
    const other = others.find((job) => job.kind === kind)
    if (other !== undefined) return failed('busy', message('job-busy', { user: other.user }))
    if (this.#jobs.size >= jobsAtOnce) return failed('busy', message('jobs-full'))
    const id = randomBytes(16).toString('hex')
    const job: Running = {
      ...{ kind, user, output, state: 'running', done: 0, of: 0, text: '', start: 0, outcome: {}, fault: undefined },
      ...{ asked: this.#tools.uptime(), gone: false, wake: () => {} },
    }
    this.#jobs.set(id, job)
    void this.#run(job, work)
    this.#timer ??= this.#tools.timers.every(forgottenMs / 10, () => this.#forget()).unref()
    return { job: id }
  }

  /** Returns undefined for another user's job. */
  state(id: string, user: string, offset: number): JobState | undefined {
    const job = this.#find(id, user)
    if (job === undefined) return undefined
    job.asked = this.#tools.uptime()
    const from = Math.max(offset, job.start)
    job.text = job.text.slice(from - job.start)
    job.start = from
    job.wake()
    const text = job.text.slice(0, cutOf(job.text))
    const next = from + text.length
    const hasMore = job.state === 'running' || next < job.start + job.text.length
    return {
      ...{ state: job.state, done: job.done, of: job.of },
      ...(job.output === undefined ? {} : { text, ...job.output }),
      ...(hasMore && job.state !== 'failed' ? { next } : {}),
      ...(job.state === 'done' ? job.outcome : {}),
      ...(job.fault === undefined ? {} : { error: job.fault.text, message: job.fault }),
    }
  }

  drop(id: string, user: string): boolean {
    const job = this.#find(id, user)
    if (job !== undefined) this.#drop(id, job)
    return job !== undefined
  }

  stop(): void {
    this.#timer?.stop()
    for (const [id, job] of this.#jobs) this.#drop(id, job)
  }

  #find(id: string, user: string): Running | undefined {
    const job = this.#jobs.get(id)
    return job?.user === user ? job : undefined
  }

  #drop(id: string, job: Running): void {
    job.gone = true
    job.wake()
    this.#jobs.delete(id)
  }

  #forget(): void {
    const now = this.#tools.uptime()
    for (const [id, job] of this.#jobs) if (now - job.asked > forgottenMs) this.#drop(id, job)
    if (this.#jobs.size > 0) return
    this.#timer?.stop()
    this.#timer = undefined
  }

  async #run(job: Running, work: (job: Job) => Promise<Outcome | undefined>): Promise<void> {
    const stayWanted = () => {
      if (job.gone) throw new Dropped()
    }
    try {
      const outcome = await work({
        progress: (done, of) => Object.assign(job, { done, of }),
        breathe: () => this.#tools.breathe().then(stayWanted),
        async write(text) {
          stayWanted()
          job.text += text
          while (job.text.length > waitingSize && !job.gone)
            await new Promise<void>((resolve) => {
              job.wake = resolve
            })
          stayWanted()
        },
      })
      job.outcome = outcome ?? {}
      job.state = 'done'
    } catch (error) {
      if (error instanceof Dropped) return
      this.#tools.log('error', `${job.kind}: ${(error as Error).stack}`)
      job.fault = message('job-failed', { reason: reasonOf(error) })
      job.state = 'failed'
    }
  }
}

/** A part never ends within a pair of surrogates, nor within three bytes of base64. */
function cutOf(text: string): number {
  if (text.length <= partSize) return /[\ud800-\udbff]$/.test(text) ? text.length - 1 : text.length
  return /[\ud800-\udbff]/.test(text[partSize - 1] ?? '') ? partSize - 1 : partSize
}
