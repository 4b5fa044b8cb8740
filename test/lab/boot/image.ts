/** Makes the disks of the lab's router: the packages' own trees, this computer's engines, and stand-ins of OpenWrt's programs. */
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { builtProgram } from '../../../build/bundle.ts'
import { aqtizimTree, pagesTree } from '../../../build/package-tree.ts'
import { layOut, programOf, standIns } from '../../openwrt-package/package-root.ts'
import { routerDescription } from '../aqtizim.ts'
import { networks, wan } from '../map.ts'
import { mustRun } from '../program.ts'
import { firewall, resolverWords } from '../router.ts'
import { type Kernel, modulesOf } from './kernel.ts'
import { cards } from './switch.ts'

const here = (file: string) => fileURLToPath(new URL(file, import.meta.url))
const guest = here('guest')

/** Rows that were not written for so long are lost in a power cut, s. */
export const flushSeconds = 20

export type DiskKind = 'ext4' | 'overlay'

export interface Images {
  readonly initramfs: string
  /** Of the ext4 router: its one disk. */
  readonly ext4: string
  /** Of the other: a squashfs, and an empty ext4 for the overlay. */
  readonly squashfs: string
  readonly upper: string
}

/** What a router runs that is no script. */
const engines = ['node', 'nft', 'dnsmasq', 'haproxy', 'conntrack', 'ip', 'env'] as const

async function find(program: string): Promise<string> {
  if (program === 'node') return process.execPath
  return (await mustRun(['sh', '-c', 'command -v "$1"', 'sh', program])).trim()
}

