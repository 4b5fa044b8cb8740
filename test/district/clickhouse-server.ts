/** A real ClickHouse on loopback, with a folder and ports of its own. */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { connect } from '../../src/district/clickhouse.ts'
import { trusted } from '../../src/district/sql.ts'
import { freePort } from '../forward/rsyslog.ts'
import { until } from '../patience.ts'

export interface ServerOptions {
  /** Inside `<yandex>`: more settings. */
  readonly settings?: string
  /** Words before the program: another namespace, a limit. */
  readonly before?: readonly string[]
}

export class ClickHouseServer {
  readonly folder: string
  readonly port: number
  readonly tcpPort: number
  readonly #before: readonly string[]
  #child: ChildProcess | undefined

  static async create(folder: string, options: ServerOptions = {}): Promise<ClickHouseServer> {
    return new ClickHouseServer(folder, await freePort(), await freePort(), options)
  }

  private constructor(folder: string, port: number, tcpPort: number, options: ServerOptions) {
    this.folder = folder
    this.port = port
    this.tcpPort = tcpPort
    this.#before = options.before ?? []
    for (const name of ['data/tmp', 'log']) mkdirSync(join(folder, name), { recursive: true })
    const log = (name: string) => join(folder, 'log', name)
    writeFileSync(
      join(folder, 'config.xml'),
      `<yandex>
<logger><level>warning</level><log>${log('server.log')}</log><errorlog>${log('error.log')}</errorlog></logger>
<http_port>${port}</http_port><tcp_port>${tcpPort}</tcp_port><listen_host>127.0.0.1</listen_host>
<path>${folder}/data/</path><tmp_path>${folder}/data/tmp/</tmp_path><timezone>UTC</timezone>
<users_config>users.xml</users_config><default_profile>default</default_profile><default_database>default</default_database>
<mark_cache_size>67108864</mark_cache_size>
${options.settings ?? ''}
</yandex>
`,
    )
    writeFileSync(
      join(folder, 'users.xml'),
      `<yandex>
<profiles><default><max_memory_usage>4000000000</max_memory_usage></default></profiles>
<users><default><password></password><networks><ip>127.0.0.1</ip></networks>
<profile>default</profile><quota>default</quota></default></users>
<quotas><default></default></quotas>
</yandex>
`,
    )
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`
  }

  client(database = 'aqtizim') {
    return connect({ url: this.url, database, user: 'default', password: '' })
  }

  async start(): Promise<void> {
    const words = [...this.#before, 'clickhouse-server', `--config=${join(this.folder, 'config.xml')}`]
    const child = spawn(words[0] ?? '', words.slice(1), { cwd: this.folder, stdio: 'ignore' })
    child.on('error', () => {})
    this.#child = child
    const client = this.client('default')
    const answers = () =>
      client.text(trusted('SELECT 1')).then(
        () => true,
        () => {
          if (child.exitCode !== null) throw new Error(`clickhouse-server ended. ${this.log()}`)
          return false
        },
      )
    await until('ClickHouse answers', answers, () => this.log())
    client.close()
  }

  log(): string {
    const path = join(this.folder, 'log/error.log')
    return existsSync(path) ? readFileSync(path, 'utf8').slice(-2000) : ''
  }

  /** `SIGKILL` ends it as a crash would. */
  async stop(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const child = this.#child
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill(signal)
    await ended
  }
}
