/** Defines what the capture needs, and what it offers to the recorder. */
import type { Machine } from '../machine/machine.ts'
import type { Message } from '../messages/message.ts'
import type { DnsAnswer } from './dns-log.ts'
import type { GateRecord } from './gate-log.ts'
import type { Journal } from './journal.ts'
import type { NamingContext, RefusedReading } from './naming.ts'
import type { Counts, Row, Unnumbered } from './record.ts'
import type { TailOptions } from './tail.ts'
import type { VisitOptions } from './visits.ts'

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
  /** A resolver got an answer for a listed name that was too long for UDP. */
  readonly onLongAnswer?: (name: string) => void
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
  /** When the kernel dropped events last; ms of uptime. */
  lastLoss(): number | undefined
  /** Reads other log files from now on. */
  follow(dnsLogs: readonly string[]): void
  /** Lists all flows, settles and flushes now; resolves when that is done, or five seconds later with what is there. */
  catchUp(): Promise<void>
  /** Writes open visits, seals, and closes the journal. */
  stop(): Promise<void>
}
