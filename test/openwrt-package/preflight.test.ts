/** On a router where something is missing nothing starts: each lack is said in a sentence, and nothing is touched. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { aqtizimTree } from '../../build/package-tree.ts'
import { entryAlone } from '../build/program.ts'
import { enterOwnNamespace } from '../firewall/own-namespace.ts'
import { type Engine, layOut, makePath, programOf, runOn, standIns, takeCalls } from './package-root.ts'

enterOwnNamespace(fileURLToPath(import.meta.url))

const root = mkdtempSync(join(tmpdir(), `aqtizim-preflight-${process.pid}-`))
const program = entryAlone("console.log('the command line runs', ...process.argv.slice(2))\n")
const settings = join(root, 'etc/config/aqtizim')

/** What the init script does and says on a router that lacks something. */
function start(change: Partial<Record<Engine, string | undefined>> = {}, meminfo = '/proc/meminfo') {
  const path = makePath(change)
  try {
    const words = [join(standIns, 'rc.common'), join(root, 'etc/init.d/aqtizim'), 'start']
    return runOn(root, path, words, { MEMINFO: meminfo })
  } finally {
    rmSync(path, { recursive: true })
  }
}

const test = suite('what has to be there')

test.before.each(() => {
  rmSync(root, { recursive: true, force: true })
  mkdirSync(root)
  layOut(aqtizimTree(program), root)
})

const memory = Number(/^MemTotal:\s+(\d+)/m.exec(readFileSync('/proc/meminfo', 'utf8'))?.[1])
const heap = Math.min(256, Math.max(64, Math.floor(memory / 4096)))
const triggersAlone = 'reload trigger [aqtizim] [network]\n'

test('all is there', () => {
  const { out, log } = start()
  assert.is(log, '')
  assert.match(out, /^open \[daemon\]/)
})

const without =
  'echo "Dnsmasq version 2.90"; echo "Compile time options: IPv6 GNU-getopt no-conntrack no-ipset no-nftset auth"'
const lacks: readonly [string, Partial<Record<Engine, string | undefined>>, string][] = [
  ['no fw4', { fw4: undefined }, 'fw4 is missing: aqtizim needs OpenWrt 22.03 or newer with its firewall4'],
  ['no nft', { nft: undefined }, 'nft is missing: install the package firewall4'],
  [
    'a kernel without a module',
    { nft: 'cat >/dev/null; exit 1' },
    'the kernel does not take our rules: install the packages kmod-nft-connlimit, kmod-nft-nat and kmod-nft-fib',
  ],
  ['no dnsmasq', { dnsmasq: undefined }, 'dnsmasq is missing: install the package dnsmasq-full'],
  [
    'stock dnsmasq',
    { dnsmasq: without },
    'this dnsmasq cannot fill the sets of the kernel: replace the package dnsmasq by dnsmasq-full',
  ],
  ['no haproxy', { haproxy: undefined }, 'haproxy is missing: install the package haproxy-nossl'],
  ['no conntrack', { conntrack: undefined }, 'conntrack is missing: install the package conntrack'],
  ['the ip of busybox', { ip: 'exit 1' }, 'this ip cannot watch the routing rules: install the package ip-full'],
  ['no Node', { node: undefined }, 'Node is missing or does not run: install the package aqtizim-node'],
  [
    'an old Node',
    { node: 'echo v18.20.4' },
    'Node 18.20.4 is too old, at least 20 is needed: install the package aqtizim-node',
  ],
  [
    'a Node for another processor',
    { node: 'exit 126' },
    'Node is missing or does not run: install the package aqtizim-node',
  ],
  [
    'no Node, and no flash for it',
    {
      node: undefined,
      df: 'echo "Filesystem 1024-blocks Used Available Capacity Mounted on"; echo "overlayfs:/overlay 40000 9000 31000 23% /"',
    },
    'Node is missing or does not run, and the package aqtizim-node is no help: it takes 118 MB of flash, and 31 MB are free: this router needs a disk as overlay, or a larger one',
  ],
]
for (const [what, change, sentence] of lacks)
  test(`${what}: says so, starts nothing and leaves the rest alone`, () => {
    assert.equal(start(change), { status: 0, out: triggersAlone, log: `log: not started: ${sentence}\n` })
    assert.is(spawnSync('nft', ['list', 'ruleset'], { encoding: 'utf8' }).stdout, '')
    assert.equal(takeCalls(root), ['init aqtizim start'])
  })

