/**
 * Writes the journal. A row has its number and its place in the chain at once, goes to the spool in RAM at once, and to
 * the day's file with the next `flush`, in whole batches that are synchronised. What the last writer left is completed
 * when the journal is opened. While the disk is away, rows wait in RAM; more than fit are counted in a gap row.
 */
import type { Machine } from '../machine.ts'
import { type Chain, GENESIS } from './chain.ts'
import { DayWriter } from './day-writer.ts'
import { type LocalTime, localTime } from './local-time.ts'
import { takeLock } from './lock.ts'
import {
  type Counts,
  type Decoded,
  decodeRow,
  encodeRow,
  FORMAT,
  type Gap,
  type Row,
  type Unnumbered,
} from './record.ts'
import { lastTime, numberOf, readStanding } from './recovery.ts'
import { readSavedRows, saveRows, stillOpen } from './saved-rows.ts'
import { type SigningKey, signText } from './signify.ts'
import { readSpool, Spool, type SpoolLine } from './spool.ts'

export interface JournalOptions {
  readonly machine: Pick<Machine, 'files' | 'now' | 'log'>
  /** Where the days' files lie: flash, or a USB mount. */
  readonly dir: string
  /** Folder in RAM. */
  readonly spoolDir: string
  /** IANA name. */
  readonly zone: string
  /** Signs the seals that close a day. */
  readonly key?: SigningKey
  /** Octets of rows that may wait for a disk that is away. Default 8 MiB. */
  readonly maxWaiting?: number
}

/** What is to be saved with each flush. */
export interface OpenState {
  /** For the spool: restores the capture after a kill. In parts, each a text without line feeds. */
  state(): Iterable<string>
  /** For the disk: open visits as rows, so that a power cut does not take them. */
  rows(): readonly Unnumbered[]
}

export interface SealCounts {
  readonly kernel?: Counts
  readonly recorded?: Counts
}

/** What the last writer left undone. */
export interface Leftovers {
  /** When it last wrote (seconds); nothing in a new journal. */
  readonly lastWritten: number | undefined
  /** Whether it ended by itself. */
  readonly clean: boolean
  /** The raw news of its open visits, when it was killed. */
  readonly spool: readonly SpoolLine[]
  /** Its open visits as the disk had them, when the power went. */
  readonly rows: readonly Unnumbered[]
}

/** Before this, no clock is set: there was no aqtizim. Seconds since the epoch. */
export const CLOCK_IS_SET = Date.UTC(2025, 0, 1) / 1000
const SPOOL_IS_CROWDED = 4 * 1024 * 1024

export class Journal {
  readonly left: Leftovers
  readonly #machine: JournalOptions['machine']
  readonly #dir: string
  readonly #spoolPath: string
  readonly #key: SigningKey | undefined
  readonly #maxWaiting: number
  readonly #time: LocalTime
  readonly #spool: Spool
  readonly #writer: DayWriter
  readonly #unlock: () => void
  readonly #chain: Chain
  #next: number
  #date: string | undefined
  #open: OpenState = { state: () => [], rows: () => [] }
  #dropped = { rows: 0, from: 0 }
  #trouble = ''
  #saved = ''
  /** Whether a row says that the disk is away. */
  #away = false

