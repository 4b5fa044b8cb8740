/** A district with a school that is hurt by nothing, in which faults are tried one by one: each row that was sent has to be there once. */
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { connect } from 'node:tls'
import * as assert from 'uvu/assert'
import { hangMs, until } from '../patience.ts'
import { addUp, type Balance, balanceOf, rowsIn } from './balance.ts'
import { District } from './district.ts'
import { Senders, type Sending } from './sending.ts'
import { SmallDisks } from './small-disks.ts'

export interface Fault {
  readonly name: string
  readonly needsDisks?: boolean
  /** The school whose rows have to be there after it; it has none yet. */
  work(lab: FaultLab, sending: Sending): Promise<void>
}

export class FaultLab {
  readonly district: District
  readonly senders: Senders
  /** Nothing where the system gives no namespace for them. */
  readonly disks: SmallDisks | undefined
  #bystander: Sending | undefined
  readonly #all: Sending[] = []

  /** Needs the bundle. */
  static async create(folder: string): Promise<FaultLab> {
    mkdirSync(folder, { recursive: true })
    const disks = await SmallDisks.create({ [join(folder, 'spool')]: 64, [join(folder, 'clickhouse/data')]: 512 })
    return new FaultLab(await District.create(folder, { before: disks?.words ?? [] }), disks)
  }

  private constructor(district: District, disks: SmallDisks | undefined) {
    this.district = district
    this.disks = disks
    this.senders = new Senders(district)
  }

  async start(): Promise<void> {
    await this.district.start()
    this.#bystander = this.senders.add()
    this.#all.push(this.#bystander)
  }

  /** Rejects where a row of the school that is hurt, or of the one beside it, is not there, or is there twice. */
  async run({ work }: Fault): Promise<void> {
    const sending = this.senders.add()
    this.#all.push(sending)
    this.#bystander?.school.write(100)
    await work(this, sending)
    this.#bystander?.school.write(100)
    for (const each of [sending, this.#bystander]) if (each !== undefined) await this.#hold(each)
  }

  async balance(): Promise<Balance> {
    return addUp(await Promise.all(this.#all.map((sending) => this.balanceOf(sending))))
  }

  balanceOf({ journal, school }: Sending): Promise<Balance> {
    return balanceOf(this.district.clickhouse, journal, rowsIn(school.dir))
  }

  async #hold(sending: Sending): Promise<void> {
    const isThere = async () => (await this.balanceOf(sending).catch(() => undefined))?.lost === 0
    const tell = async () =>
      JSON.stringify([
        await this.balanceOf(sending).catch(String),
        sending.forwarder.standings(),
        sending.forwarder.faults(),
        this.district.said.slice(-1500),
      ])
    await until('all of its rows are there', isThere, tell, 200)
    await until('the district has answered for all of them', () => sending.forwarder.standings()[0]?.lag === 0, tell)
    const { lost, twice } = await this.balanceOf(sending)
    assert.equal({ lost, twice }, { lost: 0, twice: 0 })
  }

  /** Sends octets over a connection with the certificate of a school of ours, and waits until it is over. */
  async sendRaw(bytes: Buffer): Promise<void> {
    const { ca = '', cert = '', key = '', port } = this.district.target({ hostname: 'school-raw' })
    const [caText, certText, keyText] = [ca, cert, key].map((path) => readFileSync(path, 'utf8'))
    await new Promise<void>((resolve, reject) => {
      const socket = connect({ host: 'localhost', port, ca: caText, cert: certText, key: keyText }, () =>
        socket.end(bytes),
      )
      socket.setTimeout(hangMs, () => reject(new Error('rsyslog neither reads rubbish nor ends its connection')))
      socket.on('error', () => {})
      socket.on('close', () => resolve())
      socket.resume()
    })
  }

  async stop(): Promise<void> {
    this.senders.stop()
    await this.district.stop()
    await this.disks?.stop()
  }
}