/** Files of aqtizim-node, small ones; its `node` is a script. */
function placeNode(script: string): string {
  const home = join(root, 'usr/lib/aqtizim/node')
  mkdirSync(home)
  const files = { node: `#!/bin/sh\n${script}\n`, 'libc.so.6': 'a library' }
  for (const [name, text] of Object.entries(files)) writeFileSync(join(home, name), text, { mode: 0o755 })
  const sizes = Object.entries(files).map(([name, text]) => `${text.length}  ${name}\n`)
  writeFileSync(join(home, 'sizes'), `${sizes.join('')}12  licences/node\n`)
  return home
}

test('takes the Node of its own package where the one on PATH is missing or too old, and else that one', () => {
  const script = (name: string, version: string) =>
    `case "$1 $3" in --version*) echo ${version} ;; *daemon) echo ${name} "$@" $LD_PRELOAD ;; esac`
  placeNode(script('own', 'v24.22.3'))
  for (const [node, name] of [
    [undefined, 'own'],
    ['echo v18.20.4', 'own'],
    ['exit 126', 'own'],
    [script('on PATH', 'v20.20.2'), 'on PATH'],
  ] as const) {
    const { out, log } = start({ node })
    assert.is(log, '')
    // procd logs after the name of the program: `logread -e aqtizim` finds all lines.
    assert.is(/^param \[command\] (.*)$/m.exec(out)?.[1], '[/usr/bin/aqtizim] [daemon]')
    const path = makePath({ node })
    // As procd does with whatever has its output logged; only that it stands here for a library that every program has.
    const daemon = runOn(root, path, [join(root, 'usr/bin/aqtizim'), 'daemon'], { LD_PRELOAD: 'libc.so.6' })
    rmSync(path, { recursive: true })
    const words = `--max-old-space-size=${heap} ${root}/usr/lib/aqtizim/aqtizim.js daemon`
    assert.equal(daemon, { status: 0, out: `${name} ${words}\n`, log: '' })
  }
})

test('a half-installed aqtizim-node, or one for another processor', () => {
  const half = (names: string) =>
    `the package aqtizim-node is half installed: install it again (missing or cut off: ${names})`
  const home = placeNode('echo v24.22.3')
  for (const [spoil, sentence] of [
    [() => rmSync(join(home, 'libc.so.6')), half('libc.so.6')],
    [() => writeFileSync(join(home, 'libc.so.6'), 'a lib'), half('libc.so.6')],
    [() => rmSync(join(home, 'node')), half('node')],
    [() => rmSync(join(home, 'sizes')), half('sizes')],
    [
      () => writeFileSync(join(home, 'node'), '#!/bin/sh\nexit  126 ###\n'),
      'the Node of the package aqtizim-node does not run: install the one that was made for this processor',
    ],
  ] as const) {
    rmSync(home, { recursive: true })
    placeNode('echo v24.22.3')
    spoil()
    assert.equal(start({ node: undefined }), { status: 0, out: triggersAlone, log: `log: not started: ${sentence}\n` })
    // A good one on PATH is taken whatever has become of ours.
    assert.is(start().log, '')
  }
})

test('a half-installed aqtizim-node where there is no room for the rest of it', () => {
  const df =
    'echo "Filesystem 1024-blocks Used Available Capacity Mounted on"; echo "overlayfs:/overlay 90000 9000 31000 23% /"'
  const home = placeNode('echo v24.22.3')
  rmSync(join(home, 'libc.so.6'))
  const said = (node: string, free: string) =>
    `log: not started: the package aqtizim-node is half installed (missing or cut off: ${node}), and to install it again is no help: it takes 118 MB of flash, and ${free} MB are free: this router needs a disk as overlay, or a larger one\n`
  assert.is(start({ node: undefined, df }).log, said('libc.so.6', '31'))
  // What lies there already makes way for what is installed again.
  truncateSync(join(home, 'node'), 100_000_000)
  assert.match(start({ node: undefined, df }).log, /half installed: install it again/)
})

