/**
 * Writes the journal. A row has its number and its place in the chain at once, goes to the spool in RAM at once, and to
 * the day's file with the next `flush`, in whole batches that are synchronised. What the last writer left is completed
 * when the journal is opened. While the disk is away, rows wait in RAM; more than fit are counted in a gap row. Where it is
 * away from the start, nobody knows yet which number comes next: rows are numbered anew once it is there.
 */

import { type LocalTime, localTime } from '../machine/local-time.ts'
import { takeLock } from '../machine/pid-lock.ts'
import { type Message, message, messageOf } from '../messages/message.ts'
import { Anchor, type Disk } from './anchor.ts'
import { type Apart, apartOf, decodeAll, knownUntil, markOf } from './apart.ts'
import { DayWriter } from './day-writer.ts'
import type { JournalOptions, Leftovers, OpenState } from './journal-options.ts'
import type { EventDetails, Gap, Row, Unnumbered } from './record.ts'
import { isClean, lastTime, latest } from './recovery.ts'
import { encodeRow } from './row-codec.ts'
import { saveRows, stillOpen } from './saved-rows.ts'
import { type SealCounts, Sequence } from './sequence.ts'
import { readSpool, Spool, type SpoolLine } from './spool.ts'

const SPOOL_IS_CROWDED = 4 * 1024 * 1024

export class Journal {
  readonly left: Leftovers
  readonly #machine: JournalOptions['machine']
  readonly #dir: string
  readonly #spoolPath: string
  readonly #maxWaiting: number
  #time: LocalTime
  readonly #spool: Spool
  readonly #writer: DayWriter
  readonly #rows: Sequence
  readonly #anchor: Anchor
  readonly #unlock: () => void
  #open: OpenState = { state: () => [], rows: () => [] }
  #dropped = { rows: 0, from: 0 }
  #trouble: Message | undefined
  /** The open visits as saved beside the rows. `n`: the last row; `at`: up to when all was known; `by`: when it was saved. Seconds. */
  #saved = { n: 0, text: '', at: 0, by: 0 }
  /** Whether a row says that the disk is away. */
  #away = false
  /** The disk was away, or could not be read, when the journal was opened: since when, and whether RAM was empty then. */
  #apart: Apart | undefined
  #missing: Message | undefined

