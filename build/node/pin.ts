/**
 * Renews `sources.json`: the newest Node of the line that is followed, and the versions of Debian's libraries that stand in
 * Debian's index today. apt looks at the index's signature, in folders of its own; nothing of the computer is changed.
 *
 *   npm run pin:node
 */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { refuse, runOrder } from '../cli-args.ts'
import { cacheFolder, servers } from './fetch.ts'
import {
  type Cpu,
  type DebianSource,
  debianNames,
  debianPackages,
  npmName,
  readSources,
  type Sources,
  sourcesFile,
} from './sources.ts'

const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg'

/** A line of `apt-get --print-uris download`: 'URI' FILE SIZE SHA256:SUM. Undefined for any other. */
export function readUri(line: string, server: string): DebianSource | undefined {
  const [, uri = '', file = '', sha256] = /^'([^']+)' (\S+) \d+ SHA256:([0-9a-f]{64})$/.exec(line) ?? []
  const [name = '', version = ''] = file.replaceAll('%3a', ':').split('_')
  const path = decodeURIComponent(uri)
  if (sha256 === undefined || !path.startsWith(`${server}/`)) return undefined
  return { name, version, path: path.slice(server.length + 1), sha256 }
}

/** What Debian's signed index has for this processor. */
function readIndex(cpu: Cpu, suite: string): DebianSource[] {
  if (!existsSync(keyring)) refuse(`${keyring} is missing: install the package debian-archive-keyring`)
  const { debian } = servers()
  const { architecture } = debianNames[cpu]
  mkdirSync(cacheFolder, { recursive: true })
  const folder = mkdtempSync(join(cacheFolder, 'apt-'))
  try {
    for (const each of ['lists/partial', 'cache/archives/partial']) mkdirSync(join(folder, each), { recursive: true })
    const line = (archive: string) => `deb [signed-by=${keyring}] ${debian}/${archive} main\n`
    const list = join(folder, 'sources.list')
    writeFileSync(list, line(`debian ${suite}`) + line(`debian-security ${suite}-security`))
    const settings = {
      ...{ 'Dir::State': folder, 'Dir::State::lists': join(folder, 'lists'), 'Dir::State::status': '/dev/null' },
      ...{ 'Dir::Cache': join(folder, 'cache'), 'Dir::Etc::sourcelist': list, 'Dir::Etc::sourceparts': '-' },
      ...{ 'APT::Architecture': architecture, 'APT::Architectures': architecture, 'APT::Sandbox::User': 'root' },
      'Acquire::Languages': 'none',
    }
    const options = Object.entries(settings).flatMap(([key, value]) => ['-o', `${key}=${value}`])
    const apt = (...words: string[]) =>
      execFileSync('apt-get', ['-q', ...options, ...words], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })
    apt('update', '--error-on=any')
    const said = apt('--print-uris', 'download', ...debianPackages).split('\n')
    const found = said.flatMap((each) => readUri(each, debian) ?? [])
    return debianPackages.map((name) => found.find((each) => each.name === name) ?? refuse(`Debian has no ${name}`))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function askNpm<Answer>(what: string, field: string): Answer {
  const said = execFileSync('npm', ['view', what, field, '--json'], { encoding: 'utf8' })
  return JSON.parse(said) as Answer
}

/** The newest version of the line that both processors have. */
export function newest(versions: readonly (readonly string[])[], line: number): string | undefined {
  const [first = [], ...rest] = versions
  return first
    .filter((version) => /^\d+\.\d+\.\d+$/.test(version) && rest.every((others) => others.includes(version)))
    .filter((version) => version.startsWith(`${line}.`))
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
    .at(-1)
}

/** The new sources; the release goes back to 1 with a new Node, and up with anything else. */
export function renew(old: Sources, fresh: Omit<Sources, 'release'>): Sources {
  const outline = ({ version, processors }: Omit<Sources, 'release'>) => JSON.stringify([version, processors])
  if (outline(old) === outline(fresh)) return old
  return { ...fresh, release: old.version === fresh.version ? old.release + 1 : 1 }
}

function main(): void {
  const old = readSources()
  const both: readonly Cpu[] = ['x64', 'arm64']
  const version = newest(
    both.map((cpu) => askNpm<string[]>(npmName(cpu), 'versions')),
    old.line,
  )
  if (version === undefined) refuse(`npm has no Node ${old.line} for both processors`)
  const pin = (cpu: Cpu) => ({
    integrity: askNpm<string>(`${npmName(cpu)}@${version}`, 'dist.integrity'),
    debian: readIndex(cpu, old.suite),
  })
  const taken = `${new Date().toISOString().slice(0, 10).replaceAll('-', '')}T000000Z`
  const { line, suite } = old
  const renewed = renew(old, { line, version, suite, taken, processors: { x64: pin('x64'), arm64: pin('arm64') } })
  writeFileSync(sourcesFile, `${JSON.stringify(renewed, undefined, 2)}\n`)
  console.log(renewed === old ? 'pinned: all is the newest' : `pinned: Node ${version}, release ${renewed.release}`)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await runOrder(main)
