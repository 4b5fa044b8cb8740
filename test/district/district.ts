/** A district on loopback: rsyslog, spool, loader and ClickHouse, as docs/district.md sets them up, with a folder and ports of its own. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ClickHouse } from '../../src/district/clickhouse.ts'
import { rsyslogConfiguration } from '../../src/district/rsyslog.ts'
import { sql, trusted } from '../../src/district/sql.ts'
import type { Target } from '../../src/settings/forward-target.ts'
import { Authority, type Signed } from '../forward/certificates.ts'
import { freePort, Rsyslog } from '../forward/rsyslog.ts'
import { target } from '../forward/school.ts'
import { until } from '../patience.ts'
import { ClickHouseServer, type ServerOptions } from './clickhouse-server.ts'

const program = fileURLToPath(new URL('../../dist/aqtizim-district.js', import.meta.url))

export interface DistrictOptions {
  readonly clickhouse?: ServerOptions
  /** Of the settings: `spool:\n  max_mb: 100`. */
  readonly settings?: string
  readonly plain?: boolean
  /** Words before each program that stays. */
  readonly before?: readonly string[]
}

export class District {
  readonly folder: string
  readonly spool: string
  readonly server: ClickHouseServer
  readonly rsyslog: Rsyslog
  readonly clickhouse: ClickHouse
  readonly #config: string
  readonly #before: readonly string[]
  /** Who signs the schools' certificates, and whom they trust. */
  readonly #authorities: { readonly schools: Authority; readonly ca: string } | undefined
  readonly #routers = new Map<string, Signed>()
  #loader: ChildProcess | undefined
  /** What the loader said. */
  said = ''

  /** Needs the bundle: `bundle()` of build/bundle.ts. */
  static async create(folder: string, options: DistrictOptions = {}): Promise<District> {
    const server = await ClickHouseServer.create(join(folder, 'clickhouse'), {
      before: options.before ?? [],
      ...options.clickhouse,
    })
    return new District(folder, server, await freePort(), options)
  }

  private constructor(folder: string, server: ClickHouseServer, port: number, options: DistrictOptions) {
    this.folder = folder
    this.#before = options.before ?? []
    this.server = server
    this.clickhouse = server.client()
    this.spool = join(folder, 'spool')
    mkdirSync(this.spool, { recursive: true })
    this.#config = join(folder, 'district.yaml')
    writeFileSync(
      this.#config,
      `clickhouse:\n  url: ${server.url}\nspool:\n  folder: ${this.spool}\n  keep_minutes: 0\n${options.settings ?? ''}`,
    )
    const authorities = options.plain === true ? undefined : certificates(folder)
    this.#authorities = authorities
    const configuration = rsyslogConfiguration({
      program: this.words('spool'),
      workDirectory: join(folder, 'rsyslog'),
      address: '127.0.0.1',
      port,
      tls: authorities?.tls,
    })
    this.rsyslog = new Rsyslog(join(folder, 'rsyslog'), port, configuration, this.#before)
  }

  /** How a router reaches it. */
  target(changes: Partial<Target> = {}): Target {
    const { port } = this.rsyslog
    if (this.#authorities === undefined) return target({ port, tls: false, host: '127.0.0.1', ...changes })
    const { ca, schools } = this.#authorities
    const name = changes.hostname ?? 'router'
    const router = this.#routers.get(name) ?? schools.sign(name, `DNS:${name}`)
    this.#routers.set(name, router)
    return target({ port, ca, ...router, ...changes })
  }

  /** The words that run a command of aqtizim-district. */
  words(...words: string[]): string[] {
    return [process.execPath, program, '--config', this.#config, ...words]
  }

  async start(): Promise<void> {
    await this.server.start()
    const made = this.run(['migrate'])
    if (made.status !== 0) throw new Error(made.output)
    this.startLoader()
    await this.rsyslog.start()
  }

  /** A command of aqtizim-district to its end. */
  run(words: readonly string[], input = ''): { readonly status: number; readonly output: string } {
    const [node = '', ...argv] = this.words(...words)
    const { status, stdout, stderr } = spawnSync(node, argv, { input, encoding: 'utf8' })
    return { status: status ?? 1, output: `${stdout}${stderr}` }
  }

  startLoader(): void {
    const [first = '', ...argv] = [...this.#before, ...this.words('load')]
    const child = spawn(first, argv, { stdio: ['ignore', 'pipe', 'pipe'] })
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => {
        this.said = `${this.said}${chunk}`.slice(-20_000)
      })
    this.#loader = child
  }

  async stopLoader(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const child = this.#loader
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill(signal)
    await ended
  }

  /** Process numbers of what rsyslog started. */
  spoolers(): number[] {
    const parent = this.rsyslog.pid
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name) && parentOf(name) === parent)
      .map(Number)
  }

  /** Octets in the spool that are not known to be in ClickHouse. */
  spooled(): number {
    const sizes = readdirSync(this.spool).map(
      (name) => statSync(join(this.spool, name), { throwIfNoEntry: false })?.size ?? 0,
    )
    return sizes.reduce((sum, size) => sum + size, 0)
  }

  /** Rows of a journal, and how many of them are there more than once. */
  async count(journal: string): Promise<{ readonly rows: number; readonly twice: number }> {
    const parts = ['visits', 'gaps', 'events', 'seals']
      .map((table) => `SELECT journal, n, hash FROM ${table}`)
      .join(' UNION ALL ')
    const [found] = await this.clickhouse.rows<{ rows: string; all: string }>(
      sql`SELECT uniqExact(n, hash) AS rows, count() AS all FROM (${trusted(parts)}) WHERE journal = ${journal}`,
    )
    const rows = Number(found?.rows ?? 0)
    return { rows, twice: Number(found?.all ?? 0) - rows }
  }

  /** Waits until so many rows can be asked for. */
  async arrived(journal: string, rows: number, more = () => ''): Promise<void> {
    const isThere = async () => (await this.count(journal).catch(() => ({ rows: 0 }))).rows >= rows
    const tell = async () =>
      `${JSON.stringify(await this.count(journal).catch(String))} of ${rows}. ${this.said.slice(-1500)} ${more()}`
    await until(`${rows} rows of ${journal}`, isThere, tell, 200)
  }

  async stop(): Promise<void> {
    this.clickhouse.close()
    await this.rsyslog.kill()
    await this.stopLoader()
    await this.server.stop()
  }
}

function parentOf(pid: string): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
  } catch {
    return 0
  }
}

function certificates(folder: string) {
  const place = join(folder, 'tls')
  mkdirSync(place, { recursive: true })
  const schools = new Authority(place, 'schools')
  const district = new Authority(place, 'district')
  const server = district.sign('server', 'DNS:localhost')
  return {
    schools,
    ca: district.ca,
    tls: { ca: schools.ca, cert: server.cert, key: server.key },
  }
}
