/**
 * Records: follows the kernel's connection tracking, the resolvers' logs and the gate's records, and writes visits to the
 * journal. Everything outside comes in through `machine` and the functions given.
 */

import { saysLoss } from '../kernel/conntrack.ts'
import type { Machine, Running } from '../machine/machine.ts'
import { sleep, type Timer } from '../machine/timers.ts'
import { type Message, message, reasonOf } from '../messages/message.ts'
import { Comparison, type SavedCounts } from './counts.ts'
import { type DnsAnswer, DnsLog } from './dns-log.ts'
import { type GateRecord, parseGateRecord } from './gate-log.ts'
import { followGateRing, type GateRing } from './haproxy-log-reader.ts'
import type { Journal } from './journal.ts'
import { Ledger, type Left } from './ledger.ts'
import type { NamingContext, RefusedReading } from './naming.ts'
import { loadState, saveState } from './ram-state.ts'
import type { Counts, Row, Unnumbered } from './record.ts'
import type { SealCounts } from './sequence.ts'
import { Tail, type TailOptions } from './tail.ts'
import { readTimeouts } from './timeouts.ts'
import type { Clock, VisitOptions } from './visits.ts'

export interface CaptureOptions extends Omit<NamingContext, 'nameOf'>, VisitOptions {
  readonly machine: Machine
  readonly journal: Journal
  /** The four bits of the conntrack mark that are ours: 0x0f000000. */
  readonly markMask: number
  /** The gate's control socket, over which its records come. */
  readonly gateSocket: string
  /** The resolvers' log files, and how each is followed. */
  readonly dnsLogs: readonly string[]
  readonly tailOptions?: (path: string) => TailOptions
  /** Folder in RAM. */
  readonly spoolDir: string
  /** Packets that the kernel refused since the last call, by destination. */
  readonly readRefused?: () => Promise<readonly RefusedReading[]>
  /** The kernel's counters of new flows, by room: `allowed`, `gate`, `refused`; they only ever grow. */
  readonly readCounters?: () => Promise<Counts>
  /** Is told of every answer and record as they come, while it watches anybody: a drill. */
  readonly drillObserver?: {
    readonly isWatching: boolean
    answer(answer: DnsAnswer): void
    record(record: GateRecord): void
  }
  /** A visit's row was written. */
  readonly onVisit?: (row: Row) => void
  /** Octets of conntrack's socket buffer. Default 8 MiB, of which the kernel takes only what a burst fills. */
  readonly bufferSize?: number
  /** Seconds between two batches to the disk (default 60) and between two seals that have rows to fix (default 600). */
  readonly flushSeconds?: number
  readonly sealSeconds?: number
  readonly graceSeconds?: number
}

export interface Capture {
  /** Visits that go on, as rows without a number: the newest state there is. */
  openVisits(): readonly Unnumbered[]
  /** What is wrong, in words; empty when all is well. */
  faults(): readonly Message[]
  /** Reads other log files from now on. */
  follow(dnsLogs: readonly string[]): void
  /** Lists all flows, settles and flushes now; resolves when that is done. */
  catchUp(): Promise<void>
  /** Writes open visits, seals, and closes the journal. */
  stop(): Promise<void>
}

const TICK_MS = 1000
/** What conntrack says besides its errors: the buffer's size, its version, and advice that follows a loss. */
const CHATTER = /^$|^NOTICE|^conntrack v|^This message means|^Please, check/
const RESTART_MS = 1000
/** Far less than the kernel remembers any flow: what has gathered when we are killed is found by the next listing. */
const GATHER_MS = 50
/** Longest wait for the gate's records at the end. */
const LAST_RECORDS_MS = 500
/** Where no row has come since the last seal, another one fixes nothing: it says that the journal goes on. */
const IDLE_SEAL_SECONDS = 3600

/** The journal is the capture's from now on. */
export async function startCapture(options: CaptureOptions): Promise<Capture> {
  const capture = new Recorder(options)
  await capture.start()
  return capture
}

