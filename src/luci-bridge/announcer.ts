/** Notifies subscribers of the object, at most twice a second however busy a lesson is. */
import type { Timer, Timers } from '../machine/timers.ts'
import type { JournalRow, Notifications } from './contract.ts'

export interface Speaker {
  /** Whether anybody has subscribed. */
  readonly isHeard: () => boolean
  readonly notify: <Kind extends keyof Notifications>(kind: Kind, data: Notifications[Kind]) => void
}

const gatherMs = 500
const rowsAtOnce = 20

export class Announcer {
  readonly #timers: Timers
  #speaker: Speaker = { isHeard: () => false, notify: () => {} }
  #rows: JournalRow[] = []
  #more = 0
  #request: Notifications['request'] | undefined
  #status = false
  #timer: Timer | undefined

  constructor(timers: Timers) {
    this.#timers = timers
  }

  /** Speaks through the registered object from now on; before, nobody can have subscribed. */
  attach(speaker: Speaker): void {
    this.#speaker = speaker
  }

  visit(row: object): void {
    if (!this.#speaker.isHeard()) return
    this.#rows.push({ ...row })
    if (this.#rows.length > rowsAtOnce) {
      this.#rows.shift()
      this.#more++
    }
    this.#soon()
  }

  request(name: string, waiting: number): void {
    if (!this.#speaker.isHeard()) return
    this.#request = { name, waiting }
    this.#soon()
  }

  status(): void {
    if (!this.#speaker.isHeard()) return
    this.#status = true
    this.#soon()
  }

  stop(): void {
    this.#timer?.stop()
  }

  #soon(): void {
    this.#timer ??= this.#timers.after(gatherMs, () => this.#tell()).unref()
  }

  #tell(): void {
    this.#timer = undefined
    const { notify } = this.#speaker
    if (this.#rows.length > 0) notify('visit', { rows: this.#rows, more: this.#more })
    if (this.#request !== undefined) notify('request', this.#request)
    if (this.#status) notify('status', {})
    this.#rows = []
    this.#more = 0
    this.#request = undefined
    this.#status = false
  }
}
