/**
 * Sends the journal to one target. The journal on the disk is the queue: at most a piece of it is in memory.
 *
 * Syslog has no acknowledgements, and what the kernel has taken may die with the receiver. So a connection is a round: it
 * is ended after a while, and the receiver's answer to its end proves that it has read all of it. The next connection
 * stands before the last one is ended, so that a receiver that dies at any moment breaks one of them, which shows. Rows
 * are settled when the round after theirs has been answered too: the receiver has lived on for a round with what it had
 * read. Whatever breaks, everything behind the last settled row is sent again, as the same messages.
 */

import { type Backoff, createBackoff } from '../machine/backoff.ts'
import type { Timer } from '../machine/timers.ts'
import { type Message, message, reasonOf } from '../messages/message.ts'
import { BEGINNING, JournalReader, type Place } from './journal-reader.ts'
import { describe, LinkError } from './link-errors.ts'
import { type RelayOptions, type Timings, timings } from './relay-options.ts'
import type { SyslogLink } from './syslog-link.ts'
import { encodeLine, encodeMissing, encodeResume, hashOf, type Line } from './syslog-message.ts'

/** Octets that are read and written at once. */
const PIECE = 32_768

interface Round {
  readonly link: SyslogLink
  readonly since: number
  /** The last row that was written to it; undefined while there is none. */
  place: Place | undefined
}

export class Relay {
  readonly #options: RelayOptions
  readonly #timings: Timings
  readonly #reader: JournalReader
  readonly #stopped: Promise<void>
  #stop: () => void = () => {}
  #ending = false
  readonly #links = new Set<SyslogLink>()
  readonly #backoff: Backoff
  /** Behind what was written last. */
  #position: Place
  #told = 0
  /** Messages of rows that were written, and how many of them not for the first time. */
  readonly counts = { sent: 0, again: 0 }
  #furthest: number
  /** Since when it does not get on, by the monotonic clock, and why. */
  trouble: { readonly since: number; readonly says: Message; readonly isCertificate: boolean } | undefined

