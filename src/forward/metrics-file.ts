/** Writes the figures where node-exporter's textfile collector looks: whole or not at all, once a minute. */

import { replaceFile } from '../machine/atomic-write.ts'
import type { Machine } from '../machine/machine.ts'
import { breathe, type Timer } from '../machine/timers.ts'
import { type Message, message, reasonOf } from '../messages/message.ts'
import { type Extent, JournalReader, placeAt } from './journal-reader.ts'
import { MetricCounts } from './metric-counts.ts'
import { formatMetrics, type Samples } from './metrics.ts'

export interface MetricsFileOptions {
  readonly machine: Pick<Machine, 'files' | 'log' | 'timers'>
  /** Where the file goes; nothing where nobody wants it. It may change. */
  readonly path: () => string | undefined
  /** Folder of the days' files. */
  readonly dir: string
  readonly extent: () => Extent
  readonly rooms: () => readonly string[]
  /** Figures that are not counted from rows. */
  readonly gather: () => Samples
  /** Milliseconds between two files. Default a minute. */
  readonly everyMs?: number
}

/** Octets that are read at once, so that nothing else waits for long. */
const PIECE = 65_536
/** node-exporter runs as another user. */
const READABLE = 0o644

export class MetricsFile {
  readonly #options: MetricsFileOptions
  readonly #tally = new MetricCounts()
  readonly #reader: JournalReader
  readonly #timer: Timer
  #turn: Promise<void> = Promise.resolve()
  #trouble: Message | undefined
  #written: string | undefined

  /** Counts what comes to the disk from here on. */
  constructor(options: MetricsFileOptions) {
    this.#options = options
    this.#reader = new JournalReader(options.machine.files, options.dir)
    this.#reader.seek(placeAt(options.extent().flushed))
    this.#timer = options.machine.timers.every(options.everyMs ?? 60_000, () => void this.write()).unref()
    void this.write()
  }

  faults(): Message[] {
    return this.#trouble === undefined ? [] : [this.#trouble]
  }

  /** Resolves when the file is there. */
  write(): Promise<void> {
    this.#turn = this.#turn.then(() => this.#write())
    return this.#turn
  }

  /** An old file would look as if all were well. */
  stop(): void {
    this.#timer.stop()
    this.#remove()
  }

  async #write(): Promise<void> {
    const { rooms, path, gather } = this.#options
    const to = path()
    if (this.#written !== undefined && this.#written !== to) this.#remove()
    try {
      await this.#count()
      if (to !== undefined) this.#replace(to, formatMetrics({ ...gather(), ...this.#known(rooms()) }))
      this.#trouble = undefined
    } catch (error) {
      const trouble = message('metrics-unwritable', { file: to ?? '', reason: reasonOf(error) })
      if (trouble.text !== this.#trouble?.text) this.#options.machine.log('warning', trouble.text)
      this.#trouble = trouble
    }
  }

  #known(rooms: readonly string[]): Samples {
    this.#tally.know(rooms)
    return this.#tally.samples()
  }

  async #count(): Promise<void> {
    for (;;) {
      const lines = this.#reader.read(this.#options.extent(), PIECE)
      if (lines.length === 0) return
      this.#tally.take(lines)
      await breathe()
    }
  }

  /** No fsync: it is worth nothing after a power cut. */
  #replace(path: string, text: string): void {
    const { files } = this.#options.machine
    // In RAM it is gone after each reboot.
    files.mkdirSync(path.replace(/\/[^/]*$/, ''), { recursive: true })
    replaceFile(files, path, text, false, READABLE)
    this.#written = path
  }

  #remove(): void {
    const path = this.#written
    this.#written = undefined
    if (path === undefined) return
    try {
      this.#options.machine.files.unlinkSync(path)
    } catch {
      // Somebody else took it away.
    }
  }
}
