/** Gets the parts of aqtizim-node by the ordinary clients of npm and Debian, into `dist/cache`; only what was pinned is taken. */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { refuse } from '../cli-args.ts'
import { type Cpu, type DebianSource, npmName, type Sources } from './sources.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
export const cacheFolder = join(root, 'dist/cache')
/** apt's own downloader: it needs neither root nor an index, and goes by the computer's proxies. */
export const aptHelper = '/usr/lib/apt/apt-helper'

export const repin = 'npm run pin:node takes the versions of today'

export interface Servers {
  /** Of Debian, without the slash at the end. */
  readonly debian: string
  /** What keeps every version that Debian ever had. */
  readonly snapshot: string
}

/** Of `apt-get indextargets` with a site a line: the archive of Debian that apt is set to, without `/debian`. */
export function debianServer(sites: string): string | undefined {
  const [, server] = /^(https?:\/\/\S+?)\/debian\/?$/m.exec(sites) ?? []
  return server
}

function aptServer(): string {
  const { stdout } = spawnSync('apt-get', ['indextargets', '--format', '$(SITE)'], { encoding: 'utf8' })
  return debianServer(stdout ?? '') ?? refuse('apt is set to no archive of Debian: name one in AQTIZIM_DEBIAN')
}

/** What the computer's own apt is set to, unless `AQTIZIM_DEBIAN` and `AQTIZIM_DEBIAN_SNAPSHOT` say otherwise. */
export const servers = (env: NodeJS.ProcessEnv = process.env): Servers => ({
  debian: env.AQTIZIM_DEBIAN ?? aptServer(),
  snapshot: env.AQTIZIM_DEBIAN_SNAPSHOT ?? 'http://snapshot.debian.org/archive',
})

function digest(file: string, algorithm: 'sha256' | 'sha512', encoding: 'hex' | 'base64'): string {
  return createHash(algorithm).update(readFileSync(file)).digest(encoding)
}

/**
 * Gives the file from the cache, or what `get` puts into an empty folder. Two programs may do so at once.
 * @param isRight whether the file is what was pinned
 */
function cached(name: string, isRight: (file: string) => boolean, get: (folder: string) => void): string {
  const file = join(cacheFolder, name)
  if (existsSync(file) && isRight(file)) return file
  mkdirSync(cacheFolder, { recursive: true })
  const folder = mkdtempSync(join(cacheFolder, 'get-'))
  try {
    get(folder)
    const [got] = readdirSync(folder)
    if (got === undefined || !isRight(join(folder, got))) refuse(`${name} is not what was pinned: ${repin}`)
    renameSync(join(folder, got), file)
    return file
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The archive of Node's official build. Throws `OrderRefused` where npm does not give it. */
export function fetchNode({ version, processors }: Sources, cpu: Cpu): string {
  const wanted = `${npmName(cpu)}@${version}`
  const isRight = (file: string) => `sha512-${digest(file, 'sha512', 'base64')}` === processors[cpu].integrity
  return cached(`${npmName(cpu)}-${version}.tgz`, isRight, (folder) => {
    const words = ['pack', wanted, '--pack-destination', folder, '--loglevel=error', '--ignore-scripts']
    const { status, stderr } = spawnSync('npm', words, { cwd: root, encoding: 'utf8' })
    if (status !== 0) refuse(`npm does not give ${wanted}: ${lastLine(stderr) || 'npm itself is missing'}`)
  })
}

const lastLine = (text: string | null) =>
  (text ?? '')
    .trim()
    .split('\n')
    .map((line) => line.trim())
    .findLast((line) => line !== '') ?? ''

/** Whether this program of apt's got the file: false where the server has none of that name. Throws `OrderRefused`. */
function download(url: string, file: string, { name, version, sha256 }: DebianSource): boolean {
  const words = ['-o', 'APT::Sandbox::User=root', 'download-file', url, file, `SHA256:${sha256}`]
  const { error, status, stderr } = spawnSync(aptHelper, words, {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C' },
  })
  if (error !== undefined) refuse(`${aptHelper} is missing: Node is packed on Debian or Ubuntu alone`)
  if (status === 0) return true
  if (/ 404 /.test(stderr)) return false
  if (/Hash Sum mismatch/.test(stderr)) refuse(`${name} ${version} is not what was pinned: ${repin}`)
  return refuse(
    `${name} ${version} cannot be got: ${/^E: (.*)$/m.exec(stderr)?.[1] ?? `apt-helper ended with ${status}`}`,
  )
}

/** The .deb. Throws `OrderRefused` where neither Debian nor its snapshots have that version any more. */
export function fetchDebian(source: DebianSource, taken: string, from: Servers = servers()): string {
  const name = basename(source.path)
  const isRight = (file: string) => digest(file, 'sha256', 'hex') === source.sha256
  return cached(name, isRight, (folder) => {
    const file = join(folder, name)
    const path = source.path.replaceAll('+', '%2b')
    const [archive, ...rest] = path.split('/')
    if (download(`${from.debian}/${path}`, file, source)) return
    if (download(`${from.snapshot}/${archive}/${taken}/${rest.join('/')}`, file, source)) return
    refuse(`Debian has replaced ${name}, and its snapshots do not have it: ${repin}`)
  })
}
