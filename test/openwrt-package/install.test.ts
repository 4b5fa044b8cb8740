/** Installing, updating and removing, in the order in which opkg and apk do it (docs/packaging.md). */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { writeApk } from '../../build/pack/apk.ts'
import { writeIpk } from '../../build/pack/ipk.ts'
import type { Manifest } from '../../build/pack/manifest.ts'
import { manifests } from '../../build/package-tree.ts'
import { entryAlone } from '../build/program.ts'
import { enterOwnNamespace, mustRun } from '../firewall/own-namespace.ts'
import { apk, type Manager, opkg } from './managers.ts'
import type { Said } from './package-root.ts'
import { makeRouterRoot, type RouterRoot } from './router-root.ts'

enterOwnNamespace(fileURLToPath(import.meta.url))

/** In the place of the bundle; it says what it was called with, as procd's daemon never does here. */
const bundleOf = (version: number) => Buffer.from(`console.log('version ${version}:', ...process.argv.slice(2))\n`)
const time = 1_700_000_000
const pages = new Map([['overview.js', 'return 1\n']])

function write({ name: kind }: Manager, manifest: Manifest): Buffer {
  return kind === 'opkg' ? writeIpk(manifest, time).bytes : writeApk(manifest, time).bytes
}

function packagesOf(version: number): [Manifest, ...Manifest[]] {
  const [first, ...rest] = manifests(entryAlone(bundleOf(version)), pages)
  if (first === undefined) throw new Error('no package')
  return [{ ...first, version: `0.${version}.0-r1` }, ...rest]
}

const assertGood = (said: readonly Said[]) => {
  for (const { status, log, out } of said) assert.is(status === 0 ? '' : `${status}: ${log}${out}`, '')
}
const daemon = '/run/procd/aqtizim'
const settings = '/etc/config/aqtizim'

function inRoot(work: (root: RouterRoot) => void): void {
  const root = makeRouterRoot()
  try {
    work(root)
  } finally {
    spawnSync('nft', ['flush', 'ruleset'])
    root.close()
  }
}

/** Puts on the router what a year of work leaves, and what is in force. */
function live(root: RouterRoot): Record<string, string> {
  const kept = {
    '/etc/aqtizim/journal/2026-10-05.jsonl': '{"n":1}\n',
    '/etc/aqtizim/versions/0001.yaml': 'sites:\n',
    '/etc/aqtizim/journal.sec': 'secret\n',
    '/etc/aqtizim/draft.yaml': 'sites:\n',
  }
  for (const [path, text] of Object.entries({ ...kept, '/etc/aqtizim/boot.nft': '# complete\n' }))
    root.write(path, text)
  root.write('/run/aqtizim/gate.cfg', 'x')
  mustRun(['nft', 'add', 'table', 'inet', 'aqtizim'])
  mustRun(['nft', 'add', 'table', 'inet', 'fw4'])
  return kept
}

/** What a room's interface leaves that is down, and rules of others that look like it. */
const leftRules = ['-4', '-6'].flatMap((family) =>
  [
    'fwmark 0x1000000/0xf000000 iif br-media lookup main priority 900',
    'fwmark 0x2000000/0xf000000 iif br-media lookup main priority 900',
    'iif br-media unreachable priority 901',
    'iif eth0.7 lookup main priority 900',
    'iif eth0.7 unreachable priority 902',
  ].map((words) => [family, 'rule', 'add', ...words.split(' ')]),
)
const foreignRules = ['-4', '-6'].flatMap((family) => [
  `${family} 900: from all iif eth0.7 lookup main`,
  `${family} 902: from all iif eth0.7 unreachable`,
])
/** Without those that every kernel has. */
const ruleLines = () =>
  ['-4', '-6'].flatMap((family) =>
    mustRun(['ip', family, 'rule', 'show'])
      .split('\n')
      .filter((line) => /^90\d:/.test(line))
      .map((line) => `${family} ${line.replace(/\s+/g, ' ').replace(' [detached]', '').trim()}`),
  )

const tables = () => mustRun(['nft', 'list', 'tables']).trim().split('\n')

