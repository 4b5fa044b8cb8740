/** Counts the journal's rows as they come to the disk. */
import type { VisitRow } from '../logger/record.ts'
import type { Samples } from './metrics.ts'
import type { Sample } from './samples.ts'
import type { Line } from './syslog-message.ts'

/** Counts under a pair of labels. */
class Counts {
  readonly #counts = new Map<string, { readonly labels: readonly string[]; value: number }>()

  add(labels: readonly string[], value: number): void {
    const key = labels.join('\n')
    const count = this.#counts.get(key)
    if (count === undefined) this.#counts.set(key, { labels, value })
    else count.value += value
  }

  samples(): Sample[] {
    return [...this.#counts.values()].map(({ labels, value }) => ({ labels, value }))
  }
}

/** Words of docs/journal-format.md: a label has few values, whatever a file says. */
const reasons = ['daemon-down', 'power-cut', 'event-loss', 'counter-difference', 'no-space', 'rows-missing']

export class MetricCounts {
  readonly #visits = new Counts()
  readonly #flows = new Counts()
  readonly #traffic = new Counts()
  readonly #gaps = new Counts()
  readonly #gapFlows = new Counts()
  #rooms: readonly string[] = []
  #alarms = 0
  #lastSeal: number | undefined

  constructor() {
    for (const why of reasons) this.#gap(why, 0, 0)
  }

  /** Counters of a room begin with 0, so that its first visit shows as a rise. */
  know(rooms: readonly string[]): void {
    for (const room of rooms.filter((each) => !this.#rooms.includes(each)))
      for (const verdict of ['allowed', 'refused'] as const) this.#visit({ room, verdict, flows: 0 }, 0)
    this.#rooms = rooms
  }

  take(lines: readonly Line[]): void {
    for (const { row } of lines) {
      if (row?.kind === 'visit') this.#visit(row.row, 1)
      if (row?.kind === 'gap') this.#gap(row.row.gap.why, 1, row.row.gap.flows ?? 0)
      if (row?.kind === 'event' && row.row.event === 'alarm') this.#alarms++
      if (row?.kind === 'seal') this.#lastSeal = Date.parse(row.row.at) / 1000
    }
  }

  samples(): Pick<Samples, 'visits' | 'flows' | 'traffic' | 'gaps' | 'gapFlows' | 'alarms' | 'lastSeal'> {
    return {
      visits: this.#visits.samples(),
      flows: this.#flows.samples(),
      traffic: this.#traffic.samples(),
      gaps: this.#gaps.samples(),
      gapFlows: this.#gapFlows.samples(),
      alarms: [{ labels: [], value: this.#alarms }],
      lastSeal: this.#lastSeal === undefined ? [] : [{ labels: [], value: this.#lastSeal }],
    }
  }

  #visit(row: Pick<VisitRow, 'room' | 'verdict' | 'flows' | 'up' | 'down'>, visits: number): void {
    const room = row.room === '' ? 'unknown' : row.room
    const verdict = row.verdict === 'allowed' ? 'allowed' : 'refused'
    this.#visits.add([room, verdict], visits)
    this.#flows.add([room, verdict], row.flows)
    this.#traffic.add([room, 'up'], row.up ?? 0)
    this.#traffic.add([room, 'down'], row.down ?? 0)
  }

  #gap(why: string, gaps: number, flows: number): void {
    const label = reasons.includes(why) ? why : 'other'
    this.#gaps.add([label], gaps)
    this.#gapFlows.add([label], flows)
  }
}
