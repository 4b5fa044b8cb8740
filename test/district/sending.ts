/** Routers' forwarders that send to a district, and whether all of their rows are there, each once. */
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import type { Forwarder } from '../../src/forward/forwarder.ts'
import { quick, School } from '../forward/school.ts'
import type { District } from './district.ts'

export interface Sending {
  readonly journal: string
  readonly school: School
  readonly forwarder: Forwarder
}

export class Senders {
  readonly #district: District
  readonly #all: Sending[] = []

  constructor(district: District) {
    this.#district = district
  }

  /** A school with no rows yet. */
  add(): Sending {
    const number = this.#all.length + 1
    const journal = `00000000000000${number.toString(16).padStart(2, '0')}`
    const school = new School(join(this.#district.folder, `school-${number}`))
    school.targets = [this.#district.target({ hostname: `school-${number}` })]
    const sending = { journal, school, forwarder: school.forward({ journal, timings: { ...quick, roundMs: 500 } }) }
    this.#all.push(sending)
    return sending
  }

  /** All of its rows, each once. */
  async holds({ journal, school, forwarder }: Sending): Promise<void> {
    const { length } = school.lines()
    await this.#district.arrived(journal, length, () => JSON.stringify([forwarder.standings(), forwarder.faults()]))
    assert.equal(await this.#district.count(journal), { rows: length, twice: 0 })
  }

  stop(): void {
    for (const { forwarder } of this.#all) forwarder.stop()
  }
}