for (const manager of [opkg, apk]) {
  const test = suite(`a router with ${manager.name}`)
  const first = packagesOf(1)
  const all = first.map((manifest) => write(manager, manifest))

  test('installs all four: settings made, services enabled and started, pages renewed', () =>
    inRoot((root) => {
      root.write('/tmp/luci-indexcache.1.json', 'old')
      const said = all.flatMap((bytes) => manager.install(root, bytes))
      assertGood(said)
      assert.match(root.read(daemon) ?? '', /^param \[command\] \[\/usr\/bin\/aqtizim\] \[daemon\]$/m)
      assert.ok(root.exists('/etc/rc.d/S15aqtizim-early') && root.exists('/etc/rc.d/S25aqtizim'))
      assert.not(root.exists('/etc/uci-defaults/90_aqtizim'))
      assert.not(root.exists('/tmp/luci-indexcache.1.json'))
      assert.ok(root.exists('/etc/aqtizim/versions'))
      const calls = root.calls()
      assert.ok(calls.includes('uci set luci.languages.kk=Қазақша (Kazakh)'))
      assert.ok(calls.includes('init rpcd reload'))
      assert.match(said[0]?.log ?? '', /^log: version 1: --root {2}migrate$/m)
      assert.match(root.run(['aqtizim', 'version']).out, 'version 1: version')
    }))

  test('has sysupgrade keep lists, keys and the journal also where the package itself is gone', () =>
    inRoot((root) => {
      root.write('/etc/sysupgrade.conf', '# kept by sysupgrade\n/etc/openvpn/')
      for (const version of [1, 2]) assertGood(manager.install(root, write(manager, packagesOf(version)[0])))
      assertGood(manager.remove(root, 'aqtizim'))
      assert.is(root.read('/etc/sysupgrade.conf'), '# kept by sysupgrade\n/etc/openvpn/\n/etc/aqtizim/\n')
    }))

  test('switches off the example that HAProxy’s package starts, and no HAProxy that is somebody’s', () =>
    inRoot((root) => {
      const entry = first[0].tree.get('etc/uci-defaults/90_aqtizim')
      const defaults = entry?.type === 'file' ? Buffer.from(entry.content).toString() : ''
      assert.ok(defaults.includes('haproxy'))
      const example = 'listen my_http_proxy\n\tserver server01 192.168.1.10:80 source 192.168.1.1\n'
      const switchedOff = ['init haproxy enabled', 'init haproxy disable', 'init haproxy stop']
      for (const [text, calls] of [
        [`${example}\tstats auth username:password\n`, switchedOff],
        // An update has nothing to switch off, and does not say so again.
        [`${example}\tstats auth username:password\n`, ['init haproxy enabled', 'init haproxy stop']],
        [`${example}\tstats auth admin:another\n`, []],
        ['listen mine\n\tstats auth username:password\n', []],
        [undefined, []],
      ] as const) {
        root.write('/etc/init.d/haproxy', '#!/bin/sh /etc/rc.common\nSTART=99\n', 0o755)
        if (calls === switchedOff) root.run(['/etc/init.d/haproxy', 'enable'])
        root.remove('/etc/haproxy.cfg')
        if (text !== undefined) root.write('/etc/haproxy.cfg', text)
        root.calls()
        const said =
          calls.length > 0 ? manager.install(root, all[0] ?? Buffer.alloc(0)) : [root.run(['sh', '-c', defaults])]
        assertGood(said)
        const told = said.some(({ log }) => log.includes('log: switched off the example in /etc/haproxy.cfg'))
        assert.is(told, calls === switchedOff)
        assert.equal(
          root.calls().filter((call) => call.includes('haproxy')),
          calls,
        )
      }
    }))

  test('has the router give the time and take many questions, says so, and gives it back when it is removed', () =>
    inRoot((root) => {
      const stock = {
        '/etc/config/system':
          "config system\n\toption zonename 'UTC'\n\nconfig timeserver 'ntp'\n\toption enable_server '0'\n",
        '/etc/config/dhcp': "config dnsmasq\n\toption domainneeded '1'\n",
      }
      const put = (files: Record<string, string>) => {
        for (const [path, text] of Object.entries(files)) root.write(path, text)
      }
      const inForce = () =>
        ['system.ntp.enable_server', 'dhcp.@dnsmasq[0].dnsforwardmax'].map((name) =>
          root.run(['uci', 'get', name]).out.trim(),
        )
      const [bytes = Buffer.alloc(0)] = all
      for (const service of ['sysntpd', 'dnsmasq'])
        root.write(`/etc/init.d/${service}`, '#!/bin/sh /etc/rc.common\nSTART=19\n', 0o755)
      put(stock)
      root.calls()
      const said = manager.install(root, bytes)
      assertGood(said)
      assert.equal(inForce(), ['1', '1500'])
      const words = said.map(({ log }) => log).join('')
      assert.match(words, /log: set system\.ntp\.enable_server to 1: /)
      assert.match(words, /log: set dhcp\.@dnsmasq\[0\]\.dnsforwardmax to 1500: /)
      const calls = root.calls()
      for (const call of ['init sysntpd restart', 'init dnsmasq restart']) assert.ok(calls.includes(call), call)
      // Whoever sets it back means it: an update asks no second time, and the removal leaves it.
      root.run(['uci', 'set', 'system.ntp.enable_server=0'])
      assertGood(manager.install(root, write(manager, packagesOf(2)[0])))
      assert.equal(inForce(), ['0', '1500'])
      assertGood(manager.remove(root, 'aqtizim'))
      assert.equal(inForce(), ['0', ''])
      assert.not(root.exists('/etc/aqtizim/router-settings'))
      // What was so before is nobody's to give back.
      put({ '/etc/config/dhcp': "config dnsmasq\n\toption dnsforwardmax '2000'\n" })
      root.run(['uci', 'set', 'system.ntp.enable_server=1'])
      assertGood([...manager.install(root, bytes), ...manager.remove(root, 'aqtizim')])
      assert.equal(inForce(), ['1', '2000'])
      // A router without such sections is left alone.
      put({ '/etc/config/system': 'config system\n', '/etc/config/dhcp': "config dhcp 'lan'\n" })
      assertGood([...manager.install(root, bytes), ...manager.remove(root, 'aqtizim')])
      assert.is(root.read('/etc/config/system'), 'config system\n')
    }))

  test('updates: what was edited stays, the new one lies beside it, and the daemon is the new one', () =>
    inRoot((root) => {
      assertGood(manager.install(root, all[0] ?? Buffer.alloc(0)))
      const kept = live(root)
      const edited = `${root.read(settings)}\nconfig room 'informatics'\n\tlist network 'lan'\n`
      root.write(settings, edited)
      root.calls()
      const changed = new Map([...packagesOf(2)[0].tree])
      changed.set('etc/config/aqtizim', { type: 'file', mode: 0o600, content: Buffer.from("config aqtizim 'main'\n") })
      assertGood(manager.install(root, write(manager, { ...packagesOf(2)[0], tree: changed })))
      assert.is(root.read(settings), edited)
      assert.is(root.read(`${settings}${manager.besideName}`), "config aqtizim 'main'\n")
      const calls = root.calls()
      // Once, and not before the old one has ended.
      assert.ok(calls.includes('init aqtizim stop'))
      assert.is(calls.indexOf('init aqtizim start'), calls.lastIndexOf('init aqtizim start'))
      assert.ok(calls.indexOf('init aqtizim start') > calls.lastIndexOf('init aqtizim stop'))
      assert.not(calls.includes('init aqtizim restart'))
      assert.ok(root.exists(daemon))
      assert.match(root.run(['aqtizim', 'version']).out, 'version 2: version')
      assert.equal(tables(), ['table inet aqtizim', 'table inet fw4'])
      assert.ok(root.exists('/etc/aqtizim/boot.nft'))
      for (const [path, text] of Object.entries(kept)) assert.is(root.read(path), text)
    }))

  test('updates: files are brought forward when the old daemon has ended, which writes until then', () =>
    inRoot((root) => {
      assertGood(manager.install(root, all[0] ?? Buffer.alloc(0)))
      root.write('/run/aqtizim/daemon.lock', '')
      // It ends a while after procd has told it to.
      const old = `while [ -e ${daemon} ]; do sleep 0.02; done; sleep 0.4; echo > /tmp/ended; rm /run/aqtizim/daemon.lock`
      root.run(['sh', '-c', `(${old}) >/dev/null 2>&1 & echo "boot $! 1" > /run/aqtizim/daemon.lock`])
      const script = "console.log(require('node:fs').existsSync('/tmp/ended') ? 'after its end' : 'before its end')"
      const [manifest] = manifests(entryAlone(script), pages)
      if (manifest === undefined) throw new Error('no package')
      const said = manager.install(root, write(manager, { ...manifest, version: '0.2.0-r1' }))
      assertGood(said)
      assert.equal(
        said
          .map(({ log }) => log)
          .join('')
          .match(/(before|after) its end/g),
        ['after its end'],
      )
    }))

  test('stays off through an update when it was switched off', () =>
    inRoot((root) => {
      assertGood(manager.install(root, all[0] ?? Buffer.alloc(0)))
      root.write(settings, (root.read(settings) ?? '').replace("enabled '1'", "enabled '0'"))
      assertGood(manager.install(root, write(manager, packagesOf(2)[0])))
      assert.not(root.exists(daemon))
    }))

  test('removes all that is in force, and keeps lists, keys and the journal', () =>
    inRoot((root) => {
      for (const bytes of all) assertGood(manager.install(root, bytes))
      const kept = live(root)
      const edited = `${root.read(settings)}\nconfig room 'informatics'\n`
      root.write(settings, edited)
      root.write('/etc/config/aqtizim-opkg', "config aqtizim 'main'\n")
      const before = ruleLines()
      for (const rule of leftRules) mustRun(['ip', ...rule])
      root.calls()
      for (const { name } of [...first].reverse()) assertGood(manager.remove(root, name))
      assert.equal(tables(), ['table inet fw4'])
      const calls = root.calls()
      for (const service of ['aqtizim', 'aqtizim-dns', 'aqtizim-gate'])
        assert.ok(calls.includes(`ubus call service delete {"name":"${service}"}`))
      assert.ok(calls.includes('uci commit network') && calls.includes('ubus call network reload'))
      assert.equal(ruleLines(), [...before, ...foreignRules])
      for (const family of ['-4', '-6'])
        for (const priority of ['900', '902']) mustRun(['ip', family, 'rule', 'del', 'priority', priority])
      for (const path of ['/usr/lib/aqtizim', '/www/luci-static/resources/view/aqtizim', '/etc/config/aqtizim-opkg'])
        assert.not(root.exists(path), path)
      const rules = (root.read('/etc/config/network') ?? '').match(/^config .*$/gm)
      assert.equal(rules, ["config interface 'lan'", "config rule 'aqtizim'", "config rule 'own'"])
      for (const path of [daemon, '/run/aqtizim', '/etc/aqtizim/boot.nft', '/usr/lib/aqtizim/aqtizim.js'])
        assert.not(root.exists(path), path)
      assert.not(root.exists('/etc/rc.d/S15aqtizim-early') || root.exists('/etc/rc.d/S25aqtizim'))
      for (const [path, text] of Object.entries({ ...kept, [settings]: edited })) assert.is(root.read(path), text)
    }))

  test('an update that was cut off starts nothing, says so, opens nothing; the next one ends it', () =>
    inRoot((root) => {
      assertGood(manager.install(root, all[0] ?? Buffer.alloc(0)))
      live(root)
      // The power went when the new bundle was half on the disk.
      root.write('/usr/lib/aqtizim/aqtizim.js', bundleOf(2).subarray(0, 20))
      root.run(['/etc/init.d/aqtizim-early', 'boot'])
      const { log } = root.run(['/etc/init.d/aqtizim', 'start'])
      assert.match(log, /not started: files of the package aqtizim are damaged or half replaced/)
      assert.not(root.exists(daemon))
      assert.equal(tables(), ['table inet aqtizim', 'table inet fw4'])
      assertGood(manager.install(root, write(manager, packagesOf(2)[0])))
      assert.ok(root.exists(daemon))
    }))

  test('can be removed, and so be installed again, where it is damaged; and says what is left', () =>
    inRoot((root) => {
      for (const damage of [
        () => root.remove('/usr/lib/aqtizim/leave.sh'),
        () => root.write('/usr/lib/aqtizim/leave.sh', '#!/bin/sh\nend_service() {\n', 0o755),
      ]) {
        assertGood(manager.install(root, all[0] ?? Buffer.alloc(0)))
        damage()
        const said = manager.remove(root, 'aqtizim')
        assertGood(said)
        assert.match(said[0]?.log ?? '', /^aqtizim: its rules are still there: install the package again/m)
      }
    }))

  test('into an image: services enabled, nothing started, nothing done to the computer that builds it', () =>
    inRoot((root) => {
      const image = '/image'
      for (const [path, from] of [
        ['/lib/functions.sh', '/lib/functions.sh'],
        ['/etc/rc.common', '/etc/rc.common'],
        ['/etc/rc.d/.keep', '/etc/config/network'],
      ] as const)
        root.write(`${image}${path}`, root.read(from) ?? '')
      root.write('/tmp/luci-indexcache.1.json', 'of the computer that builds')
      for (const bytes of all) assertGood(manager.bake(root, bytes, image))
      assert.ok(['S15aqtizim-early', 'S25aqtizim'].every((name) => root.isLink(`${image}/etc/rc.d/${name}`)))
      assert.ok(root.exists(`${image}/etc/uci-defaults/90_aqtizim`), 'for the first boot')
      assert.ok(root.exists('/tmp/luci-indexcache.1.json'))
      for (const path of [daemon, '/etc/aqtizim', '/etc/rc.d/S25aqtizim']) assert.not(root.exists(path), path)
      assert.equal(root.calls(), ['init aqtizim enable', 'init aqtizim-early enable'])
    }))

  test('a package with a flipped byte is refused, and what is installed stays', () =>
    inRoot((root) => {
      const [bytes = Buffer.alloc(0)] = all
      assertGood(manager.install(root, bytes))
      const flipped = Buffer.from(write(manager, packagesOf(2)[0]))
      flipped.writeUInt8((flipped[1000] ?? 0) ^ 4, 1000)
      assert.throws(() => manager.install(root, flipped))
      assert.match(root.run(['aqtizim', 'version']).out, 'version 1: version')
    }))

  test.run()
}
