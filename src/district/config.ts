/** The settings of the district's server, a YAML file: reads it as values and problems. */
import { isMap, isScalar, LineCounter, parseDocument } from 'yaml'
import { findTooDeep } from '../whitelist/nesting.ts'
import { PIECE_LIMIT } from '../whitelist/read.ts'
import { readNetworks } from './page/networks.ts'

export interface Config {
  /** URL of ClickHouse's HTTP interface. */
  readonly url: string
  readonly database: string
  readonly user: string
  /** A file that holds the password and nothing else. */
  readonly passwordFile: string | undefined
  /** The cluster's name in ClickHouse's `remote_servers`; none for a single server. */
  readonly cluster: string | undefined
  /** Folder for what the schools send, until it is in ClickHouse. */
  readonly spool: string
  /** The most that the spool may hold, in millions of bytes. */
  readonly spoolMaxMb: number
  /** How long a file stays there after its rows are in ClickHouse, in minutes: for a power cut that takes what ClickHouse had not synchronised yet. */
  readonly spoolKeepMinutes: number
  /** Of the page: where it listens, and PEM files of its certificate and key. */
  readonly address: string
  readonly port: number
  readonly certificate: string | undefined
  readonly key: string | undefined
  /** File of logins and roles. */
  readonly people: string
  /** The district, as its page and its papers call it. */
  readonly name: string
  /** IANA name. */
  readonly zone: string
  readonly silentHours: number
  /** The reverse proxy's header that names the visitor, and the networks from which it is trusted: `127.0.0.1, 10.0.0.0/8`. */
  readonly proxyHeader: string | undefined
  readonly proxyAddresses: string
  /** OpenID Connect: the issuer, the client id, the file with the client secret, and the claim that names a login. */
  readonly openidIssuer: string | undefined
  readonly openidClient: string
  readonly openidSecretFile: string | undefined
  readonly openidClaim: string
  /** The page's own URL, as browsers see it. */
  readonly pageUrl: string | undefined
  /** Who may read the metrics: whoever sends the token in this file, and whoever comes from these networks. */
  readonly metricsTokenFile: string | undefined
  readonly metricsAddresses: string
}

export interface ConfigProblem {
  readonly code: 'not-yaml' | 'unknown-key' | 'wrong-value'
  readonly line: number
  readonly column: number
  readonly values: Readonly<Record<string, string>>
}

interface Key {
  readonly to: keyof Config
  readonly fallback: string | number | undefined
  readonly is: (value: unknown) => boolean
}

const isText = (shape: RegExp) => (value: unknown) => typeof value === 'string' && shape.test(value)
const isPath = isText(/^\/[^\0\n]{0,500}$/)
const isName = isText(/^[a-z]\w{0,60}$/)
const isNetworks = (value: unknown) => typeof value === 'string' && readNetworks(value) !== undefined
const isWhole = (least: number, most: number) => (value: unknown) =>
  Number.isInteger(value) && Number(value) >= least && Number(value) <= most

function isZone(value: unknown): boolean {
  if (typeof value !== 'string') return false
  try {
    return new Intl.DateTimeFormat('en', { timeZone: value }) !== undefined
  } catch {
    return false
  }
}

