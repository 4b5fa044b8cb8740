/** Tells subscribers of the object what happens, gathered, so that a busy lesson costs a page two messages a second. */
import type { JournalRow, Notifications } from './contract.ts'

export interface Speaker {
  /** Whether anybody has subscribed. */
  readonly isHeard: () => boolean
  readonly notify: <Kind extends keyof Notifications>(kind: Kind, data: Notifications[Kind]) => void
}

const gatherMs = 500
const rowsAtOnce = 20

export class Announcer {
  #speaker: Speaker = { isHeard: () => false, notify: () => {} }
  #rows: JournalRow[] = []
  #more = 0
  #request: Notifications['request'] | undefined
  #status = false
  #timer: NodeJS.Timeout | undefined

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
    clearTimeout(this.#timer)
  }

  #soon(): void {
    this.#timer ??= setTimeout(() => this.#tell(), gatherMs)
    this.#timer.unref()
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
