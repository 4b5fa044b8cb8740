/** Our init scripts, run by /bin/sh over stand-ins of OpenWrt's libraries, with the real nft, in a namespace of its own. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { aqtizimTree } from '../../build/package-tree.ts'
import { bootEnd } from '../../src/firewall/apply.ts'
import { entryAlone } from '../build/program.ts'
import { enterOwnNamespace, mustRun } from '../firewall/own-namespace.ts'
import { layOut, makePath, runOn, takeCalls } from './package-root.ts'

enterOwnNamespace(fileURLToPath(import.meta.url))

const here = (file: string) => fileURLToPath(new URL(file, import.meta.url))
const scriptOf = (name: string) => here(`../../openwrt-package/aqtizim/files/etc/init.d/${name}`)
const root = mkdtempSync(join(tmpdir(), `aqtizim-init-${process.pid}-`))
const ruleset = join(root, 'etc/aqtizim/boot.nft')
const path = makePath()
/** In the place of the program: all that the scripts run of it is `migrate`. */
const program = entryAlone("process.exitCode = process.argv.includes('migrate') ? 0 : 9\n")

const rooms = `
config aqtizim 'main'
	option enabled '1'
	option school 'Балқаш қаласы, № 2'

config room 'informatics'
	list network 'lan'
	list network 'wifi'

config room 'multimedia'
	option network 'media'
`
const networks = `
config interface 'lan'
	option device 'br-lan'

config interface 'wifi'
	option device '@lan'

config interface 'media'
	option type 'bridge'
	option ifname 'eth0.2 eth0.3'

config interface 'staff'
	option device 'br-staff'
`
const whole = `table inet aqtizim {\n  chain saved { type filter hook forward priority 0; policy drop; }\n}\n${bootEnd}\n`

function write(files: { aqtizim?: string; network?: string; boot?: string }): void {
  spawnSync('nft', ['flush', 'ruleset'])
  rmSync(join(root, 'etc'), { recursive: true, force: true })
  layOut(aqtizimTree(program), root)
  mkdirSync(join(root, 'etc/aqtizim'))
  writeFileSync(join(root, 'etc/config/aqtizim'), files.aqtizim ?? rooms)
  writeFileSync(join(root, 'etc/config/network'), files.network ?? networks)
  if (files.boot !== undefined) writeFileSync(ruleset, files.boot)
}

function run(name: string, action: string) {
  return runOn(root, path, [here('stand-ins/rc.common'), join(root, 'etc/init.d', name), action])
}

const rules = () => spawnSync('nft', ['list', 'ruleset'], { encoding: 'utf8' }).stdout

const early = suite('the early init script')

early('starts before the firewall and the network, the daemon after them', () => {
  const startOf = (name: string) => Number(/^START=(\d+)$/m.exec(readFileSync(scriptOf(name), 'utf8'))?.[1])
  assert.ok(startOf('aqtizim-early') > 12 && startOf('aqtizim-early') < 19)
  assert.ok(startOf('aqtizim') > 20)
})

early('loads the ruleset of the last approved list', () => {
  write({ boot: whole })
  const { status, log } = run('aqtizim-early', 'boot')
  assert.is(status, 0)
  assert.is(log, '')
  assert.match(rules(), /chain saved/)
  assert.not.match(rules(), /boot_/)
})

const damaged: readonly [string, string | undefined][] = [
  ['missing', undefined],
  ['empty', ''],
  ['no ruleset', `nonsense\n${bootEnd}\n`],
  ['a ruleset that was cut where it still can be read', whole.replace(`${bootEnd}\n`, '')],
  ['whole and without our table', `table inet other { }\n${bootEnd}\n`],
]
for (const [what, boot] of damaged) {
  early(`shuts the rooms and nobody else where the saved ruleset is ${what}`, () => {
    write(boot === undefined ? {} : { boot })
    const { status, log } = run('aqtizim-early', 'boot')
    assert.is(status, 0)
    assert.match(log, /log: there is no usable ruleset/)
    assert.match(rules(), /iifname \{ "br-lan", "br-media" \} goto boot_room/)
    assert.not.match(rules(), /staff|policy drop|chain saved/)
  })
}

const unknown: readonly [string, { aqtizim?: string; network?: string }][] = [
  ['the settings cannot be read', { aqtizim: `${rooms}\nnonsense 'x'\n` }],
  ['the networks cannot be read', { network: `${networks}\n'\n` }],
  ['a network of a room is not there', { network: networks.replaceAll("'media'", "'other'") }],
  [
    'a network has no device of its own',
    { network: networks.replace("option device 'br-lan'", "option proto 'static'") },
  ],
  ['a device has a name that no device has', { network: networks.replace("'br-lan'", "'br-lan } accept #'") }],
  ['a device has too long a name', { network: networks.replace("'br-lan'", "'br-lan-is-too-long'") }],
]
for (const [what, files] of unknown) {
  early(`lets nothing through where ${what}`, () => {
    write(files)
    const { status, log } = run('aqtizim-early', 'boot')
    assert.is(status, 0)
    assert.match(log, /log: neither a usable ruleset/)
    assert.match(rules(), /type filter hook forward priority filter - 10; policy drop;/)
    assert.not.match(rules(), /accept/)
  })
}

