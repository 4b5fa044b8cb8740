/** A district with schools whose rows have come, and its page served over HTTPS on loopback. */
import { type ChildProcess, spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { octoberOf } from '../../src/district/page/pages/drills.ts'
import { createSigningKey, encodePublicKey, type SigningKey, verifyingKeyOf } from '../../src/logger/signify-keys.ts'
import { until } from '../patience.ts'
import { District } from './district.ts'
import { PagePlace } from './page-place.ts'
import { sealedDays } from './sealed-days.ts'
import { spoolLine } from './spool-line.ts'
import { type GetOptions, type Got, get } from './web-visitor.ts'

/** What a page must show as text and never as anything else. */
export const hostile = `<img src=x onerror="window.__xss='set'">'"\\`

export const metricsToken = 'a-word-of-more-than-16-letters'

export interface LabGetOptions extends GetOptions {
  readonly user?: string
}

/** Once: a run may pass midnight. */
const started = Date.now()

/** A day of the school, so many days ago. */
export const daysAgo = (days: number) => new Date(started - days * 86_400_000).toISOString().slice(0, 10)

/** Rows of a school where much is wrong. */
function troubledRows(): string[] {
  const [today, before] = [daysAgo(0), daysAgo(1)]
  let n = 0
  const at = (day: string) => `${day}T00:12:03+00:00`
  const visit = (day: string, changes: Record<string, unknown>) => ({
    ...{ n: ++n, start: at(day), end: `${day}T00:31:44+00:00`, room: 'informatics', pc: 'PC-07' },
    ...{ mac: '02:00:00:00:00:07', ip: '192.168.1.107', site: 'bilimland.kz', verdict: 'allowed', flows: 12 },
    ...changes,
  })
  const event = (day: string, name: string, details: Record<string, unknown>) => ({
    n: ++n,
    at: at(day),
    event: name,
    ...details,
  })
  const enforced = {
    about: 'enforced',
    what: 'The approved list is not in force.',
    code: 'enforced-failed',
    values: {},
  }
  const rows = [
    event(before, 'started', {}),
    event(before, 'approved', { version: 7, sha256: 'ab12cd34'.repeat(8), by: 'A. Director', user: 'director' }),
    event(before, 'district-list-new', { version: 3, date: before, entries: 12 }),
    event(before, 'alarm', enforced),
    event(before, 'alarm', { about: hostile, what: hostile, code: 'no-such-code', values: { deep: { deep: null } } }),
    event(before, 'alarm', { about: 'disk', what: 'The disk is full.' }),
    event(before, 'alarm-over', { about: 'disk', what: 'The disk is full.' }),
    event(before, 'alarm', { about: 'unknown-device', what: 'A device that nobody has listed.' }),
    visit(before, {}),
    visit(today, { site: hostile, verdict: 'refused', why: 'unlisted', pc: hostile }),
    visit(today, { site: 'games.example', verdict: 'refused', why: 'unlisted' }),
    visit(today, { site: 'games.example', verdict: 'refused', why: 'unlisted', pc: 'PC-08' }),
    { n: ++n, gap: { from: at(before), to: at(today), flows: 17, why: 'counter-difference', room: 'informatics' } },
    event(today, 'request-decided', { name: hostile, decision: 'refused', word: hostile, user: 'teacher' }),
    event(today, 'request-decided', { name: 'kitap.kz', decision: 'taken', user: 'teacher' }),
    event(october(5), 'drill', { state: 'start', room: 'informatics', user: 'teacher' }),
    event(october(5), 'drill-run', { room: 'informatics', pc: 'PC-07', right: 11, of: 12 }),
    event(october(5), 'drill-run', { room: 'informatics', pc: 'PC-08', right: 12, of: 12 }),
    event(october(5), 'drill', { state: 'end', room: 'informatics', user: 'teacher' }),
    event(october(30), 'paper-written', { name: 'check-act', from: october(1), until: october(30), user: 'director' }),
  ]
  return rows.map((row) => JSON.stringify(row))
}

/** A day of the last October that has begun. */
export const october = (day: number) => `${octoberOf(daysAgo(0))}-10-${String(day).padStart(2, '0')}`

/** So many visits on one day. */
function busyRows(count: number): string[] {
  const time = (at: number) => `${daysAgo(2)}T04:${String(at % 60).padStart(2, '0')}:00+00:00`
  const common = { room: 'informatics', mac: '', ip: '192.168.1.107', verdict: 'allowed', flows: 1 }
  return Array.from({ length: count }, (_, at) =>
    JSON.stringify({
      n: at + 1,
      start: time(at),
      end: time(at),
      pc: 'PC-01',
      site: `site-${at + 1}.example`,
      ...common,
    }),
  )
}

export class PageLab {
  readonly district: District
  readonly whole = createSigningKey()
  readonly troubled = createSigningKey()
  readonly busy = createSigningKey()
  readonly stranger = createSigningKey()
  readonly place: PagePlace
  #files = 0
  #program: ChildProcess | undefined
  /** What the program said. */
  said = ''

  /** Needs the bundle. `prepare`: what else the page's settings say. */
  static async create(folder: string, prepare?: (place: PagePlace) => Promise<void>): Promise<PageLab> {
    const token = join(folder, 'metrics.token')
    writeFileSync(token, `${metricsToken}\n`)
    const place = await PagePlace.create(join(folder, 'page'), {
      people: 'admin@edu.kz: admin\nviewer@edu.kz: viewer\nreader@edu.kz: [troubled]\nother@edu.kz: [whole, busy]\n',
      ...{ name: 'Balqash & <district>', zone: 'UTC' },
      more: `  metrics_token_file: ${token}\n${prepare === undefined ? '  proxy_header: X-Remote-User\n' : ''}`,
    })
    await prepare?.(place)
    return new PageLab(place, await District.create(folder, { plain: true, settings: place.settings }))
  }

  private constructor(place: PagePlace, district: District) {
    this.place = place
    this.district = district
  }

  get ca(): string {
    return this.place.ca
  }

  get port(): number {
    return this.place.port
  }

  get url(): string {
    return this.place.url
  }

  get people(): string {
    return this.place.people
  }

  async start(): Promise<void> {
    await this.district.server.start()
    this.run(['migrate'])
    this.add('whole', 'School No. 1', this.whole)
    this.add('troubled', `School ${hostile}`, this.troubled)
    this.arrive(this.whole.id, sealedDays({ key: this.whole }))
    this.arrive(this.troubled.id, troubledRows())
    this.add('busy', 'School No. 3', this.busy)
    this.arrive(this.busy.id, busyRows(250))
    this.arrive(this.stranger.id, sealedDays({ key: this.stranger }))
    this.district.run(['verify'])
    await this.serve()
  }

  add(school: string, name: string, key: SigningKey): void {
    this.run(['school', 'add', school, name], encodePublicKey(verifyingKeyOf(key)))
  }

  run(words: readonly string[], input = ''): string {
    const { status, output } = this.district.run(words, input)
    if (status !== 0) throw new Error(`${words.join(' ')}: ${output}`)
    return output
  }

  /** As if they came over rsyslog. */
  arrive(journal: string, lines: readonly string[]): void {
    const text = lines.map((line) =>
      spoolLine(line, { journal, msgId: /"(seal|day|gap|event)":/.exec(line)?.[1] ?? 'visit' }),
    )
    writeFileSync(
      join(this.district.spool, `2026-10-05T04-00-00-${String(++this.#files).padStart(3, '0')}.rows`),
      text.join(''),
    )
    this.run(['load', '--once'])
  }

  async serve(): Promise<void> {
    const [node = '', ...argv] = this.district.words('serve')
    const child = spawn(node, argv, { stdio: ['ignore', 'pipe', 'pipe'], env: this.place.environment })
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => {
        this.said = `${this.said}${chunk}`.slice(-20_000)
      })
    this.#program = child
    await until(
      'the page is served',
      () => {
        if (child.exitCode !== null) throw new Error(`it ended: ${this.said}`)
        return this.said.includes('the page is at')
      },
      () => this.said,
    )
  }

  get(path: string, { user, method, headers = {} }: LabGetOptions = {}): Promise<Got> {
    const given = { ...headers, ...(user !== undefined && { 'X-Remote-User': user }) }
    return get(
      `${this.url}${path}`,
      this.ca,
      { ...(method !== undefined && { method }), headers: given },
      () => this.said,
    )
  }

  async stop(): Promise<void> {
    const child = this.#program
    if (child !== undefined && child.exitCode === null && child.signalCode === null) {
      const ended = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGTERM')
      await ended
    }
    this.district.clickhouse.close()
    await this.district.server.stop()
  }
}