const endOf = (status: number) =>
  status === 127 ? message('conntrack-missing') : message('conntrack-ended', { status })

class Recorder implements Capture {
  readonly #options: CaptureOptions
  readonly #machine: Machine
  readonly #journal: Journal
  readonly #ledger: Ledger
  readonly #counts = new Comparison()
  #logs = new Map<string, { readonly tail: Tail; readonly log: DnsLog }>()
  #ring: GateRing | undefined
  #events: Running | undefined
  #timer: Timer | undefined
  #stopping = false
  #listing: Promise<boolean> | undefined
  #busy: Promise<void> | undefined
  #lossSince: number | undefined
  #fault: Message | undefined
  /** Since all was well: faults that take turns are said once each. */
  readonly #complained = new Set<string>()
  #comparedAt = 0
  #comparedUp = Number.NEGATIVE_INFINITY
  #flushed = 0
  #sealed = 0
  /** Number of the last seal's row. */
  #sealedRow = 0

  constructor(options: CaptureOptions) {
    this.#options = options
    this.#machine = options.machine
    this.#journal = options.journal
    const timeouts = readTimeouts(options.machine.files)
    this.#ledger = new Ledger({ ...options, timeouts })
    this.follow(options.dnsLogs)
  }

  async start(): Promise<void> {
    this.#readLogs()
    this.#resume()
    this.#ring = followGateRing({
      socket: this.#options.gateSocket,
      last: () => this.#ledger.lastRecord,
      onMessages: (messages) => {
        this.#readLogs()
        this.#ledger.records(messages, this.#clock())
        this.#tellRecords(messages)
      },
    })
    this.#flushed = this.#clock().up
    this.#sealed = this.#flushed
    this.#startEvents()
    await this.#list()
    this.#journal.flush()
    this.#timer = this.#machine.timers.every(TICK_MS, () => this.#tick())
  }

  openVisits(): readonly Unnumbered[] {
    return this.#ledger.open(this.#clock())
  }

  faults(): readonly Message[] {
    return [this.#fault, this.#journal.trouble].flatMap((fault) => fault ?? [])
  }

  follow(dnsLogs: readonly string[]): void {
    const { files } = this.#machine
    const { tailOptions } = this.#options
    // What a resolver wrote before it went still names flows.
    this.#readLogs()
    for (const [path, { tail }] of this.#logs) if (!dnsLogs.includes(path)) tail.close()
    const create = (path: string) => new Tail(files, path, tailOptions?.(path))
    this.#logs = new Map(
      dnsLogs.map((path) => [path, this.#logs.get(path) ?? { tail: create(path), log: new DnsLog() }]),
    )
  }

  async catchUp(): Promise<void> {
    await this.#list()
    await this.#readKernel()
    this.#ledger.tick(this.#clock())
    this.#journal.flush()
  }

  async stop(): Promise<void> {
    if (this.#stopping) return
    this.#stopping = true
    this.#timer?.stop()
    await this.#busy
    await this.#list()
    this.#events?.stop()
    await this.#events?.exited
    await this.#lastRecords()
    this.#ring?.close()
    await this.#readKernel()
    saveState(this.#machine.files, this.#stateFile('cut'), this.#ledger.finish(this.#clock()))
    for (const { tail } of this.#logs.values()) tail.close()
    this.#journal.close(this.#takeCounts())
  }

  /** The gate's records of what has just been refused are on their way; a connection that stands has none yet. */
  async #lastRecords(): Promise<void> {
    for (let turn = 0; turn < LAST_RECORDS_MS / 20 && this.#ledger.expectsRecord(this.#clock()); turn++)
      await sleep(this.#machine.timers, 20)
  }

  #clock(): Clock {
    return { wall: this.#machine.now() / 1000, up: this.#machine.uptime() / 1000 }
  }

  /** What the last recorder left, and what nobody recorded since. */
  #resume(): void {
    const { left } = this.#journal
    const clock = this.#clock()
    const cut = loadState<Left>(this.#machine.files, this.#stateFile('cut'))
    if (cut !== undefined) this.#ledger.skip(cut)
    this.#ledger.replay(left.spool, clock)
    this.#restoreCounts(left.spool.length > 0)
    for (const row of left.rows) this.#journal.append(row)
    if (left.lastWritten !== undefined) {
      const killed = left.spool.length > 0
      const why = left.clean || killed ? 'daemon-down' : 'power-cut'
      this.#journal.gap({ from: Math.min(left.lastWritten, clock.wall), to: clock.wall, why })
    }
    this.#journal.event('started')
  }

  #startEvents(): void {
    const { bufferSize = 8 * 1024 * 1024 } = this.#options
    const argv = ['conntrack', '-E', '-e', 'NEW,DESTROY', '-o', 'timestamp,extended,id', '-b', String(bufferSize)]
    const onLines = (lines: readonly string[]) => {
      if (lines.some(saysLoss)) this.#lost()
      // An answer is in the resolver's log before it reaches the PC, and so before the flow that it leads to.
      this.#readLogs()
      this.#ledger.conntrack(lines, this.#clock())
    }
    const onErrorLine = (line: string) => {
      if (saysLoss(line)) this.#lost()
      else if (!CHATTER.test(line)) this.#complain(message('conntrack-said', { output: line }))
    }
    const started = this.#clock().wall
    this.#events = this.#machine.start(argv, { onLines, onErrorLine, gatherMs: GATHER_MS })
    void this.#events.exited.then(({ status }) => {
      if (this.#stopping) return
      this.#complain(endOf(status))
      const again = () => this.#restartEvents(Math.max(started, this.#clock().wall - RESTART_MS / 1000))
      this.#machine.timers.after(RESTART_MS, again)
    })
  }

  #restartEvents(from: number): void {
    if (this.#stopping) return
    this.#startEvents()
    this.#lossSince ??= from
    this.#relist()
  }

  /** The kernel dropped events: a listing finds what is still in the table, the counters tell of the rest. */
  #lost(): void {
    if (this.#lossSince !== undefined) return
    this.#lossSince = this.#clock().wall
    this.#machine.log('warning', 'journal: the kernel dropped events, listing all flows')
    // A little later: more is dropped while the burst lasts.
    this.#machine.timers.after(500, () => this.#relist())
  }

  #relist(): void {
    void this.#list().then((isComplete) => {
      // Until a listing succeeds the loss goes on: one gap for all of it, however often conntrack is started.
      if (!isComplete) return
      const from = this.#lossSince
      this.#lossSince = undefined
      // Without the kernel's counters nobody can say how many; with them, a row of their own will.
      if (from !== undefined && !this.#stopping) this.#journal.gap({ from, to: this.#clock().wall, why: 'event-loss' })
    })
  }

  /** One listing at a time; whoever asks meanwhile gets the next. */
  #list(): Promise<boolean> {
    const before = this.#listing ?? Promise.resolve(true)
    const mine = before.then(() => this.#listNow())
    this.#listing = mine
    return mine
  }

  /** Whether the kernel told everything. */
  async #listNow(): Promise<boolean> {
    const since = this.#clock().up
    const listed = new Set<number>()
    const faults = await Promise.all(['ipv4', 'ipv6'].map((family) => this.#listFamily(family, listed)))
    const reason = faults.find((fault) => fault !== undefined)
    if (reason === undefined) {
      this.#ledger.reconcile(listed, since, this.#clock())
      this.#fault = undefined
      this.#complained.clear()
    } else this.#complain(message('conntrack-list', { reason }))
    return reason === undefined
  }

  /** Line by line: a full table is megabytes of text. Gives what went wrong. */
  async #listFamily(family: string, listed: Set<number>): Promise<Message | undefined> {
    let said = ''
    const listing = this.#machine.start(['conntrack', '-L', '-o', 'extended,id', '-f', family], {
      onLines: (lines) => {
        this.#readLogs()
        for (const { id } of this.#ledger.conntrack(lines, this.#clock())) listed.add(id)
      },
      onErrorLine: (line) => {
        if (!CHATTER.test(line)) said = line
      },
    })
    const { status } = await listing.exited
    if (status === 0) return undefined
    return said === '' ? endOf(status) : message('as-said', { output: said })
  }

  #readLogs(): void {
    for (const { tail, log } of this.#logs.values()) {
      const answers = tail.read().flatMap((line) => log.read(line) ?? [])
      if (answers.length > 0) this.#ledger.answers(answers, this.#clock())
      const { drillObserver } = this.#options
      if (drillObserver?.isWatching) for (const answer of answers) drillObserver.answer(answer)
    }
  }

  #tellRecords(messages: readonly string[]): void {
    const { drillObserver } = this.#options
    if (!drillObserver?.isWatching) return
    for (const message of messages) {
      const record = parseGateRecord(message, this.#clock().wall)
      if (record !== undefined) drillObserver.record(record)
    }
  }

  #tick(): void {
    this.#readLogs()
    const clock = this.#clock()
    this.#ledger.tick(clock)
    const { flushSeconds = 60, sealSeconds = 600 } = this.#options
    const due = clock.up - this.#flushed >= flushSeconds || this.#journal.crowded
    if (!due || this.#busy !== undefined) return
    this.#flushed = clock.up
    if (this.#lossSince !== undefined) this.#relist()
    const isIdle = this.#journal.last === this.#sealedRow
    const sealing = clock.up - this.#sealed >= (isIdle ? Math.max(sealSeconds, IDLE_SEAL_SECONDS) : sealSeconds)
    if (sealing) this.#sealed = clock.up
    this.#busy = this.#readKernel()
      .then(() => {
        if (sealing) this.#seal()
        this.#journal.flush()
      })
      .finally(() => {
        this.#busy = undefined
      })
  }

  /** The kernel's refusals and counters; what it counted and nobody recorded becomes a gap row. */
  async #readKernel(): Promise<void> {
    const { readRefused, readCounters } = this.#options
    try {
      // Counters first: what comes between the two readings is then recorded early, never missing.
      const kernel = await readCounters?.()
      if (readRefused !== undefined) this.#ledger.refused(await readRefused(), this.#clock())
      const { up } = this.#clock()
      // What waits for its record yet is not missing: two readings in a row have to lie further apart than that.
      if (kernel === undefined || up - this.#comparedUp < 3 * (this.#options.graceSeconds ?? 5)) return
      this.#comparedUp = up
      const missing = this.#counts.read(kernel, this.#ledger.totals())
      const now = this.#clock().wall
      for (const { room, counter, flows } of missing) {
        this.#journal.gap({ from: this.#comparedAt, to: now, flows, why: 'counter-difference', room, counter })
      }
      this.#comparedAt = now
      this.#saveCounts()
    } catch (error) {
      this.#complain(message('counters-unreadable', { reason: reasonOf(error) }))
    }
  }

  #seal(): void {
    this.#journal.seal(this.#takeCounts())
    this.#sealedRow = this.#journal.last
  }

  #takeCounts(): SealCounts {
    return this.#options.readCounters === undefined ? {} : this.#counts.take()
  }

  /** A file in RAM that the next recorder reads. */
  #stateFile(name: 'counts' | 'cut'): string {
    return `${this.#options.spoolDir}/${name}.json`
  }

  #saveCounts(): void {
    const saved = { ...this.#counts.save(), at: this.#comparedAt }
    saveState(this.#machine.files, this.#stateFile('counts'), saved)
  }

  /** Without the file this is the first start since the router's: the kernel's counters began with it. */
  #restoreCounts(continues: boolean): void {
    const saved = loadState<SavedCounts & { at: number }>(this.#machine.files, this.#stateFile('counts'))
    if (saved !== undefined) this.#counts.restore(saved, continues)
    this.#comparedAt = saved?.at ?? this.#clock().wall
  }

  #complain(fault: Message): void {
    if (!this.#complained.has(fault.text)) this.#machine.log('warning', `journal: ${fault.text}`)
    this.#complained.add(fault.text)
    this.#fault = fault
  }
}
