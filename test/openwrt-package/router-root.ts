/** This computer's own files under a layer that takes all that is written: a root for chroot, and gone with the test. */
import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { mustRun } from '../firewall/own-namespace.ts'
import { applets, programOf, type Said, standIns, takeCalls } from './package-root.ts'

export interface RouterRoot {
  /** Runs a program in the root, with our stand-ins of OpenWrt's programs. */
  run(words: readonly string[], env?: NodeJS.ProcessEnv): Said
  /** Undefined where there is no such file. */
  read(path: string): string | undefined
  exists(path: string): boolean
  isLink(path: string): boolean
  write(path: string, content: string | Uint8Array, mode?: number): void
  remove(path: string): void
  /** What the stand-ins were told since the last time. */
  calls(): string[]
  close(): void
}

const network = `
config interface 'lan'
	option device 'br-lan'

config rule 'aqtizim_lan_shut4'
	option in 'lan'
	option action 'unreachable'

config rule6 'aqtizim_lan_shut6'
	option in 'lan'

config rule 'aqtizim'
	option in 'guest'

config rule 'own'
	option in 'guest'
`

function linkTo(target: string, path: string): void {
  mkdirSync(dirname(path), { recursive: true })
  rmSync(path, { force: true })
  symlinkSync(target, path)
}

/** Where the stand-ins find what they stand for. */
const environment = {
  STAND_INS: '/etc/stand-ins',
  UCI_CONFIG_DIR: '/etc/config',
  CALLS: '/calls',
  PROCD: '/run/procd',
}

/** What a router has before the package: the stand-ins, UCI, and the folders that OpenWrt makes. */
function furnish(root: RouterRoot, place: (path: string) => string): void {
  cpSync(standIns, place('/etc/stand-ins'), { recursive: true })
  // The shell of a router, and its tools.
  for (const applet of applets) linkTo(programOf(applet), place(`/etc/busybox/${applet}`))
  linkTo(programOf('sh'), place('/usr/bin/sh'))
  for (const folder of [
    '/etc/rc.d',
    '/etc/config',
    '/etc/init.d',
    '/etc/uci-defaults',
    '/run/procd',
    '/usr/lib/opkg/info',
  ])
    mkdirSync(place(folder), { recursive: true })
  for (const program of readdirSync(join(standIns, 'bin')))
    root.write(`/usr/sbin/${program}`, readFileSync(join(standIns, 'bin', program)), 0o755)
  // Package managers hand no environment on.
  const told = Object.entries(environment).map(([key, value]) => `export ${key}=${value}\n`)
  const shell = (name: string) => told.join('') + readFileSync(join(standIns, name), 'utf8')
  root.write('/etc/rc.common', shell('rc.common'), 0o755)
  root.write('/lib/functions.sh', shell('functions.sh'), 0o644)
  root.write('/etc/init.d/network', '#!/bin/sh /etc/rc.common\nSTART=20\n', 0o755)
  root.write('/etc/init.d/rpcd', '#!/bin/sh /etc/rc.common\nSTART=12\n', 0o755)
  root.write('/etc/config/network', network)
}

/** Only in a mount namespace of one's own. */
export function makeRouterRoot(): RouterRoot {
  const folder = mkdtempSync(join(tmpdir(), 'aqtizim-root-'))
  mustRun(['mount', '-t', 'tmpfs', 'tmpfs', folder])
  const [upper, work, merged] = ['upper', 'work', 'root'].map((name) => join(folder, name)) as [string, string, string]
  for (const each of [upper, work, merged]) mkdirSync(each)
  mustRun(['mount', '-t', 'overlay', 'overlay', '-o', `lowerdir=/,upperdir=${upper},workdir=${work}`, merged])
  mustRun(['mount', '-t', 'proc', 'proc', join(merged, 'proc')])
  mustRun(['mount', '--bind', '/dev', join(merged, 'dev')])
  const place = (path: string) => join(merged, path)
  // Of the computer below, which may have been a router once.
  for (const own of ['/etc/aqtizim', '/etc/config', '/usr/lib/aqtizim'])
    rmSync(place(own), { recursive: true, force: true })
  const paths = ['/etc/busybox', '/usr/sbin', dirname(process.execPath), '/usr/bin', '/sbin', '/bin'].join(':')
  const fixed = { PATH: paths, ...environment }
  const root: RouterRoot = {
    run(words, env = {}) {
      const argv = ['chroot', merged, ...words]
      const ran = spawnSync(argv[0] ?? '', argv.slice(1), { env: { ...fixed, ...env }, encoding: 'utf8' })
      return { status: ran.status, out: ran.stdout, log: ran.stderr }
    },
    read: (path) => (existsSync(place(path)) ? readFileSync(place(path), 'utf8') : undefined),
    exists: (path) => existsSync(place(path)),
    isLink: (path) => lstatSync(place(path), { throwIfNoEntry: false })?.isSymbolicLink() ?? false,
    write(path, content, mode = 0o644) {
      mkdirSync(dirname(place(path)), { recursive: true })
      writeFileSync(place(path), content)
      chmodSync(place(path), mode)
    },
    remove: (path) => rmSync(place(path), { recursive: true, force: true }),
    calls: () => takeCalls(merged),
    close() {
      mustRun(['umount', '--recursive', folder])
      rmSync(folder, { recursive: true })
    },
  }
  furnish(root, place)
  return root
}
