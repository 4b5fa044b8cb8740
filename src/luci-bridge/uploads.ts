/** Collects texts that come in parts, because one POST takes 64 KiB. Few at a time, each for a limited time. */
import { randomBytes } from 'node:crypto'
import type { Machine } from '../machine/machine.ts'
import type { Timer } from '../machine/timers.ts'
import { message } from '../messages/message.ts'
import type { Failed } from './contract.ts'
import { failed } from './daemon.ts'

interface Upload {
  readonly id: string
  readonly user: string
  readonly parts: string[]
  bytes: number
  at: number
}

export interface Taken {
  readonly id: string
  /** Of UTF-8, so far. */
  readonly bytes: number
  text(): string
}

const atOnce = 4
const forgottenMs = 600_000

export class Uploads {
  readonly #machine: Pick<Machine, 'uptime' | 'timers'>
  readonly #uploads = new Map<string, Upload>()
  #timer: Timer | undefined

  constructor(machine: Pick<Machine, 'uptime' | 'timers'>) {
    this.#machine = machine
  }

  /** Part 0. Somebody's second upload takes the place of the first. */
  begin(user: string, text: string): Taken | Failed {
    const now = this.#machine.uptime()
    this.#forget()
    for (const [id, upload] of this.#uploads) if (upload.user === user) this.#uploads.delete(id)
    if (this.#uploads.size >= atOnce) return failed('busy', message('uploads-busy'))
    const upload = { id: randomBytes(16).toString('hex'), user, parts: [], bytes: 0, at: now }
    this.#uploads.set(upload.id, upload)
    // Whoever gives up in the middle may be the last for weeks.
    this.#timer ??= this.#machine.timers.every(forgottenMs / 2, () => this.#forget()).unref()
    return this.#put(upload, text)
  }

  add(id: string, user: string, part: number, text: string): Taken | Failed {
    const upload = this.#uploads.get(id)
    if (upload?.user !== user) return failed('missing', message('upload-unknown'), { argument: 'upload' })
    if (part !== upload.parts.length)
      return failed('argument', message('upload-other-part', { part: upload.parts.length }), { argument: 'part' })
    return this.#put(upload, text)
  }

  /** How many are under way. */
  get size(): number {
    return this.#uploads.size
  }

  end(id: string): void {
    this.#uploads.delete(id)
  }

  #forget(): void {
    const now = this.#machine.uptime()
    for (const [id, { at }] of this.#uploads) if (now - at > forgottenMs) this.#uploads.delete(id)
    if (this.#uploads.size > 0) return
    this.#timer?.stop()
    this.#timer = undefined
  }

  #put(upload: Upload, text: string): Taken {
    upload.parts.push(text)
    upload.bytes += Buffer.byteLength(text)
    upload.at = this.#machine.uptime()
    return { id: upload.id, bytes: upload.bytes, text: () => upload.parts.join('') }
  }
}