/** Copies a program and the libraries that it names; they lie where they lie here. */
async function copyProgram(root: string, from: string, to: string): Promise<void> {
  mkdirSync(dirname(join(root, to)), { recursive: true })
  copyFileSync(from, join(root, to))
  chmodSync(join(root, to), 0o755)
  const listed = await mustRun(['sh', '-c', 'ldd "$1" || true', 'sh', from])
  for (const [, library] of listed.matchAll(/(\/\S+) \(0x/g)) {
    if (library === undefined || existsSync(join(root, library))) continue
    mkdirSync(dirname(join(root, library)), { recursive: true })
    copyFileSync(library, join(root, library))
  }
}

async function copyPrograms(root: string): Promise<void> {
  for (const program of engines) await copyProgram(root, await find(program), `usr/sbin/${program}`)
  await copyProgram(root, programOf('ls'), 'bin/busybox')
  const shell = programOf('sh')
  if (shell === programOf('ls')) symlinkSync('busybox', join(root, 'bin/sh'))
  else await copyProgram(root, shell, 'bin/sh')
  // Where the kernel looks when it needs a module.
  mkdirSync(join(root, 'sbin'))
  symlinkSync('../bin/busybox', join(root, 'sbin/modprobe'))
  const applets = (await mustRun([programOf('ls'), '--list'])).split('\n').filter((name) => /^[\w[]+$/.test(name))
  for (const applet of applets) {
    const isThere = ['bin', 'usr/sbin'].some((folder) => existsSync(join(root, folder, applet)))
    if (!isThere && applet !== 'ip') symlinkSync('busybox', join(root, 'bin', applet))
  }
}

async function bundlePrograms(root: string): Promise<void> {
  const entryPoints = { 'pocket-router': here('../../pocket-router/main.ts'), 'ubus-cli': here('../ubus-cli.ts') }
  const outdir = join(root, 'lib/lab')
  const outExtension = { '.js': '.mjs' }
  await build({ entryPoints, outdir, outExtension, bundle: true, platform: 'node', format: 'esm', target: 'node20' })
}

/** What netifd makes of UCI `network`: each network is a bridge over the card of its address. */
function linksScript(): string {
  const bridges = networks.flatMap(({ key, device, mac, address4, address6 }) => [
    `ip link add ${device} address ${mac} type bridge forward_delay 0 mcast_snooping 0`,
    `ip address add ${address4}/24 brd + dev ${device}`,
    `ip address add ${address6}/64 dev ${device} nodad`,
    `ip link set ${cards[key].name} master ${device}`,
    `ip link set ${cards[key].name} up`,
    `ip link set ${device} up`,
  ])
  const outer = [
    `ip address add ${wan.router4}/24 dev wan`,
    `ip address add ${wan.router6}/64 dev wan nodad`,
    'ip link set wan up',
    `ip route add default via ${wan.internet4}`,
    `ip route add ::/0 via ${wan.internet6}`,
  ]
  // The kernel calls the cards eth0, eth1 ... in the order in which it finds them.
  const names = `for card in /sys/class/net/eth*; do
  case $(cat "$card/address") in
${Object.values(cards)
  .map(({ mac, name }) => `  ${mac}) ip link set "\${card##*/}" name ${name} ;;`)
  .join('\n')}
  esac
done`
  return `${[names, ...bridges, ...outer].join('\n')}\n`
}

const accounts = {
  passwd: 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n',
  group: 'root:x:0:\nnogroup:x:65534:\nnobody:x:65534:\n',
  'nsswitch.conf': 'passwd: files\ngroup: files\nhosts: files dns\n',
  hosts: '127.0.0.1 localhost\n::1 localhost\n',
  'resolv.conf': 'nameserver 127.0.0.1\n',
}

function setUp(root: string, unguarded: boolean): void {
  const file = join(root, 'etc/config/aqtizim')
  const settings = readFileSync(file, 'utf8')
  writeFileSync(file, settings.replace("flush_seconds '60'", `flush_seconds '${flushSeconds}'`))
  for (const [name, text] of Object.entries(accounts)) writeFileSync(join(root, 'etc', name), text)
  copyFileSync(here('../faults/list.yaml'), join(root, 'etc/list.yaml'))
  const scripts = join(root, 'etc/init.d')
  cpSync(join(guest, 'init.d'), scripts, { recursive: true })
  mkdirSync(join(root, 'etc/rc.d'), { recursive: true })
  for (const name of readdirSync(scripts)) {
    const start = /^START=(\d+)$/m.exec(readFileSync(join(scripts, name), 'utf8'))?.[1]
    if (unguarded && name === 'aqtizim-early') continue
    if (start !== undefined) symlinkSync(`../init.d/${name}`, join(root, 'etc/rc.d', `S${start}${name}`))
  }
}

/** The router as it is after the packages were installed: files alone, nothing has run. */
async function layRouter(root: string, kernel: Kernel, unguarded: boolean): Promise<void> {
  for (const folder of [
    'proc',
    'sys',
    'dev',
    'tmp',
    'root',
    'bin',
    'lib/lab',
    'etc/aqtizim',
    'usr/bin',
    'rom',
    'overlay',
  ])
    mkdirSync(join(root, folder), { recursive: true })
  symlinkSync('tmp', join(root, 'var'))
  symlinkSync('tmp/run', join(root, 'run'))
  for (const tree of [aqtizimTree(builtProgram()), pagesTree(new Map())]) layOut(tree, root)
  cpSync(here('../router-files'), root, { recursive: true })
  cpSync(standIns, join(root, 'lib/stand-ins'), { recursive: true })
  copyFileSync(join(standIns, 'rc.common'), join(root, 'etc/rc.common'))
  for (const file of ['init', 'agent', 'service.awk']) copyFileSync(join(guest, file), join(root, 'lib/lab', file))
  cpSync(join(kernel.root, 'lib/modules'), join(root, 'lib/modules'), { recursive: true })
  await copyPrograms(root)
  await bundlePrograms(root)
  const own = { links: linksScript(), 'firewall.nft': firewall, resolver: `exec dnsmasq ${resolverWords.join(' ')}\n` }
  // Its log is the console's, too.
  const description = JSON.stringify({ ...JSON.parse(routerDescription('/', '/var/run/ubus/ubus.sock')), echo: true })
  for (const [name, text] of Object.entries({ ...own, 'pocket-router.json': description }))
    writeFileSync(join(root, 'lib/lab', name), text)
  setUp(root, unguarded)
}

async function makeInitramfs(folder: string, kernel: Kernel): Promise<string> {
  const root = join(folder, 'initramfs')
  for (const name of ['bin', 'proc', 'dev', 'root', 'rom', 'overlay', 'lib'])
    mkdirSync(join(root, name), { recursive: true })
  await copyProgram(root, programOf('ls'), 'bin/busybox')
  const modules = await modulesOf(kernel, ['virtio_pci', 'virtio_blk', 'ext4', 'squashfs', 'overlay'])
  const names = modules.map((path, index) => {
    const name = `/lib/${index}.ko`
    copyFileSync(path, join(root, name))
    return name
  })
  writeFileSync(join(root, 'modules'), `${names.join('\n')}\n`)
  copyFileSync(join(guest, 'initramfs'), join(root, 'init'))
  chmodSync(join(root, 'init'), 0o755)
  const file = join(folder, 'initramfs.cpio')
  await mustRun(['sh', '-e', '-c', 'cd "$1" && find . | cpio --quiet -o -H newc >"$2"', 'sh', root, file])
  return file
}

/** In `folder`; `unguarded`: nothing runs before the network. Rejects where a program of the computer is missing. */
export async function makeImages(folder: string, kernel: Kernel, unguarded: boolean): Promise<Images> {
  const root = join(folder, 'router')
  await layRouter(root, kernel, unguarded)
  const [ext4, squashfs, upper] = ['router.ext4', 'router.squashfs', 'upper.ext4'].map((name) =>
    join(folder, name),
  ) as [string, string, string]
  const limit = { timeoutMs: 600_000 }
  await mustRun(['mke2fs', '-q', '-t', 'ext4', '-d', root, ext4, '600M'], limit)
  // Packed tightly it would take an emulated processor minutes to unpack.
  await mustRun(['mksquashfs', root, squashfs, '-quiet', '-no-progress', '-all-root', '-noD', '-noF', '-noI'], limit)
  await mustRun(['mke2fs', '-q', '-t', 'ext4', upper, '200M'], limit)
  return { initramfs: await makeInitramfs(folder, kernel), ext4, squashfs, upper }
}
