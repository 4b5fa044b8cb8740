/**
 * A root as a router's: BusyBox, the engines, OpenWrt's libraries for scripts, and no C library where a program would look
 * for one. The programs are this computer's own, each with its libraries in `/host`, which nothing else knows of.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { mustRun } from '../firewall/own-namespace.ts'
import { applets, type Said, standIns } from '../openwrt-package/package-root.ts'
import { findProgram, placeProgram } from './programs.ts'

const here = (file: string) => fileURLToPath(new URL(file, import.meta.url))

/** Of the system itself; `stand-ins/bin` has the rest. */
const engines = ['nft', 'dnsmasq', 'haproxy', 'conntrack', 'ip', 'tc', 'openssl']

/** As procd and rc.common leave it to what they start. */
export const routerEnv = {
  PATH: '/usr/sbin:/usr/bin:/sbin:/bin',
  STAND_INS: '/usr/lib/stand-ins',
  UCI_CONFIG_DIR: '/etc/config',
  CALLS: '/tmp/calls',
}

export interface BareRoot {
  readonly folder: string
  /** Runs to its end. `words`: a program of the root and its arguments. */
  run(words: readonly string[], input?: string): Said
  start(words: readonly string[]): ChildProcess
  read(path: string): string
  write(path: string, content: string | Uint8Array, mode?: number): void
  close(): void
}

const users =
  'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\ndnsmasq:x:453:453::/:/bin/false\n'
const groups = 'root:x:0:\nnogroup:x:65534:\ndnsmasq:x:453:\n'

/** Files that every such root has: programs, stand-ins, users. */
function furnish(folder: string): void {
  for (const path of ['bin', 'sbin', 'usr/bin', 'usr/sbin', 'etc/config', 'etc/rc.d', 'etc/init.d', 'root', 'lib'])
    mkdirSync(join(folder, path), { recursive: true })
  for (const path of ['proc', 'sys', 'dev', 'tmp', 'var/run/ubus', 'run'])
    mkdirSync(join(folder, path), { recursive: true })
  placeProgram(folder, findProgram('busybox'), 'bin/busybox')
  for (const applet of [
    ...applets,
    'mount',
    'umount',
    'mknod',
    'kill',
    'ps',
    'touch',
    'sync',
    'sort',
    'tr',
    'wc',
    'id',
  ])
    symlinkSync('/bin/busybox', join(folder, 'bin', applet))
  for (const engine of engines) placeProgram(folder, findProgram(engine), `usr/sbin/${engine}`)
  for (const name of readdirSync(join(standIns, 'bin')))
    cpSync(join(standIns, 'bin', name), join(folder, 'usr/sbin', name))
  cpSync(standIns, join(folder, routerEnv.STAND_INS), { recursive: true })
  cpSync(join(standIns, 'rc.common'), join(folder, 'etc/rc.common'))
  cpSync(join(standIns, 'functions.sh'), join(folder, 'lib/functions.sh'))
  writeFileSync(join(folder, 'etc/passwd'), users)
  writeFileSync(join(folder, 'etc/group'), groups)
}

/** Puts the pocket router into the root, as one file, with a Node of this computer to run it: `/host/router.js`. */
export async function placePocketRouter(folder: string): Promise<void> {
  placeProgram(folder, process.execPath, 'host/bin/node')
  await build({
    ...{ entryPoints: [here('../pocket-router/main.ts')], outfile: join(folder, 'host/router.mjs') },
    ...{ bundle: true, platform: 'node', target: 'node20', format: 'esm', logLevel: 'warning' },
  })
}

/** Only in namespaces of one's own (mounts and processes). */
export function makeBareRoot(): BareRoot {
  const folder = mkdtempSync(join(tmpdir(), 'aqtizim-bare-'))
  mustRun(['mount', '-t', 'tmpfs', '-o', 'size=1g', 'tmpfs', folder])
  furnish(folder)
  mustRun(['mount', '-t', 'proc', 'proc', join(folder, 'proc')])
  mustRun(['mount', '--rbind', '/sys', join(folder, 'sys')])
  mustRun(['mount', '--rbind', '/dev', join(folder, 'dev')])
  return {
    folder,
    run(words, input) {
      const options = { env: routerEnv, encoding: 'utf8', ...(input === undefined ? {} : { input }) } as const
      const { status, stdout, stderr } = spawnSync('/usr/sbin/chroot', [folder, ...words], options)
      return { status, out: stdout, log: stderr }
    },
    start: (words) =>
      spawn('/usr/sbin/chroot', [folder, ...words], { env: routerEnv, stdio: ['ignore', 'pipe', 'pipe'] }),
    read: (path) => readFileSync(join(folder, path), 'utf8'),
    write(path, content, mode = 0o644) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), content, { mode })
    },
    close() {
      mustRun(['umount', '--recursive', '--lazy', folder])
      rmSync(folder, { recursive: true })
    },
  }
}
