/**
 * Follows connection tracking, the resolvers' logs and the gate's records, and writes visits to the journal. Everything outside
 * comes in through `machine` and the functions given.
 */
import type { Machine } from '../machine/machine.ts'
import { sleep, type Timer } from '../machine/timers.ts'
import type { Message } from '../messages/message.ts'
import type { Capture, CaptureOptions } from './capture-options.ts'
import { ConntrackFollower } from './conntrack-follower.ts'
import { FaultLog } from './fault-log.ts'
import { parseGateRecord } from './gate-log.ts'
import { followGateRing, type GateRing } from './haproxy-log-reader.ts'
import type { Journal } from './journal.ts'
import { KernelCounts } from './kernel-counts.ts'
import { Ledger, type Left } from './ledger.ts'
import { loadState, saveState } from './ram-state.ts'
import type { Unnumbered } from './record.ts'
import { ResolverLogs } from './resolver-logs.ts'
import { readTimeouts } from './timeouts.ts'
import type { Clock } from './visit.ts'

export type { Capture, CaptureOptions } from './capture-options.ts'

const TICK_MS = 1000
/** A router that has just started is slow. */
const FIRST_GUESS_SECONDS = 5
const BELIEF = 0.8
/** Somebody looks at a page meanwhile. */
const CATCH_UP_MS = 5000
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

class Recorder implements Capture {
  readonly #options: CaptureOptions
  readonly #machine: Machine
  readonly #journal: Journal
  readonly #ledger: Ledger
  readonly #faults: FaultLog
  readonly #logs: ResolverLogs
  readonly #kernel: KernelCounts
  readonly #conntrack: ConntrackFollower
  readonly #ring: GateRing
  /** A file in RAM: where the last recorder stopped reading. */
  readonly #cutPath: string
  #timer: Timer | undefined
  #isStopping = false
  /** Of the kernel, for a flush. */
  #reading: Promise<void> | undefined
  #lastLoss: number | undefined
  /** Seconds of uptime: of the last flush, and up to when the disk has what the kernel had to tell. */
  #flushed: number
  #known: number
  /** How long the kernel is thought to take to tell, s: the longest of late, which is believed a little less each time. */
  #takes = FIRST_GUESS_SECONDS
  #sealed: number
  /** Number of the last seal's row. */
  #sealedRow = 0