test('a router of a processor that Node is not made for', () => {
  for (const arch of ['mipsel_24kc', 'arm_cortex-a7_neon-vfpv4', 'i386_pentium4', 'riscv64_riscv64']) {
    writeFileSync(join(root, 'etc/openwrt_release'), `DISTRIB_ID='OpenWrt'\nDISTRIB_ARCH='${arch}'\n`)
    const reason = `there is none for the processor ${arch}: on OpenWrt 24.10 install the package node, else take another router`
    const sentence = `Node is missing or does not run, and the package aqtizim-node is no help: ${reason}`
    assert.equal(start({ node: undefined }).log, `log: not started: ${sentence}\n`)
  }
  writeFileSync(join(root, 'etc/openwrt_release'), "DISTRIB_ARCH='aarch64_cortex-a53'\n")
  assert.match(start({ node: undefined }).log, /does not run: install the package aqtizim-node$/m)
})

test('a file system that packs what it stores needs half the flash', () => {
  const mounts = join(root, 'mounts')
  const df = 'echo "Filesystem 1024-blocks Used Available Capacity Mounted on"; echo "/dev/root 90000 9000 70000 23% /"'
  const path = makePath({ node: undefined, df })
  try {
    for (const [type, said] of [
      ['ext4', /takes 118 MB of flash, and 70 MB are free/],
      ['ubifs', /does not run: install the package aqtizim-node$/m],
    ] as const) {
      writeFileSync(mounts, `/dev/ubi0_1 /overlay ${type} rw,noatime 0 0\n`)
      const command = [join(root, 'usr/bin/aqtizim'), 'preflight']
      assert.match(runOn(root, path, command, { MOUNTS: mounts }).out, said)
    }
  } finally {
    rmSync(path, { recursive: true })
  }
})

test('a clock that nobody has set is said, and keeps nothing from starting', () => {
  const date = `case "$*" in "+%s") echo 200 ;; "-u "*) echo '1970-01-01 00:03' ;; *) exec ${programOf('date')} date "$@" ;; esac`
  const path = makePath({ date })
  try {
    const { status, out } = runOn(root, path, [join(root, 'usr/bin/aqtizim'), 'preflight'])
    const sentence =
      'the clock of this router shows 1970-01-01 00:03 UTC, which is past: approve nothing until it is set (service sysntpd restart)'
    assert.equal({ status, out }, { status: 0, out: `${sentence}\npreflight: all is there\n` })
  } finally {
    rmSync(path, { recursive: true })
  }
  assert.match(start({ date }).out, /^open/)
})

test('a router with 64 MB', () => {
  const meminfo = join(root, 'meminfo')
  writeFileSync(meminfo, 'MemTotal:          58932 kB\nMemFree:            9000 kB\n')
  const sentence = 'this router has 57 MB of memory: 128 MB is the floor, 256 MB are right'
  assert.equal(start({}, meminfo), { status: 0, out: triggersAlone, log: `log: not started: ${sentence}\n` })
  // What a router with 128 MB shows.
  writeFileSync(meminfo, 'MemTotal:         120456 kB\n')
  assert.match(start({}, meminfo).out, /^open/)
})

test('no Node runs on it while the package is installed either', () => {
  const path = makePath({ node: '[ "$1" = --version ] && echo v20.20.2 || echo "node ran: $*"' })
  const meminfo = join(root, 'meminfo')
  const install = (kilobytes: number) => {
    writeFileSync(meminfo, `MemTotal:          ${kilobytes} kB\n`)
    const said = runOn(root, path, [join(root, 'etc/uci-defaults/90_aqtizim')], { MEMINFO: meminfo })
    assert.equal(said, { status: 0, out: '', log: '' })
    return takeCalls(root).join('\n')
  }
  try {
    assert.is(install(58932), '')
    assert.match(install(250000), /node ran: --max-old-space-size=\d+ .*aqtizim\.js --root \S+ migrate$/)
  } finally {
    rmSync(path, { recursive: true })
  }
})

