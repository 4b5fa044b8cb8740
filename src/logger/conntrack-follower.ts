/**
 * Follows the kernel's connection tracking: its events as they come, a listing of all flows at the start, and another one
 * when events were lost or `conntrack` ended.
 */
import { saysLoss } from '../kernel/conntrack.ts'
import { raiseReceiveBuffer } from '../kernel/receive-buffer.ts'
import type { Machine, Running } from '../machine/machine.ts'
import { type Message, message } from '../messages/message.ts'
import type { FaultLog } from './fault-log.ts'

export interface ConntrackFollowerOptions {
  readonly machine: Machine
  readonly faults: FaultLog
  /** Octets of conntrack's socket buffer. */
  readonly bufferSize: number
  /** Lines of events or of a listing, as they come; gives the flows that they tell of. */
  readonly onLines: (lines: readonly string[]) => Iterable<{ readonly id: number }>
  /** The kernel listed all its flows, and these are their ids. `since`: when it began, in seconds of the machine's uptime. */
  readonly onListed: (ids: ReadonlySet<number>, since: number) => void
  /** Events were lost since then (seconds since 1970), and a listing has found what is still there. */
  readonly onLoss: (from: number) => void
}

/** What conntrack says besides its errors: the buffer's size, its version, and advice that follows a loss. */
const CHATTER = /^$|^NOTICE|^conntrack v|^This message means|^Please, check/
const RESTART_MS = 1000
/** Longest that conntrack is given to open its sockets. */
const OPEN_MS = 5000
/** More is dropped while a burst lasts: the listing comes a little later. */
const RELIST_MS = 500
/** A full table takes seconds. The next listing waits for this one. */
const LIST_MS = 30_000
/** Far less than the kernel remembers any flow: what has gathered when we are killed is found by the next listing. */
const GATHER_MS = 50

const endOf = (status: number) =>
  status === 127 ? message('conntrack-missing') : message('conntrack-ended', { status })

export class ConntrackFollower {
  readonly #options: ConntrackFollowerOptions
  readonly #machine: Machine
  #events: Running | undefined
  #listing: Promise<boolean> | undefined
  #lossSince: number | undefined
  #isStopping = false

  constructor(options: ConntrackFollowerOptions) {
    this.#options = options
    this.#machine = options.machine
  }

  /** Resolves when all flows are listed. */
  async start(): Promise<void> {
    this.#startEvents()
    await this.list()
  }

  /** Lists all flows once more, and ends. */
  async stop(): Promise<void> {
    this.#isStopping = true
    await this.list()
    this.#events?.stop()
    await this.#events?.exited
  }

  /** One listing at a time; whoever asks meanwhile gets the next. Resolves to whether the kernel told everything. */
  list(): Promise<boolean> {
    const before = this.#listing ?? Promise.resolve(true)
    const mine = before.then(() => this.#listNow())
    this.#listing = mine
    return mine
  }

  /** Lists again where events were lost and no listing has succeeded since. */
  listAfterLoss(): void {
    if (this.#lossSince !== undefined) this.#relist()
  }

  #startEvents(): void {
    const size = String(this.#options.bufferSize)
    const argv = ['conntrack', '-E', '-e', 'NEW,DESTROY', '-o', 'timestamp,extended,id', '-b', size]
    const onLines = (lines: readonly string[]) => {
      if (lines.some(saysLoss)) this.#lost()
      this.#options.onLines(lines)
    }
    const giveBack = raiseReceiveBuffer(this.#machine.files, this.#options.bufferSize)
    const onErrorLine = (line: string) => {
      // It prints its buffer's size once its sockets are open.
      giveBack()
      if (saysLoss(line)) this.#lost()
      else if (!CHATTER.test(line)) this.#options.faults.add(message('conntrack-said', { output: line }))
    }
    const started = this.#now()
    this.#events = this.#machine.start(argv, { onLines, onErrorLine, gatherMs: GATHER_MS })
    this.#machine.timers.after(OPEN_MS, giveBack)
    void this.#events.exited.then(({ status }) => {
      giveBack()
      if (this.#isStopping) return
      this.#options.faults.add(endOf(status))
      const again = () => this.#restartEvents(Math.max(started, this.#now() - RESTART_MS / 1000))
      this.#machine.timers.after(RESTART_MS, again)
    })
  }

  #restartEvents(from: number): void {
    if (this.#isStopping) return
    this.#startEvents()
    this.#lossSince ??= from
    this.#relist()
  }

  /** The kernel dropped events: a listing finds what is still in the table, the counters tell of the rest. */
  #lost(): void {
    if (this.#lossSince !== undefined) return
    this.#lossSince = this.#now()
    this.#machine.log('warning', 'journal: the kernel dropped events, listing all flows')
    this.#machine.timers.after(RELIST_MS, () => this.#relist())
  }

  #relist(): void {
    void this.list().then((isComplete) => {
      // Until a listing succeeds the loss goes on: one gap for all of it, however often conntrack is started.
      if (!isComplete) return
      const from = this.#lossSince
      this.#lossSince = undefined
      if (from !== undefined && !this.#isStopping) this.#options.onLoss(from)
    })
  }

  async #listNow(): Promise<boolean> {
    const since = this.#machine.uptime() / 1000
    const ids = new Set<number>()
    const faults = await Promise.all(['ipv4', 'ipv6'].map((family) => this.#listFamily(family, ids)))
    const reason = faults.find((fault) => fault !== undefined)
    if (reason === undefined) {
      this.#options.onListed(ids, since)
      this.#options.faults.clear()
    } else this.#options.faults.add(message('conntrack-list', { reason }))
    return reason === undefined
  }

  /** Line by line: a full table is megabytes of text. Resolves to what went wrong. */
  async #listFamily(family: string, ids: Set<number>): Promise<Message | undefined> {
    let said = ''
    const listing = this.#machine.start(['conntrack', '-L', '-o', 'extended,id', '-f', family], {
      onLines: (lines) => {
        for (const { id } of this.#options.onLines(lines)) ids.add(id)
      },
      onErrorLine: (line) => {
        if (!CHATTER.test(line)) said = line
      },
    })
    const patience = this.#machine.timers.after(LIST_MS, () => listing.stop('SIGKILL'))
    const { status } = await listing.exited
    patience.stop()
    if (status === 0) return undefined
    return said === '' ? endOf(status) : message('as-said', { output: said })
  }

  /** Seconds since 1970. */
  #now(): number {
    return this.#machine.now() / 1000
  }
}