  constructor(options: CaptureOptions) {
    const { machine, journal, spoolDir, gateSocket, readRefused, readCounters, graceSeconds = 5 } = options
    this.#options = options
    this.#machine = machine
    this.#journal = journal
    this.#cutPath = `${spoolDir}/cut.json`
    this.#faults = new FaultLog(machine)
    this.#ledger = new Ledger({ ...options, timeouts: readTimeouts(machine.files) })
    this.#logs = new ResolverLogs(machine.files, options.tailOptions)
    const shared = { machine, journal, ledger: this.#ledger, faults: this.#faults, clock: () => this.#clock() }
    const path = `${spoolDir}/counts.json`
    this.#kernel = new KernelCounts({ ...shared, path, readRefused, readCounters, graceSeconds })
    this.#conntrack = this.#createFollower()
    this.#logs.follow(options.dnsLogs)
    this.#readLogs()
    this.#resume()
    this.#ring = followGateRing({
      timers: machine.timers,
      socket: gateSocket,
      last: () => this.#ledger.lastRecord,
      onMessages: (messages) => this.#readRecords(messages),
    })
    this.#flushed = this.#clock().up
    this.#known = this.#flushed
    this.#sealed = this.#flushed
  }

  async start(): Promise<void> {
    // What the last recorder left must not wait for the kernel's listing, nor must what comes while it lists.
    this.#journal.flush()
    this.#timer = this.#machine.timers.every(TICK_MS, () => this.#tick())
    await this.#conntrack.start()
    this.#journal.flush()
  }

  openVisits(): readonly Unnumbered[] {
    return this.#ledger.open(this.#clock())
  }

  faults(): readonly Message[] {
    return [this.#faults.current, this.#journal.trouble].flatMap((fault) => fault ?? [])
  }

  lastLoss(): number | undefined {
    return this.#lastLoss
  }

  follow(dnsLogs: readonly string[]): void {
    // What a resolver wrote before it went still names flows.
    this.#readLogs()
    this.#logs.follow(dnsLogs)
  }

  async catchUp(): Promise<void> {
    const { timers } = this.#machine
    const told = this.#conntrack.list().then(() => this.#kernel.read())
    await new Promise<void>((resolve) => {
      const patience = timers.after(CATCH_UP_MS, resolve)
      void told.finally(() => patience.stop()).then(resolve)
    })
    this.#ledger.tick(this.#clock())
    this.#journal.flush()
  }

  async stop(): Promise<void> {
    if (this.#isStopping) return
    this.#isStopping = true
    this.#timer?.stop()
    // Whoever switches the router off does not wait for a program that hangs.
    this.#journal.flush()
    await this.#reading
    await this.#conntrack.stop()
    await this.#lastRecords()
    this.#ring.close()
    await this.#kernel.read()
    saveState(this.#machine.files, this.#cutPath, this.#ledger.finish(this.#clock()))
    this.#logs.close()
    this.#journal.close(this.#kernel.take())
  }

  #createFollower(): ConntrackFollower {
    const { machine, bufferSize = 8 * 1024 * 1024 } = this.#options
    return new ConntrackFollower({
      ...{ machine, bufferSize, faults: this.#faults },
      onLines: (lines) => {
        // An answer is in the resolver's log before it reaches the PC, and so before the flow that it leads to.
        this.#readLogs()
        return this.#ledger.conntrack(lines, this.#clock())
      },
      onListed: (ids, since) => this.#ledger.reconcile(ids, since, this.#clock()),
      // Without the kernel's counters nobody can say how many; with them, a row of their own will.
      onLoss: (from) => {
        this.#lastLoss = machine.uptime()
        this.#journal.gap({ from, to: this.#clock().wall, why: 'event-loss' })
      },
    })
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
    const cut = loadState<Left>(this.#machine.files, this.#cutPath)
    if (cut !== undefined) this.#ledger.skip(cut)
    this.#ledger.replay(left.spool, clock)
    this.#kernel.restore(left.spool.length > 0)
    for (const row of left.rows) this.#journal.append(row)
    if (left.lastWritten !== undefined) {
      const killed = left.spool.length > 0
      const why = left.clean || killed ? 'daemon-down' : 'power-cut'
      this.#journal.gap({ from: Math.min(left.lastWritten, clock.wall), to: clock.wall, why })
    }
    this.#journal.event('started')
  }

  #readLogs(): void {
    const answers = this.#logs.read()
    if (answers.length > 0) this.#ledger.answers(answers, this.#clock())
    this.#ledger.leftOut(this.#logs.takeLeftOut(), this.#clock())
    const { drillObserver, onLongAnswer } = this.#options
    for (const name of this.#logs.takeCut()) onLongAnswer?.(name)
    if (drillObserver?.isWatching) for (const answer of answers) drillObserver.answer(answer)
  }

  #readRecords(messages: readonly string[]): void {
    this.#readLogs()
    this.#ledger.records(messages, this.#clock())
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
    const { flushSeconds = 60 } = this.#options
    const isDue = (since: number, early: number) => clock.up - since >= flushSeconds - early || this.#journal.crowded
    // The kernel is asked so early that what it tells is on the disk in time; a flush waits for nobody any longer than that.
    const lead = Math.max(TICK_MS / 1000, Math.min(this.#takes, flushSeconds / 2))
    if (this.#reading !== undefined) {
      if (isDue(this.#flushed, TICK_MS / 1000)) this.#flush()
    } else if (isDue(this.#known, lead)) this.#read(clock.up)
  }

  #read(began: number): void {
    this.#conntrack.listAfterLoss()
    this.#reading = this.#kernel
      .read()
      .then(() => {
        this.#known = began
        this.#takes = Math.max(this.#clock().up - began, this.#takes * BELIEF)
        this.#flush()
      })
      .finally(() => {
        this.#reading = undefined
      })
  }

  #flush(): void {
    const { up } = this.#clock()
    this.#flushed = up
    const { sealSeconds = 600 } = this.#options
    const isIdle = this.#journal.last === this.#sealedRow
    if (up - this.#sealed >= (isIdle ? Math.max(sealSeconds, IDLE_SEAL_SECONDS) : sealSeconds)) {
      this.#sealed = up
      this.#journal.seal(this.#kernel.take())
      this.#sealedRow = this.#journal.last
    }
    this.#journal.flush()
  }
}