test('a foreign /etc/config/aqtizim', () => {
  for (const [text, sentence] of [
    ["config other 'main'\n\toption enabled '1'\n", /none of aqtizim's: move it away/],
    ['', /none of aqtizim's: move it away/],
  ] as const) {
    writeFileSync(settings, text)
    const { out, log } = start()
    assert.is(out, triggersAlone)
    assert.match(log, sentence)
    assert.is(readFileSync(settings, 'utf8'), text)
  }
  rmSync(settings)
  assert.match(start().log, /the settings are missing: \/etc\/config\/aqtizim/)
})

test('settings as people write them are ours', () => {
  for (const head of ['config aqtizim main', "  config 'aqtizim' 'main' ", 'config "aqtizim" "main"']) {
    writeFileSync(settings, `# ours\n${head}\n`)
    assert.is(start().log, '')
  }
})

test('a damaged or half replaced package', () => {
  const sentence = 'files of the package aqtizim are damaged or half replaced: install the package again'
  for (const [name, change, wrong] of [
    ['aqtizim.js', (bytes: Buffer) => bytes.fill('x', 3, 4), 'aqtizim.js'],
    ['aqtizim.js', (bytes: Buffer) => bytes.subarray(0, 10), 'aqtizim.js'],
    ['leave.sh', (bytes: Buffer) => bytes.fill('x', 3, 4), 'leave.sh'],
    ['../../bin/aqtizim', (bytes: Buffer) => bytes.fill('x', 3, 4), '../../bin/aqtizim'],
    ['../../../etc/init.d/aqtizim-early', () => Buffer.alloc(0), '../../../etc/init.d/aqtizim-early'],
    ['../../../lib/upgrade/keep.d/aqtizim', () => Buffer.alloc(0), '../../../lib/upgrade/keep.d/aqtizim'],
    ['sums', (bytes: Buffer) => bytes.subarray(0, 10), 'sums'],
    ['sums', () => Buffer.alloc(0), 'sums'],
  ] as const) {
    layOut(aqtizimTree(program), root)
    const place = join(root, 'usr/lib/aqtizim', name)
    writeFileSync(place, change(readFileSync(place)))
    assert.equal(start(), { status: 0, out: triggersAlone, log: `log: not started: ${sentence} (${wrong})\n` }, name)
  }
  layOut(aqtizimTree(program), root)
  // What people edit, and what is gone after its run, is no damage.
  rmSync(join(root, 'etc/uci-defaults'), { recursive: true })
  writeFileSync(settings, "config aqtizim 'main'\n\toption enabled '1'\n")
  assert.is(start().log, '')
  rmSync(join(root, 'usr/lib/aqtizim/preflight.sh'))
  assert.match(start().log, /files of the package aqtizim are missing/)
})

test('files of a newer version', () => {
  layOut(
    aqtizimTree(entryAlone("console.error('state.json was written by a newer version.'); process.exitCode = 1")),
    root,
  )
  const { out, log } = start()
  assert.is(out, triggersAlone)
  assert.is(log, 'log: not started: state.json was written by a newer version.\n')
})

test('the command line asks the same, and runs with as much memory', () => {
  const [whole, poor] = [makePath(), makePath({ node: undefined, conntrack: undefined })]
  try {
    const command = join(root, 'usr/bin/aqtizim')
    assert.equal(runOn(root, whole, [command, 'preflight']), { status: 0, out: 'preflight: all is there\n', log: '' })
    assert.match(runOn(root, whole, [command, 'status', '--json']).out, /^the command line runs status --json\n$/)
    const { status, out } = runOn(root, poor, [command, 'preflight'])
    assert.is(status, 1)
    assert.match(out, /^conntrack is missing.*\nNode is missing/)
    const refused = runOn(root, poor, [command, 'status'])
    assert.is(refused.status, 1)
    assert.match(refused.log, /^Node is missing/)
  } finally {
    for (const folder of [whole, poor]) rmSync(folder, { recursive: true })
  }
})

test.after(() => rmSync(root, { recursive: true, force: true }))
test.run()