early('loads the saved ruleset also where the settings cannot be read', () => {
  write({ aqtizim: 'nonsense', boot: whole })
  run('aqtizim-early', 'boot')
  assert.match(rules(), /chain saved/)
})

early('does nothing when it is switched off, or when no network is a room', () => {
  write({ aqtizim: rooms.replace("enabled '1'", "enabled '0'"), boot: whole })
  assert.equal(run('aqtizim-early', 'boot'), { status: 0, out: '', log: '' })
  assert.is(rules(), '')
  write({ aqtizim: "config aqtizim 'main'\n" })
  assert.equal(run('aqtizim-early', 'boot'), { status: 0, out: '', log: '' })
  assert.is(rules(), '')
})

early('leaves a table alone that stands', () => {
  write({ boot: whole })
  mustRun(['nft', 'add', 'table', 'inet', 'aqtizim'])
  const before = rules()
  run('aqtizim-early', 'start')
  assert.is(rules(), before)
})

/** A PC behind a bridge of ours. */
async function plugPc(): Promise<ChildProcess> {
  const pc = spawn('unshare', ['--net', 'sh', '-c', 'echo ready; exec sleep 60'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  if (pc.stdout !== null) await once(pc.stdout, 'data')
  const inPc = (...words: string[]) => mustRun(['nsenter', `--target=${pc.pid}`, '--net', '--', ...words])
  mustRun(['ip', 'link', 'add', 'br-lan', 'type', 'bridge'])
  mustRun(['ip', 'link', 'add', 'port', 'type', 'veth', 'peer', 'name', 'eth0', 'netns', String(pc.pid)])
  for (const words of ['port master br-lan', 'port up', 'br-lan up'])
    mustRun(['ip', 'link', 'set', ...words.split(' ')])
  mustRun(['ip', 'address', 'add', '192.168.1.1/24', 'brd', '+', 'dev', 'br-lan'])
  inPc('ip', 'link', 'set', 'eth0', 'up')
  inPc('ip', 'address', 'add', '192.168.1.7/24', 'brd', '+', 'dev', 'eth0')
  inPc('ip', 'route', 'add', 'default', 'via', '192.168.1.1')
  return pc
}

/** Sends one datagram from the PC, whatever its destination; sources and broadcasts are what DHCP needs. */
function send(pc: ChildProcess, from: number, to: string, port: number): void {
  const program = `const s = require('node:dgram').createSocket('udp4'); s.bind(${from}, () => { s.setBroadcast(true); s.send('x', ${port}, '${to}', () => s.close()) })`
  mustRun(['nsenter', `--target=${pc.pid}`, '--net', '--', process.execPath, '-e', program])
}

early('in the shut rooms lets DHCP to the router through and nothing else', async () => {
  write({})
  run('aqtizim-early', 'boot')
  const pc = await plugPc()
  const heard: string[] = []
  const sockets: Socket[] = []
  // The router has the far address too: what arrives there has passed the ruleset.
  mustRun(['ip', 'address', 'add', '198.18.0.9/32', 'dev', 'lo'])
  for (const port of [53, 67, 68]) {
    const socket = createSocket('udp4')
    socket.on('message', (_data, { port: from }) => heard.push(`${from} to ${port}`))
    socket.bind(port)
    await once(socket, 'listening')
    sockets.push(socket)
  }
  try {
    send(pc, 4000, '192.168.1.1', 53)
    send(pc, 4001, '198.18.0.9', 67)
    send(pc, 4002, '255.255.255.255', 67)
    send(pc, 68, '192.168.1.255', 53)
    send(pc, 68, '255.255.255.255', 67)
    while (heard.length === 0) await new Promise((resolve) => setTimeout(resolve, 10))
    await new Promise((resolve) => setTimeout(resolve, 50))
    assert.equal(heard, ['68 to 67'])
    // The same without the ruleset: the way is there.
    mustRun(['nft', 'delete', 'table', 'inet', 'aqtizim'])
    send(pc, 4000, '192.168.1.1', 53)
    while (heard.length === 1) await new Promise((resolve) => setTimeout(resolve, 10))
    assert.equal(heard, ['68 to 67', '4000 to 53'])
  } finally {
    for (const socket of sockets) socket.close()
    pc.kill('SIGKILL')
  }
})

early('is replaced as a whole by the first table that the daemon loads', () => {
  write({})
  run('aqtizim-early', 'boot')
  const listed = JSON.parse(mustRun(['nft', '-j', 'list', 'table', 'inet', 'aqtizim'])) as {
    nftables: { chain?: { name: string } }[]
  }
  const chains = listed.nftables.flatMap(({ chain }) => chain?.name ?? [])
  assert.equal(chains, ['boot_shut', 'boot_room'])
  const removal = ['flush table inet aqtizim', ...chains.map((name) => `delete chain inet aqtizim ${name}`)].join('\n')
  const { status } = spawnSync('nft', ['-f', '-'], { input: `${removal}\n` })
  assert.is(status, 0)
})

early.after(() => {
  spawnSync('nft', ['flush', 'ruleset'])
})

const service = suite('the init script of the daemon')

const instance = `open [daemon]
param [command] [/usr/bin/aqtizim] [daemon]
param [file] [/usr/lib/aqtizim/aqtizim.js] [/usr/lib/aqtizim/node/sums]
param [respawn] [3600] [5] [0]
param [term_timeout] [10]
param [limits] [core=0] [nofile=4096 4096]
param [stdout] [1]
param [stderr] [1]
close
`
const triggers = 'reload trigger [aqtizim] [network]\n'

service('tells procd how to keep the daemon running', () => {
  write({})
  assert.equal(run('aqtizim', 'start'), { status: 0, out: instance + triggers, log: '' })
})

service('starts nothing when it is switched off, and hears when it is switched on', () => {
  write({ aqtizim: rooms.replace("enabled '1'", "enabled '0'") })
  assert.equal(run('aqtizim', 'start'), { status: 0, out: triggers, log: '' })
})

service('when switched off, leaves the daemon to take away what stands', () => {
  write({ aqtizim: rooms.replace("enabled '1'", "enabled '0'"), boot: whole })
  assert.is(run('aqtizim', 'start').out, instance + triggers)
  write({ aqtizim: rooms.replace("enabled '1'", "enabled '0'") })
  mustRun(['nft', 'add', 'table', 'inet', 'aqtizim'])
  assert.is(run('aqtizim', 'start').out, instance + triggers)
})

const plainScript = `USE_PROCD=1
start_service() {
	procd_open_instance daemon
	procd_close_instance
}
`

/** The daemon runs, and \`ubus\` answers what the script says. */
function reload(ubus: string): { status: number | null; out: string; log: string; calls: string[] } {
  const playing = makePath({ ubus })
  try {
    const procd = join(root, 'procd')
    mkdirSync(procd, { recursive: true })
    const words = (action: string) => [here('stand-ins/rc.common'), join(root, 'etc/init.d/aqtizim'), action]
    runOn(root, path, words('start'), { PROCD: procd })
    takeCalls(root)
    return { ...runOn(root, playing, words('reload'), { PROCD: procd }), calls: takeCalls(root) }
  } finally {
    rmSync(playing, { recursive: true })
  }
}
const answers = (answer: object) =>
  `case $3 in wait_for) ;; call) [ "$4 $5" = 'aqtizim reload' ] && echo '${JSON.stringify(answer)}' ;; esac`

service('without reload_service a reload is a start, in which procd finds the instance as it was', () => {
  write({})
  const procd = join(root, 'procd')
  rmSync(procd, { recursive: true, force: true })
  mkdirSync(procd)
  writeFileSync(join(root, 'etc/init.d/plain'), plainScript)
  const words = (action: string) => [here('stand-ins/rc.common'), join(root, 'etc/init.d/plain'), action]
  takeCalls(root)
  runOn(root, path, words('start'), { PROCD: procd })
  assert.equal(takeCalls(root), ['init plain start', 'procd starts plain'])
  assert.is(runOn(root, path, words('reload'), { PROCD: procd }).status, 0)
  assert.equal(takeCalls(root), ['init plain reload'])
})

service('a reload asks the daemon, and says what came of it', () => {
  write({})
  const good = reload(answers({ inForce: true, faults: [] }))
  assert.equal([good.status, good.out, good.log], [0, 'aqtizim: the settings are in force\n', ''])
  assert.equal(good.calls, ['init aqtizim reload'])
  const bad = reload(answers({ inForce: false, faults: [{ text: 'room a: b' }, { text: 'c' }] }))
  assert.equal([bad.status, bad.out, bad.log], [1, '', 'log: room a: b\nlog: c\n'])
  const failed = reload(answers({ error: 'no disk', code: 'unavailable' }))
  assert.equal([failed.status, failed.log], [1, 'log: no disk\n'])
  const away = reload('echo "Command failed: Not found" >&2; exit 4')
  assert.is(away.status, 1)
  assert.match(away.log, 'log: the settings are not in force: the daemon does not answer (Command failed: Not found)')
})

service('a reload ends the daemon that was switched off, when it has taken all away', () => {
  write({ aqtizim: rooms.replace("enabled '1'", "enabled '0'"), boot: whole })
  const { status } = reload(`rm -f ${ruleset}; ${answers({ inForce: true, faults: [] })}`)
  assert.is(status, 0)
  assert.not(existsSync(join(root, 'procd/aqtizim')))
})

service('starts the daemon also where settings that were in force cannot be read any more', () => {
  write({ aqtizim: 'nonsense', boot: whole })
  assert.is(run('aqtizim', 'start').out, instance + triggers)
})

service.after(() => {
  spawnSync('nft', ['flush', 'ruleset'])
  for (const folder of [root, path]) rmSync(folder, { recursive: true, force: true })
})

early.run()
service.run()
