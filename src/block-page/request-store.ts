/** Stores pupils' requests in a file soon after each; a full disk does not stop the daemon. */

import { replaceFile } from '../machine/atomic-write.ts'
import type { Machine } from '../machine/machine.ts'
import type { Timer } from '../machine/timers.ts'
import { emptyQueue, type RequestQueue, type SiteRequest } from './requests.ts'

/** PCs, by their names, whose requests are dropped on that day. */
export interface Ignored {
  readonly date: string
  readonly pcs: readonly string[]
}

export interface KeptRequests {
  readonly queue: RequestQueue
  readonly ignored: Ignored
}

/** Milliseconds in which requests are gathered into one writing of the file. */
const saveMs = 1000
/** Milliseconds until a disk that refused is tried again. */
const retryMs = 60_000

const nothing: KeptRequests = { queue: emptyQueue, ignored: { date: '', pcs: [] } }

/** The file may have been edited, or cut off by a full disk. */
function isRequest(value: unknown): value is SiteRequest {
  const { at, client, name, reason } = (value ?? {}) as Partial<Record<keyof SiteRequest, unknown>>
  return typeof at === 'number' && [client, name, reason].every((text) => typeof text === 'string')
}

function readIgnored(value: unknown): Ignored {
  const { date, pcs } = (value ?? {}) as Partial<Record<keyof Ignored, unknown>>
  if (typeof date !== 'string' || !Array.isArray(pcs)) return nothing.ignored
  return { date, pcs: pcs.filter((pc) => typeof pc === 'string') }
}

export class RequestStore {
  readonly #machine: Pick<Machine, 'files' | 'log' | 'now' | 'timers'>
  readonly #path: string
  #kept: KeptRequests
  #timer: Timer | undefined

  /** Never throws for what the file holds. */
  constructor(machine: Pick<Machine, 'files' | 'log' | 'now' | 'timers'>, path: string) {
    this.#machine = machine
    this.#path = path
    this.#kept = this.#load()
  }

  get kept(): KeptRequests {
    return this.#kept
  }

  /** Throws Node's error where the disk refuses; what is kept is then what it was. */
  keep(next: KeptRequests): void {
    const { queue, ignored } = next
    const text = JSON.stringify({ format: 1, waiting: queue.waiting, ignored })
    replaceFile(this.#machine.files, this.#path, text, true)
    this.#rest()
    this.#kept = next
  }

  /** Without the file as yet. */
  change(queue: RequestQueue): void {
    this.#kept = { ...this.#kept, queue }
  }

  /** A pupil's click must not end the daemon: on a full disk requests wait in memory. */
  saveSoon(ms = saveMs): void {
    this.#timer ??= this.#machine.timers.after(ms, () => this.#save()).unref()
  }

  close(): void {
    if (this.#timer !== undefined) this.#save()
    this.#rest()
  }

  #rest(): void {
    this.#timer?.stop()
    this.#timer = undefined
  }

  #save(): void {
    this.#rest()
    try {
      this.keep(this.#kept)
    } catch (error) {
      const sentence = `${this.#path} cannot be written, requests wait in memory: ${(error as Error).message}`
      this.#machine.log('warning', sentence)
      this.saveSoon(retryMs)
    }
  }

  #load(): KeptRequests {
    const { files } = this.#machine
    if (!files.existsSync(this.#path)) return nothing
    try {
      const { waiting, ignored } = JSON.parse(files.readFileSync(this.#path, 'utf8')) as Record<string, unknown>
      if (!Array.isArray(waiting)) throw new Error('no requests in it')
      return { queue: { waiting: waiting.filter(isRequest), recent: [] }, ignored: readIgnored(ignored) }
    } catch (error) {
      this.#putAside((error as Error).message)
      return nothing
    }
  }

  /** A person may still find in it what pupils asked for. */
  #putAside(why: string): void {
    const { files, log, now } = this.#machine
    const aside = `${this.#path}.damaged-${now()}`
    try {
      files.renameSync(this.#path, aside)
      log('warning', `${this.#path} cannot be read, and is kept as ${aside}: ${why}`)
    } catch (error) {
      log('warning', `${this.#path} can neither be read nor put aside: ${(error as Error).message}`)
    }
  }
}
