/** A folder that stands for a router's root, with the files of the package in it, and a PATH that has what a router has. */
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Entry, type Tree, withFolders } from '../../build/pack/entry.ts'

const here = (file: string) => fileURLToPath(new URL(file, import.meta.url))
export const standIns = here('stand-ins')

/** Writes a tree below a folder, with its modes; what stands there already is replaced. */
export function layOut(tree: Tree, root: string): void {
  for (const [path, entry] of withFolders(tree)) {
    const place = join(root, path)
    if (entry.type === 'folder') mkdirSync(place, { recursive: true })
    else place !== '' && writeEntry(place, entry)
  }
}

function writeEntry(place: string, entry: Exclude<Entry, { type: 'folder' }>): void {
  mkdirSync(dirname(place), { recursive: true })
  rmSync(place, { force: true })
  if (entry.type === 'link') symlinkSync(entry.target, place)
  else {
    writeFileSync(place, entry.content)
    chmodSync(place, entry.mode)
  }
}

/** What the scripts of the package call of BusyBox, as on a router. */
export const applets =
  'sh awk grep sed cat cmp cut date df ls ln rm mv mkdir chmod sleep tail head basename dirname env sha256sum'.split(
    ' ',
  )
/** What else they call; those of `stand-ins/bin` are ours. */
const played = ['fw4', 'uci', 'ubus', 'logger', 'jsonfilter'] as const
const engines = ['nft', 'dnsmasq', 'haproxy', 'conntrack', 'ip', 'node', ...played] as const
export type Engine = (typeof engines)[number] | 'df' | 'date'

function find(program: string): string {
  const { stdout } = spawnSync('sh', ['-c', `command -v ${program}`], { encoding: 'utf8' })
  if (!stdout.startsWith('/')) throw new Error(`${program} is not on this machine`)
  return stdout.trim()
}

/**
 * What to run for an applet. A BusyBox may be built so that its shell runs its own applets before it looks at PATH, as
 * Debian's busybox-static is and OpenWrt's is not: it would pass by the stand-ins, so that dash, of the same family, is the
 * shell then.
 */
export function programOf(applet: string): string {
  const busybox = find('busybox')
  if (applet !== 'sh') return busybox
  const looksAtPath = spawnSync(busybox, ['sh', '-c', 'PATH=/nonexistent; basename x']).status === 127
  return looksAtPath ? busybox : find('dash')
}

/** A folder for PATH; `changes` puts a script in a program's place, or leaves it out (`undefined`). */
export function makePath(changes: Partial<Record<Engine, string | undefined>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'aqtizim-path-'))
  for (const [program, script] of Object.entries(changes))
    if (script !== undefined) writeFileSync(join(folder, program), `#!/bin/sh\n${script}\n`, { mode: 0o755 })
  for (const applet of applets) if (!(applet in changes)) symlinkSync(programOf(applet), join(folder, applet))
  for (const engine of engines) {
    if (engine in changes) continue
    if (engine === 'node') symlinkSync(process.execPath, join(folder, engine))
    else if ((played as readonly string[]).includes(engine))
      symlinkSync(join(standIns, 'bin', engine), join(folder, engine))
    else symlinkSync(find(engine), join(folder, engine))
  }
  return folder
}

export interface Said {
  readonly status: number | null
  readonly out: string
  readonly log: string
}

/** Runs a shell script of the package on such a root. `words`: the script and its arguments. */
export function runOn(root: string, path: string, words: readonly string[], more: NodeJS.ProcessEnv = {}): Said {
  const env = {
    PATH: path,
    IPKG_INSTROOT: root,
    UCI_CONFIG_DIR: join(root, 'etc/config'),
    CALLS: join(root, 'calls'),
    ...more,
  }
  const { status, stdout, stderr } = spawnSync(join(path, 'sh'), words, { env, encoding: 'utf8' })
  return { status, out: stdout, log: stderr }
}

/** What the stand-ins of uci, ubus and logger were told since the last time. */
export function takeCalls(root: string): string[] {
  const file = join(root, 'calls')
  let text = ''
  try {
    text = readFileSync(file, 'utf8')
  } catch {
    // Nobody was told anything.
  }
  rmSync(file, { force: true })
  return text.split('\n').filter(Boolean)
}
