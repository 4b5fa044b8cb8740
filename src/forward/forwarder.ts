/** Forwards the journal to each syslog target of the settings, and tells what is wrong with them. */

import type { Machine } from '../machine/machine.ts'
import type { Timer } from '../machine/timers.ts'
import { type Message, message } from '../messages/message.ts'
import type { Target } from '../settings/forward-target.ts'
import { Cursor } from './cursor.ts'
import type { Extent } from './journal-reader.ts'
import { Relay } from './relay.ts'
import type { Timings } from './relay-options.ts'
import type { Dial } from './syslog-link.ts'
import { headerField, type Sender } from './syslog-message.ts'

export interface ForwarderOptions {
  readonly machine: Pick<Machine, 'files' | 'uptime' | 'now' | 'log' | 'timers'>
  /** Folder of the days' files. */
  readonly dir: string
  /** Folders of the cursors, in RAM and on flash. */
  readonly ramDir: string
  readonly diskDir: string
  /** Id of the router's journal key. */
  readonly journal: string
  readonly targets: () => readonly Target[]
  readonly extent: () => Extent
  /** A row of the journal about the forwarding itself. */
  readonly event: (name: string, details: Record<string, string | number>) => void
  readonly dial: Dial
  readonly random: () => number
  readonly timings?: Timings
  /** Milliseconds between two looks at the settings and the relays (default 5000), and until a target is said to be away. */
  readonly lookMs?: number
  readonly awayMs?: number
}

/** How one target stands. */
export interface Standing {
  readonly target: string
  /** Whether nothing is wrong with it at present. */
  readonly up: boolean
  /** Rows that are on the disk and not known to have arrived. */
  readonly lag: number
  /** Messages since the start of the daemon, and how many of them repeated earlier ones. */
  readonly sent: number
  readonly again: number
}

interface Running {
  readonly target: Target
  readonly relay: Relay
  readonly cursor: Cursor
  /** Whether the journal has a row that it is away. */
  isAway: boolean
}

const FIVE_MINUTES = 300_000

/** The router's name as the kernel has it. */
function routerName({ files }: Pick<Machine, 'files'>): string {
  try {
    return headerField(String(files.readFileSync('/proc/sys/kernel/hostname', 'utf8')), 255)
  } catch {
    return '-'
  }
}

export class Forwarder {
  readonly #options: ForwarderOptions
  readonly #running = new Map<string, Running>()
  readonly #timer: Timer

  constructor(options: ForwarderOptions) {
    this.#options = options
    this.#look()
    this.#timer = options.machine.timers.every(options.lookMs ?? 5000, () => this.#look()).unref()
  }

  faults(): Message[] {
    return [...this.#running.values()].flatMap(({ target, relay, cursor }) => {
      const faults =
        cursor.trouble === undefined ? [] : [message('forward-cursor', { target: target.id, ...cursor.trouble })]
      const { trouble } = relay
      if (trouble === undefined || !this.#isSaid(relay)) return faults
      const { machine, extent } = this.#options
      const away = machine.uptime() - trouble.since
      const time = new Date(machine.now() - away).toISOString().slice(0, 16).replace('T', ' ')
      const rows = extent().flushed - relay.settled
      const server = `${target.host}:${target.port}`
      return [...faults, message('forward-away', { target: target.id, server, time, reason: trouble.says, rows })]
    })
  }

  standings(): Standing[] {
    const { flushed } = this.#options.extent()
    return [...this.#running.values()].map(({ target, relay }) => ({
      target: target.id,
      up: relay.trouble === undefined,
      lag: Math.max(0, flushed - relay.settled),
      ...relay.counts,
    }))
  }

  stop(): void {
    this.#timer.stop()
    for (const running of this.#running.values()) this.#end(running)
    this.#running.clear()
  }

  #end({ relay, cursor }: Running): void {
    relay.stop()
    cursor.close()
  }

  /** A certificate does not come right by itself; a server may be at its restart. */
  #isSaid({ trouble }: Relay): boolean {
    if (trouble === undefined) return false
    const { machine, awayMs = FIVE_MINUTES } = this.#options
    return trouble.isCertificate || machine.uptime() - trouble.since >= awayMs
  }

  #look(): void {
    const wanted = new Map(this.#options.targets().map((target) => [target.id, target]))
    for (const [id, running] of this.#running) {
      if (JSON.stringify(wanted.get(id)) === JSON.stringify(running.target)) continue
      this.#end(running)
      this.#running.delete(id)
    }
    for (const target of wanted.values()) if (!this.#running.has(target.id)) this.#begin(target)
    for (const running of this.#running.values()) this.#tell(running)
  }

  #begin(target: Target): void {
    const { machine, journal, dir, ramDir, diskDir, extent, dial, random, event, timings } = this.#options
    for (const folder of [ramDir, diskDir]) this.#make(folder)
    const file = `forward-${target.id}.json`
    const cursor = new Cursor({ machine, ram: `${ramDir}/${file}`, disk: `${diskDir}/${file}` })
    const sender: Sender = {
      facility: target.facility,
      hostname: target.hostname ?? routerName(machine),
      appName: target.appName,
      journal,
      bom: target.bom,
    }
    const onMissing = (from: number, to: number) => {
      machine.log(
        'warning',
        `forward ${target.id}: rows ${from} to ${to} are not in the journal any more and were never sent`,
      )
      event('forward-missing', { target: target.id, from, to })
    }
    const given = { machine, target, sender, cursor, dir, extent, dial, random, onMissing }
    const relay = new Relay({ ...given, ...(timings !== undefined && { timings }) })
    this.#running.set(target.id, { target, relay, cursor, isAway: false })
    relay.run().catch((error: Error) => machine.log('error', `forward ${target.id}: ${error.stack}`))
  }

  #make(folder: string): void {
    const { files, log } = this.#options.machine
    try {
      files.mkdirSync(folder, { recursive: true, mode: 0o700 })
    } catch (error) {
      log('warning', `${folder} cannot be made: ${(error as Error).message}`)
    }
  }

  /** The journal itself says when it did not get out. */
  #tell(running: Running): void {
    const { target, relay } = running
    const isAway = this.#isSaid(relay)
    if (isAway === running.isAway) return
    running.isAway = isAway
    const details = { target: target.id, server: `${target.host}:${target.port}` }
    if (isAway) this.#options.event('forward-away', { ...details, why: relay.trouble?.says.text ?? '' })
    else this.#options.event('forward-back', details)
  }
}