  /** Throws `JournalBusy` where another process writes. */
  constructor(options: JournalOptions) {
    const { machine, dir, spoolDir } = options
    const { files } = machine
    this.#machine = machine
    this.#dir = dir
    this.#spoolPath = `${spoolDir}/journal.spool`
    this.#maxWaiting = options.maxWaiting ?? 8 * 1024 * 1024
    this.#time = localTime(options.zone)
    files.mkdirSync(spoolDir, { recursive: true, mode: 0o700 })
    // In RAM, so that a disk that is away or read-only at the start only makes the rows wait.
    this.#unlock = takeLock(files, `${spoolDir}/journal.lock`)
    this.#spool = new Spool(files, this.#spoolPath, (error) => this.#complain('journal-ram', error))
    this.#writer = new DayWriter(files, dir)
    const { now } = machine
    const onAdded = (row: Row) => this.#spool.add([{ kind: 'R', text: encodeRow(row).trimEnd() }])
    this.#rows = new Sequence({ writer: this.#writer, now, time: () => this.#time, key: options.key, onAdded })
    this.#anchor = new Anchor(files, options.anchor, dir)
    const spooled = readSpool(files, this.#spoolPath)
    const apart = apartOf(spooled, machine.now() / 1000)
    const wasApart = spooled?.some(({ kind }) => kind === 'P') ?? false
    const disk = this.#standOnDisk(apart)
    const spooledRows = decodeAll(spooled ?? [])
    this.left = {
      lastWritten: latest(disk && knownUntil(disk), lastTime(spooledRows)),
      clean: isClean(spooledRows.length > 0 ? spooledRows : (disk?.rows ?? [])),
      spool: spooled?.filter(({ kind }) => kind !== 'R' && kind !== 'P') ?? [],
      rows: disk?.saved === undefined || wasApart ? [] : stillOpen(disk.saved, disk.rows),
    }
    if (disk !== undefined && wasApart) this.#appendLeft(disk, apart)
    this.#goOn(spooled ?? [], wasApart)
    if (disk !== undefined) this.#compare(disk)
  }

  /** Seconds since the epoch as the journal writes them. */
  time(seconds: number): string {
    return this.#time.format(seconds)
  }

  /** The router has another zone from now on: a row says so, and its time is the first one by the new zone. */
  followZone(zone: string): void {
    const before = this.#time.zone
    const time = localTime(zone)
    if (time.zone === before) return
    this.#time = time
    this.event('zone', { from: before, to: time.zone })
  }

  /** Number of the last row. */
  get last(): number {
    return this.#rows.last
  }

  /** Whether the disk was away when the journal was opened, and still is: rows will get other numbers. */
  get isApart(): boolean {
    return this.#apart !== undefined
  }

  /** What is missing of the rows that the disk once had, in words; undefined where all is there. */
  get missing(): Message | undefined {
    return this.#missing
  }

  /** What is wrong with the disk, in words; undefined when nothing is. */
  get trouble(): Message | undefined {
    return this.#trouble
  }

  /** Rows that are not on the disk yet, as lines. */
  get waiting(): readonly string[] {
    return this.#writer.waiting
  }

  /** Whether the spool has grown so far that a flush is due before its time. */
  get crowded(): boolean {
    return this.#spool.size > SPOOL_IS_CROWDED
  }

  /** What `flush` saves beside the rows. */
  attach(open: OpenState): void {
    this.#open = open
  }

  /** Keeps the raw events of open visits in RAM. */
  note(lines: readonly SpoolLine[]): void {
    this.#spool.add(lines)
  }

  /** Adds a row and gives it with its number, or nothing where there was no room. `closes` is the key of its visit. */
  append(row: Unnumbered, closes?: string): Row | undefined {
    this.#rows.turnDay()
    const added = this.#writer.size > this.#maxWaiting ? this.#drop() : this.#rows.add(row)
    const lines: SpoolLine[] = added === undefined ? [] : [{ kind: 'R', text: encodeRow(added).trimEnd() }]
    if (closes !== undefined) lines.push({ kind: 'C', text: closes })
    this.#spool.add(lines)
    return added
  }

  event(name: string, details: EventDetails = {}): Row | undefined {
    return this.append({ at: this.#now(), event: name, ...details })
  }

  /** Times in seconds. */
  gap(gap: Omit<Gap, 'from' | 'to'> & { readonly from: number; readonly to: number }): Row | undefined {
    return this.append(this.#gapRow(gap))
  }

  #gapRow(gap: Omit<Gap, 'from' | 'to'> & { readonly from: number; readonly to: number }): Unnumbered {
    return { gap: { ...gap, from: this.time(gap.from), to: this.time(gap.to) } }
  }

  /** Writes a seal, which fixes all rows before it in the chain. */
  seal(counts: SealCounts = {}): void {
    this.#rows.turnDay()
    this.#rows.seal(counts)
  }

  /** Brings all rows to the disk. Gives false where the disk refuses: they wait, and the next flush tries again. */
  flush(): boolean {
    const written = this.#write()
    this.#spool.replace(this.#standing())
    return written
  }

  /** What the spool has to hold after a flush. */
  *#standing(): Generator<SpoolLine> {
    for (const text of this.#open.state()) yield { kind: 'S', text }
    yield* this.#waitingLines()
  }

  *#waitingLines(): Generator<SpoolLine> {
    if (this.#apart !== undefined) yield markOf(this.#apart)
    for (const line of this.#writer.waiting) yield { kind: 'R', text: line.trimEnd() }
  }

  /** Writes the last row and a seal, and releases the lock. */
  close(counts: SealCounts = {}): void {
    this.#open = { state: () => [], rows: () => [] }
    this.event('stopped')
    this.seal(counts)
    if (this.flush()) this.#machine.files.unlinkSync(this.#spoolPath)
    this.#spool.close()
    this.#writer.close()
    this.#unlock()
  }

  #now(): string {
    return this.time(this.#machine.now() / 1000)
  }

  #drop(): undefined {
    if (this.#dropped.rows++ === 0) this.#dropped.from = this.#machine.now() / 1000
    return undefined
  }

  /** What the disk has; nothing where it is away or cannot be read: that is a fault, and no end. */
  #standOnDisk(apart: Apart): Disk | undefined {
    try {
      const disk = this.#anchor.readDisk(apart.isFirst)
      this.#rows.standOn(disk)
      return disk
    } catch (error) {
      this.#complain('journal-disk', error)
      this.#apart = apart
      this.#rows.beginApart((this.#anchor.known?.last ?? 0) + 1)
      return undefined
    }
  }

  /** Takes up the rows that the last writer had in RAM: as they are, or renumbered where one of us was apart from the disk. */
  #goOn(spooled: readonly SpoolLine[], wasApart: boolean): void {
    const lines = spooled.filter(({ kind }) => kind === 'R').map(({ text }) => text)
    if (this.#apart === undefined && !wasApart) {
      for (const line of lines) this.#rows.complete(line)
      return
    }
    this.#rows.renumber(lines)
    if (this.#apart === undefined) this.#spool.replace([...this.left.spool, ...this.#waitingLines()])
    else if (!wasApart) this.#spool.add([markOf(this.#apart)])
  }

  /** The disk is there that was away when the journal was opened. Throws while it is not. */
  #join(): void {
    const apart = this.#apart
    if (apart === undefined) return
    const disk = this.#anchor.readDisk(apart.isFirst)
    this.#apart = undefined
    const lines = this.#writer.takeAll()
    this.#rows.standOn(disk)
    this.#compare(disk)
    this.#appendLeft(disk, apart)
    this.#rows.renumber(lines.map((line) => line.trimEnd()))
    this.#spool.replace(this.#standing())
  }

  /** What the last writer left open on the disk, and that nobody wrote until there was a writer again. */
  #appendLeft(disk: Disk, { since: until, isFirst }: Apart): void {
    const { lastDay, saved, rows } = disk
    if (lastDay === undefined || !isFirst) return
    for (const row of saved === undefined ? [] : stillOpen(saved, rows)) this.#rows.add(row)
    const last = knownUntil(disk)
    const why = isClean(rows) ? 'daemon-down' : 'power-cut'
    if (last !== undefined) this.#rows.add(this.#gapRow({ from: Math.min(last, until), to: until, why }))
  }

  /** Says what the disk should have and has not, and what a power cut left of a row. */
  #compare(disk: Disk): void {
    const missing = this.#anchor.missing(disk.next)
    if (missing !== undefined) {
      const { rows, at, what } = missing
      this.#missing = what
      this.#machine.log('error', `journal: ${what.text}`)
      const from = Math.min(lastTime(disk.rows) ?? at, at)
      this.append(this.#gapRow({ from, to: at, why: 'rows-missing', ...(rows > 0 && { rows }) }))
    }
    if (disk.torn > 0) this.event('torn-tail', { bytes: disk.torn })
  }

  #write(): boolean {
    try {
      this.#join()
      this.#writer.write()
      this.#saveOpen()
    } catch (error) {
      this.#complain('journal-disk', error)
      this.#sayAway(error)
      return false
    }
    this.#trouble = undefined
    this.#saveAnchor()
    this.#sayBack()
    const { rows, from } = this.#dropped
    if (rows === 0) return true
    this.#dropped = { rows: 0, from: 0 }
    this.gap({ from, to: this.#machine.now() / 1000, why: 'no-space', rows })
    return this.#write()
  }

  /** Writes the row `disk-away`, once, before the rows that wait. */
  #sayAway(error: unknown): void {
    if (this.#away) return
    this.#away = true
    this.#say('disk-away', { why: error instanceof Error ? error.message : String(error) })
  }

  /** Adds an event whatever else waits: it comes once, so there is always room for it. */
  #say(event: string, details: Readonly<Record<string, string>> = {}): void {
    this.#rows.turnDay()
    const row = this.#rows.add({ at: this.#now(), event, ...details })
    this.#spool.add([{ kind: 'R', text: encodeRow(row).trimEnd() }])
  }

  #sayBack(): void {
    if (!this.#away) return
    this.#away = false
    this.#say('disk-back')
    this.#write()
  }

  #saveOpen(): void {
    const rows = this.#open.rows()
    const text = JSON.stringify(rows)
    const n = this.last
    // With each row as well: the time beside it tells up to when the disk knows all.
    const now = this.#machine.now() / 1000
    const at = this.#open.asOf?.() ?? now
    // A flush does not wait for the kernel: that all was known by then is saved once the kernel has told, also where nothing is new.
    const isNews = text !== this.#saved.text || n !== this.#saved.n
    const isSurer = at > this.#saved.at && this.#saved.at < this.#saved.by
    if (!isNews && !isSurer) return
    saveRows(this.#machine.files, this.#dir, { n, at, rows })
    this.#saved = { n, text, at, by: now }
  }

  /** After each seal only: it spares the flash. Without it rows are on the disk all the same. */
  #saveAnchor(): void {
    try {
      this.#anchor.save(this.last, this.#rows.lastSeal, this.#machine.now() / 1000)
    } catch (error) {
      this.#machine.log('warning', `journal: ${error instanceof Error ? error.message : String(error)}`)
    }
  }

  #complain(where: 'journal-disk' | 'journal-ram', error: unknown): void {
    const trouble = message(where, { reason: messageOf(error) })
    if (trouble.text !== this.#trouble?.text) this.#machine.log('error', trouble.text)
    this.#trouble = trouble
  }
}
