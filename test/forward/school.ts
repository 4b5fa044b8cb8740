/** A school with a journal on a real disk, and a forwarder that tries everything sooner than on a router. */
import * as fs from 'node:fs'
import { join } from 'node:path'
import { Forwarder, type ForwarderOptions } from '../../src/forward/forwarder.ts'
import type { Timings } from '../../src/forward/relay-options.ts'
import { createDial } from '../../src/forward/syslog-link.ts'
import { Journal } from '../../src/logger/journal.ts'
import type { LogLevel } from '../../src/machine/machine.ts'
import { nodeTimers } from '../../src/machine/node-machine.ts'
import type { Target } from '../../src/settings/forward-target.ts'
import { visit } from '../logger/journal-lab.ts'
import { hangMs } from '../patience.ts'

export const KEY_ID = '5f0c2d9a71b34e68'

export const quick: Timings = { roundMs: 80, quietMs: 20, pollMs: 20, retryMs: { first: 20, longest: 200 }, rest: 0 }

export const target = (changes: Partial<Target> = {}): Target => ({
  id: 'district',
  host: 'localhost',
  port: 6514,
  tls: true,
  ca: undefined,
  cert: undefined,
  key: undefined,
  hostname: 'school-2',
  appName: 'aqtizim',
  facility: 16,
  bom: true,
  ...changes,
})

export class School {
  readonly dir: string
  readonly folder: string
  readonly said: string[] = []
  readonly events: Record<string, string | number>[] = []
  targets: Target[] = []
  #journal: Journal | undefined
  #written = 0
  now = Date.parse('2026-10-05T04:00:00Z')
  readonly machine = {
    files: fs,
    now: () => this.now,
    uptime: () => performance.now(),
    timers: nodeTimers,
    log: (_level: LogLevel, message: string) => void this.said.push(message),
  }

  constructor(folder: string) {
    this.folder = folder
    this.dir = join(folder, 'journal')
  }

  get journal(): Journal {
    this.#journal ??= new Journal({
      machine: this.machine,
      dir: this.dir,
      spoolDir: join(this.folder, 'ram'),
      zone: 'Asia/Almaty',
    })
    return this.#journal
  }

  /** Visits with a seal now and then, on the disk. */
  write(rows: number): void {
    for (let n = 0; n < rows; n++) {
      this.journal.append(visit(`сайт-${++this.#written}.kz`, { room: 'Информатика', up: this.now }))
      if (this.#written % 100 === 0) this.journal.seal()
    }
    this.journal.flush()
  }

  extent() {
    const { last, waiting } = this.journal
    return { flushed: last - waiting.length, last }
  }

  /** What the days' files hold. */
  lines(): string[] {
    const days = fs
      .readdirSync(this.dir)
      .filter((name) => name.endsWith('.jsonl'))
      .sort()
    return days.flatMap((name) => fs.readFileSync(join(this.dir, name), 'utf8').split('\n').slice(0, -1))
  }

  forward(changes: Partial<ForwarderOptions> = {}): Forwarder {
    return new Forwarder({
      machine: this.machine,
      dir: this.dir,
      ramDir: join(this.folder, 'ram', 'forward'),
      diskDir: join(this.folder, 'etc', 'forward'),
      journal: KEY_ID,
      targets: () => this.targets,
      extent: () => this.extent(),
      event: (event, details) => void this.events.push({ event, ...details }),
      dial: createDial(fs, { connectMs: hangMs, stallMs: hangMs, finishMs: hangMs }),
      random: () => 0.5,
      timings: quick,
      lookMs: 20,
      ...changes,
    })
  }
}