/** Every key that there is, by its path. */
const keys: Readonly<Record<string, Key>> = {
  'clickhouse.url': { to: 'url', fallback: 'http://127.0.0.1:8123', is: isText(/^https?:\/\/[^\s/]+\/?$/) },
  'clickhouse.database': { to: 'database', fallback: 'aqtizim', is: isName },
  'clickhouse.user': { to: 'user', fallback: 'default', is: isText(/^[\w.-]{1,60}$/) },
  'clickhouse.password_file': { to: 'passwordFile', fallback: undefined, is: isPath },
  'clickhouse.cluster': { to: 'cluster', fallback: undefined, is: isName },
  'spool.folder': { to: 'spool', fallback: '/var/spool/aqtizim-district', is: isPath },
  'spool.max_mb': { to: 'spoolMaxMb', fallback: 20_000, is: isWhole(100, 10_000_000) },
  'spool.keep_minutes': { to: 'spoolKeepMinutes', fallback: 10, is: isWhole(0, 1440) },
  'page.address': { to: 'address', fallback: '127.0.0.1', is: isText(/^[0-9a-fA-F.:]{2,45}$/) },
  'page.port': { to: 'port', fallback: 8443, is: isWhole(1, 65_535) },
  'page.certificate': { to: 'certificate', fallback: undefined, is: isPath },
  'page.key': { to: 'key', fallback: undefined, is: isPath },
  'page.people': { to: 'people', fallback: '/etc/aqtizim/district-people.yaml', is: isPath },
  'page.name': { to: 'name', fallback: '', is: isText(/^[^\x00-\x1f\x7f]{1,200}$/) },
  'page.zone': { to: 'zone', fallback: 'Asia/Almaty', is: isZone },
  'page.silent_hours': { to: 'silentHours', fallback: 24, is: isWhole(1, 10_000) },
  'page.proxy_header': { to: 'proxyHeader', fallback: undefined, is: isText(/^[A-Za-z][\w-]{0,60}$/) },
  'page.url': { to: 'pageUrl', fallback: undefined, is: isText(/^https:\/\/[\w.:[\]-]{1,250}$/) },
  'page.openid_issuer': { to: 'openidIssuer', fallback: undefined, is: isText(/^https:\/\/[\w.:[\]~/%-]{1,500}$/) },
  'page.openid_client': { to: 'openidClient', fallback: 'aqtizim', is: isText(/^[\x21-\x7e]{1,200}$/) },
  'page.openid_secret_file': { to: 'openidSecretFile', fallback: undefined, is: isPath },
  'page.openid_claim': { to: 'openidClaim', fallback: 'email', is: isText(/^\w{1,60}$/) },
  'page.metrics_token_file': { to: 'metricsTokenFile', fallback: undefined, is: isPath },
  'page.metrics_addresses': { to: 'metricsAddresses', fallback: '', is: isNetworks },
  'page.proxy_addresses': { to: 'proxyAddresses', fallback: '127.0.0.1, ::1', is: isNetworks },
}

export interface ReadConfig {
  /** A wrong value is replaced by its default. */
  readonly config: Config
  readonly problems: readonly ConfigProblem[]
}

/** More of one file tell nobody anything. */
const MOST_ERRORS = 20

/** Never throws, whatever the text. An empty text gives the defaults. */
export function readConfig(text: string): ReadConfig {
  const values = Object.fromEntries(Object.values(keys).map(({ to, fallback }) => [to, fallback]))
  const problems: ConfigProblem[] = []
  // Deeply nested text would end the process inside the YAML library, and no `catch` would see it.
  const isTooMuch = text.length > PIECE_LIMIT || findTooDeep(text) !== undefined
  if (isTooMuch) {
    const what = `it is nested too deeply, or longer than ${PIECE_LIMIT / 1024} KiB`
    return {
      config: values as unknown as Config,
      problems: [{ code: 'not-yaml', line: 1, column: 1, values: { what } }],
    }
  }
  const counter = new LineCounter()
  const document = parseDocument(text, { lineCounter: counter, schema: 'core', prettyErrors: false })
  const report = (code: ConfigProblem['code'], offset: number, given: Record<string, string>) => {
    const { line, col } = counter.linePos(offset)
    problems.push({ code, line, column: col, values: given })
  }
  for (const error of document.errors.slice(0, MOST_ERRORS))
    report('not-yaml', error.pos[0], { what: error.message.split('\n')[0] ?? '' })
  const walk = (node: unknown, above: string): void => {
    if (!isMap(node)) return
    for (const { key, value } of node.items) {
      const name = isScalar(key) ? String(key.value) : ''
      const offset = isScalar(key) ? (key.range?.[0] ?? 0) : 0
      const path = above === '' ? name : `${above}.${name}`
      const known = Object.hasOwn(keys, path) ? keys[path] : undefined
      const isSection = Object.keys(keys).some((each) => each.startsWith(`${path}.`))
      if (isSection && isMap(value)) walk(value, path)
      else if (known === undefined) report(isSection ? 'wrong-value' : 'unknown-key', offset, { key: path })
      else if (isScalar(value) && known.is(value.value)) values[known.to] = value.value as string | number
      else report('wrong-value', offset, { key: path })
    }
  }
  if (document.errors.length === 0) walk(document.contents, '')
  return { config: values as unknown as Config, problems }
}