  constructor(options: RelayOptions) {
    this.#options = options
    this.#timings = options.timings ?? timings
    this.#backoff = createBackoff(this.#timings.retryMs)
    this.#reader = new JournalReader(options.machine.files, options.dir)
    this.#position = options.cursor.place
    this.#furthest = options.cursor.place.n
    this.#stopped = new Promise((resolve) => {
      this.#stop = resolve
    })
  }

  get settled(): number {
    return this.#options.cursor.place.n
  }

  get position(): number {
    return this.#position.n
  }

  /** Resolves when it was stopped. */
  async run(): Promise<void> {
    while (!this.#ending) {
      try {
        await this.#session()
      } catch (error) {
        if (this.#ending) return
        this.#complain(error as Error)
        await this.#pause(this.#backoff.next() * (0.75 + this.#options.random() / 2))
      }
    }
  }

  stop(): void {
    this.#ending = true
    this.#stop()
    for (const link of this.#links) link.destroy()
  }

  /** From the last settled row on, until something breaks. */
  async #session(): Promise<void> {
    const { cursor, extent } = this.#options
    if (cursor.place.n > extent().last) this.#restart()
    this.#position = cursor.place
    this.#reader.seek(cursor.place)
    while (!this.#ending && extent().flushed <= this.#position.n) await this.#pause(this.#timings.pollMs)
    if (this.#ending) return
    let round = await this.#open()
    try {
      await round.link.write(encodeResume(this.#options.sender, this.#position.n))
      let confirmed: Place | undefined
      while (!this.#ending) {
        await this.#carry(round)
        // A receiver may close a connection without rows: nothing is lost with it.
        if (this.#isIdle(round, confirmed) && round.link.broken !== undefined) return
        if (round.link.broken !== undefined) throw round.link.broken
        if (this.#isDue(round) && !this.#isIdle(round, confirmed)) {
          const next = await this.#turn(round)
          if (confirmed !== undefined) cursor.settle(confirmed)
          confirmed = round.place
          round = next
          this.#isWell()
        }
      }
    } finally {
      round.link.destroy()
    }
  }

  async #open(): Promise<Round> {
    const link = await this.#options.dial(this.#options.target)
    this.#links.add(link)
    void link.over.then(() => this.#links.delete(link))
    if (this.#ending) link.destroy()
    return { link, since: this.#options.machine.uptime(), place: undefined }
  }

  readonly #isIdle = (round: Round, confirmed: Place | undefined) =>
    round.place === undefined && confirmed === undefined
  readonly #isDue = ({ since }: Round) => this.#options.machine.uptime() - since >= this.#timings.roundMs

  /** Ends a round when the next one stands, and waits for the answer. */
  async #turn(round: Round): Promise<Round> {
    const next = await this.#open()
    try {
      await this.#pause(this.#timings.quietMs, round.link)
      await round.link.finish()
      if (next.link.broken !== undefined) throw next.link.broken
      return next
    } catch (error) {
      next.link.destroy()
      throw error
    }
  }

  /** Writes what there is until the round is due; one look where there is nothing. */
  async #carry(round: Round): Promise<void> {
    const { machine } = this.#options
    while (!this.#ending && !(round.place !== undefined && this.#isDue(round))) {
      const started = machine.uptime()
      const lines = this.#read()
      if (this.#reader.isOther) {
        this.#restart()
        throw new LinkError({ says: message('journal-changed'), isCertificate: false })
      }
      if (lines.length === 0) return this.#pause(this.#timings.pollMs, round.link)
      const bytes = this.#encode(lines)
      // What is being written may arrive, whether or not the writing is answered.
      round.place = this.#position
      const written = round.link.write(bytes)
      const worked = machine.uptime() - started
      await written
      await this.#pause(worked * this.#timings.rest, round.link)
    }
  }

  #read(): Line[] {
    try {
      return this.#reader.read(this.#options.extent(), PIECE)
    } catch (error) {
      throw new LinkError({ says: message('journal-unreadable', { reason: reasonOf(error) }), isCertificate: false })
    }
  }

  #encode(lines: readonly Line[]): Buffer {
    const { sender } = this.#options
    const messages: Buffer[] = []
    let { n } = this.#position
    let newest: Line | undefined
    for (const line of lines) {
      if (line.n > n + 1) {
        messages.push(encodeMissing(sender, n + 1, line.n - 1))
        this.#tellMissing(n + 1, line.n - 1)
      }
      messages.push(encodeLine(sender, line))
      this.counts.sent++
      if (line.n <= this.#furthest) this.counts.again++
      if (line.row === undefined || line.n <= n) continue
      n = line.n
      newest = line
    }
    if (newest !== undefined) this.#position = { n, row: hashOf(newest.bytes) }
    this.#furthest = Math.max(this.#furthest, n)
    return Buffer.concat(messages)
  }

  #tellMissing(from: number, to: number): void {
    if (to <= this.#told) return
    this.#told = to
    this.#options.onMissing(from, to)
  }

  /** Where the journal is another one than before. */
  #restart(): void {
    const { machine, target } = this.#options
    machine.log('warning', `forward ${target.id}: the journal is another one than before: all of it is sent`)
    this.#options.cursor.restart()
    this.#position = BEGINNING
    this.#furthest = 0
    this.#told = 0
  }

  #isWell(): void {
    this.#backoff.reset()
    if (this.trouble !== undefined) this.#options.machine.log('info', `forward ${this.#options.target.id}: it goes on`)
    this.trouble = undefined
  }

  #complain(error: Error): void {
    const { says, isCertificate } = describe(error, this.#options.target.ca)
    const { machine, target } = this.#options
    if (says.text !== this.trouble?.says.text)
      machine.log('warning', `forward ${target.id}: ${target.host}:${target.port}: ${says.text}; trying again`)
    this.trouble = { since: this.trouble?.since ?? machine.uptime(), says, isCertificate }
  }

  /** Ends early when the relay is stopped, or a link breaks. */
  async #pause(ms: number, link?: SyslogLink): Promise<void> {
    let timer: Timer | undefined
    const over = new Promise<void>((resolve) => {
      timer = this.#options.machine.timers.after(ms, resolve)
    })
    await Promise.race([over, this.#stopped, ...(link === undefined ? [] : [link.over])])
    timer?.stop()
  }
}