  /** Throws `JournalBusy` where another process writes, and Node's error where what is there cannot be read. */
  constructor(options: JournalOptions) {
    const { machine, dir, spoolDir } = options
    const { files } = machine
    this.#machine = machine
    this.#dir = dir
    this.#spoolPath = `${spoolDir}/journal.spool`
    this.#key = options.key
    this.#maxWaiting = options.maxWaiting ?? 8 * 1024 * 1024
    this.#time = localTime(options.zone)
    files.mkdirSync(spoolDir, { recursive: true, mode: 0o700 })
    // In RAM, so that a disk that is away or read-only at the start only makes the rows wait.
    this.#unlock = takeLock(files, `${spoolDir}/journal.lock`)
    this.#spool = new Spool(files, this.#spoolPath, (error) => this.#complain('RAM', error))
    this.#writer = new DayWriter(files, dir)
    const spooled = readSpool(files, this.#spoolPath)
    const saved = spooled === undefined ? readSavedRows(files, dir) : undefined
    const standing = readStanding(files, dir, saved?.n)
    this.#chain = standing.chain
    this.#next = standing.next
    const { lastDay, rows } = standing
    if (lastDay !== undefined) {
      if (lastDay.file.packed) throw new Error(`the newest day must not be compressed: ${lastDay.file.path}`)
      this.#date = lastDay.file.date
      this.#writer.start(this.#date, lastDay.size)
    }
    const spooledRows = spooled?.filter(({ kind }) => kind === 'R') ?? []
    this.left = {
      lastWritten: latest(lastTime(rows), lastTime(decodeAll(spooledRows)), saved?.at),
      clean: spooled === undefined && isClean(rows),
      spool: spooled?.filter(({ kind }) => kind !== 'R') ?? [],
      rows: saved === undefined ? [] : stillOpen(saved, rows),
    }
    for (const { text } of spooledRows) this.#complete(`${text}\n`)
    if (standing.torn > 0) this.event('torn-tail', { bytes: standing.torn })
  }

  /** Seconds since the epoch as the journal writes them. */
  time(seconds: number): string {
    return this.#time.format(seconds)
  }

  /** Number of the last row. */
  get last(): number {
    return this.#next - 1
  }

  /** What is wrong with the disk, in words; empty when all is well. */
  get trouble(): string {
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

  /** Keeps the raw news of open visits in RAM. */
  note(lines: readonly SpoolLine[]): void {
    this.#spool.add(lines)
  }

  /** Adds a row and gives it with its number, or nothing where there was no room. `closes` is the key of its visit. */
  append(row: Unnumbered, closes?: string): Row | undefined {
    this.#turnDay()
    const added = this.#writer.size > this.#maxWaiting ? this.#drop() : this.#add(row)
    const lines: SpoolLine[] = added === undefined ? [] : [{ kind: 'R', text: encodeRow(added).trimEnd() }]
    if (closes !== undefined) lines.push({ kind: 'C', text: closes })
    this.#spool.add(lines)
    return added
  }

  event(name: string, details: Readonly<Record<string, string | number | boolean>> = {}): Row | undefined {
    return this.append({ at: this.#now(), event: name, ...details })
  }

  /** Times in seconds. */
  gap(gap: Omit<Gap, 'from' | 'to'> & { readonly from: number; readonly to: number }): Row | undefined {
    return this.append({ gap: { ...gap, from: this.time(gap.from), to: this.time(gap.to) } })
  }

  /** Fixes all rows before it. */
  seal(counts: SealCounts = {}): void {
    this.#turnDay()
    this.#seal(counts, false)
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
    for (const line of this.#writer.waiting) yield { kind: 'R', text: line.trimEnd() }
  }

  /** Writes the last row, seals, and gives the journal back. */
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

  /** A row of a later day closes the day before. A clock that went back stays in the day that it came from. */
  #turnDay(): void {
    const date = this.#time.date(this.#machine.now() / 1000)
    if (this.#date !== undefined && date <= this.#date) return
    if (this.#date !== undefined) this.#seal({}, true)
    const previous = this.#date === undefined ? GENESIS : this.#chain.head()
    this.#startDay(date, previous)
    const day = { date, format: FORMAT, zone: this.#time.zone, previous }
    const row = this.#add({ at: this.#now(), day })
    this.#spool.add([{ kind: 'R', text: encodeRow(row).trimEnd() }])
  }

  #startDay(date: string, previous: string): void {
    this.#date = date
    this.#writer.start(date, 0)
    this.#chain.continueFrom(previous)
  }

  #seal(counts: SealCounts, closes: boolean): void {
    const head = this.#chain.head()
    const signing = closes ? this.#key : undefined
    const row = {
      at: this.#now(),
      seal: { rows: this.#next, head, ...counts, ...(closes && { closes }), ...(signing && { key: signing.id }) },
    }
    // The signature covers the row up to where the signature itself begins.
    const unsigned = encodeRow(this.#numbered(row)).replace(/\}\}\n$/, '')
    const seal = { ...row.seal, ...(signing && { sig: signText(unsigned, signing) }) }
    this.#chain.continueFrom(head)
    const added = this.#add({ ...row, seal })
    this.#spool.add([{ kind: 'R', text: encodeRow(added).trimEnd() }])
  }

  #numbered(row: Unnumbered): Row {
    const unset = this.#machine.now() / 1000 < CLOCK_IS_SET ? { clock: 'unset' as const } : {}
    return { n: this.#next, ...row, ...unset } as Row
  }

  #add(row: Unnumbered): Row {
    const numbered = this.#numbered(row)
    this.#take(encodeRow(numbered))
    return numbered
  }

  #take(line: string): void {
    this.#chain.add(line)
    this.#next++
    this.#writer.push(this.#date ?? '', line)
  }

  #drop(): undefined {
    if (this.#dropped.rows++ === 0) this.#dropped.from = this.#machine.now() / 1000
    return undefined
  }

  /** A row that the last writer had numbered and spooled, but perhaps not brought to the disk. */
  #complete(line: string): void {
    const decoded = decodeRow(line)
    if (decoded === undefined || numberOf(decoded) !== this.#next) return
    if (decoded.kind === 'day') this.#startDay(decoded.row.day.date, decoded.row.day.previous)
    if (decoded.kind === 'seal') this.#chain.continueFrom(decoded.row.seal.head)
    this.#take(line)
  }

  #write(): boolean {
    try {
      this.#writer.write()
      this.#saveOpen()
    } catch (error) {
      this.#complain('disk', error)
      this.#sayAway(error)
      return false
    }
    this.#trouble = ''
    this.#sayBack()
    const { rows, from } = this.#dropped
    if (rows === 0) return true
    this.#dropped = { rows: 0, from: 0 }
    this.gap({ from, to: this.#machine.now() / 1000, why: 'no-space', rows })
    return this.#write()
  }

  /** The row waits with the others, and stands before those that had to. */
  #sayAway(error: unknown): void {
    if (this.#away) return
    this.#away = true
    this.#say('disk-away', { why: error instanceof Error ? error.message : String(error) })
  }

  /** There is always room for it: it comes once. */
  #say(event: string, details: Readonly<Record<string, string>> = {}): void {
    this.#turnDay()
    const row = this.#add({ at: this.#now(), event, ...details })
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
    if (text === this.#saved) return
    saveRows(this.#machine.files, this.#dir, { n: this.last, at: this.#machine.now() / 1000, rows })
    this.#saved = text
  }

  #complain(what: string, error: unknown): void {
    const message = `journal: ${what}: ${error instanceof Error ? error.message : String(error)}`
    if (message !== this.#trouble) this.#machine.log('error', message)
    this.#trouble = message
  }
}

function decodeAll(lines: readonly SpoolLine[]) {
  return lines.flatMap(({ text }) => decodeRow(text) ?? [])
}

function latest(...times: readonly (number | undefined)[]): number | undefined {
  const known = times.filter((time) => time !== undefined)
  return known.length === 0 ? undefined : Math.max(...known)
}

/** A writer that ends by itself says so and seals. */
function isClean(rows: readonly Decoded[]): boolean {
  const said = rows.at(-2)
  return rows.length === 0 || (rows.at(-1)?.kind === 'seal' && said?.kind === 'event' && said.row.event === 'stopped')
}
