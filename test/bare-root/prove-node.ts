/**
 * Tests of aqtizim-node, out of a package as `npm run package -- --with-node` writes it, in a root that has no C library
 * but the package's own: on this computer's processor as it is, on the other one by qemu. The daemon puts a list into force
 * there. Only in namespaces of one's own.
 */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as assert from 'uvu/assert'
import { builtProgram, bundle } from '../../build/bundle.ts'
import { readSources } from '../../build/node/sources.ts'
import type { Tree } from '../../build/pack/entry.ts'
import { aqtizimTree } from '../../build/package-tree.ts'
import { readApk } from '../build/read-apk.ts'
import { readIpk } from '../build/read-ipk.ts'
import { mustRun } from '../firewall/own-namespace.ts'
import { node } from '../node.ts'
import { layOut } from '../openwrt-package/package-root.ts'
import { suite } from '../suite.ts'
import { type BareRoot, makeBareRoot, placePocketRouter } from './bare-root.ts'
import { describePackage, isApk, packNode } from './pack-node.ts'
import { findProgram } from './programs.ts'

const home = '/usr/lib/aqtizim/node'
const { version } = readSources()
const native = process.arch === 'x64' ? 'x86_64' : 'aarch64_generic'

function unpack(processor: string, bytes: Buffer): { tree: Tree; needs: string } {
  if (isApk(processor)) {
    const { info, tree } = readApk(bytes)
    assert.equal([info.architecture, info.provides, info.priority > 10], [processor, ['node'], true])
    return { tree, needs: String(info.installedSize) }
  }
  const { fields, tree } = readIpk(bytes)
  assert.is(fields.Architecture, processor)
  return { tree, needs: fields['Installed-Size'] ?? '' }
}

/** In a process of its own with another clock zone, language, mask and folder, and nothing of what was made before. */
function packAgain(processor: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'aqtizim-again-'))
  try {
    const program = fileURLToPath(new URL('pack-node.ts', import.meta.url))
    const words = ['-c', 'umask 077; exec "$@"', 'sh', ...node, program, processor]
    const surroundings = { TZ: 'Asia/Almaty', LC_ALL: 'C', TMPDIR: folder, AQTIZIM_FRESH: '1' }
    const { status, stdout, stderr } = spawnSync('sh', words, {
      ...{ cwd: folder, encoding: 'utf8', env: { ...process.env, ...surroundings } },
    })
    if (status !== 0) throw new Error(`packing again ended with ${status}: ${stderr}`)
    return stdout.trim()
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Has qemu run what the processor of this computer cannot: a script in the place of `node`. */
function emulate(root: BareRoot): void {
  const name = process.arch === 'x64' ? 'qemu-aarch64-static' : 'qemu-x86_64-static'
  root.write('/host/bin/qemu', readFileSync(findProgram(name)), 0o755)
  renameSync(join(root.folder, home, 'node'), join(root.folder, home, 'node.real'))
  root.write(`${home}/node`, `#!/bin/sh\nexec /host/bin/qemu ${home}/node.real "$@"\n`, 0o755)
  // The script has another size than the program.
  const sizes = root.read(`${home}/sizes`).replace(/^.* {2}node\n/m, '')
  root.write(`${home}/sizes`, sizes)
}

/** Programs and libraries of the GNU system, which a router does not have; ours and the computer's lie elsewhere. */
function strangers(root: BareRoot): string[] {
  const files = readdirSync(root.folder, { recursive: true, withFileTypes: true })
  return files
    .map((each) => join(each.parentPath, each.name).slice(root.folder.length))
    .filter((path) => /\/(ld-linux|libc\.so|libm\.so|libstdc)/.test(path))
    .filter((path) => !path.startsWith('/host/') && !path.startsWith(`${home}/`))
}

const settings = `config aqtizim 'main'
	option enabled '1'
	option language 'kk'
	option journal_dir '/etc/aqtizim/journal'
	list upstream '127.0.0.1#53'

config room 'library'
	option name 'Кітапхана'
	list network 'lan'
`
const network = `config interface 'lan'
	option device 'br-lan'
	option proto 'static'
	list ipaddr '192.168.1.1/24'
`
const list = 'sites:\n  - domain: bilimland.kz\n  - domain: egov.kz\n'

async function until(what: string, isSo: () => boolean): Promise<void> {
  for (const end = Date.now() + 600_000; !isSo(); await new Promise((resolve) => setTimeout(resolve, 1000)))
    if (Date.now() > end) throw new Error(`never: ${what}`)
}

/** Runs OpenWrt's part of the router inside the root, and the daemon by the words of its init script. */
async function startRouter(root: BareRoot): Promise<{ said(): string; stop(): Promise<void> }> {
  await placePocketRouter(root.folder)
  const interfaces = [
    { name: 'loopback', device: 'lo', ipv4: ['127.0.0.1/8'] },
    { name: 'lan', device: 'br-lan', ipv4: ['192.168.1.1/24'] },
  ]
  root.write('/host/router.json', JSON.stringify({ root: '', socket: '/var/run/ubus/ubus.sock', interfaces }))
  let text = ''
  const start = (words: readonly string[]) => {
    const child = root.start(words)
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk: Buffer) => {
        text += chunk.toString()
      })
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
    const end = () => {
      child.kill('SIGTERM')
      return ended
    }
    return { end }
  }
  const router = start(['/host/bin/node', '/host/router.mjs', '/host/router.json'])
  await until('the pocket router is ready', () => text.includes('ready /'))
  const { out, log } = root.run(['/bin/sh', '/etc/rc.common', '/etc/init.d/aqtizim', 'start'])
  const words = /^param \[command\] \[(.+)\]$/m.exec(out)?.[1]?.split('] [') ?? []
  assert.equal(words, ['/usr/bin/aqtizim', 'daemon'], log)
  const daemon = start(words)
  return {
    said: () => text,
    async stop() {
      await daemon.end()
      await router.end()
    },
  }
}

/** `processor` as OpenWrt names it. */
export function proveNode(processor: string): void {
  const test = suite(`aqtizim-node for ${processor}`)
  let root: BareRoot
  let packed = ''
  const command = (...words: string[]) => root.run(['/usr/bin/aqtizim', ...words])
  const good = (...words: string[]) => {
    const { status, out, log } = command(...words)
    assert.is(status, 0, `aqtizim ${words.join(' ')}: ${out}${log}`)
    return out
  }

  test.before(async () => {
    await bundle()
    mustRun(['mount', '--make-rprivate', '/'])
    root = makeBareRoot()
    const bytes = packNode(processor)
    packed = describePackage(bytes)
    console.log(`aqtizim-node for ${processor}: ${packed}`)
    const { tree, needs } = unpack(processor, bytes)
    for (const each of [tree, aqtizimTree(builtProgram())]) layOut(each, root.folder)
    const said = /need=(\d+)$/m.exec(root.read('/usr/lib/aqtizim/preflight.sh'))?.[1]
    assert.ok(Number(said) * 1024 >= Number(needs), `preflight asks for ${said} KB, the package takes ${needs} octets`)
    if (processor !== native) emulate(root)
    root.write('/etc/config/aqtizim', settings, 0o600)
    root.write('/etc/config/network', network)
    root.write('/root/list.yaml', list)
    mkdirSync(join(root.folder, 'etc/aqtizim'))
  })

  test('is packed to the same octets a second time', () => assert.is(packAgain(processor), packed))

  test('has all that the list of its files names, with their sums, and the licences of each part', () => {
    const files = new Map(
      root
        .read(`${home}/sums`)
        .trim()
        .split('\n')
        .map((line) => line.split('  ') as [string, string])
        .map(([sum, name]) => [name, sum]),
    )
    for (const name of ['libc6', 'gcc-12-base', 'node', 'LGPL-2.1', 'GPL-3', 'sources'])
      assert.ok(files.has(`licences/${name}`), name)
    if (processor !== native) files.delete('node')
    for (const [name, sum] of files)
      assert.is(
        createHash('sha256')
          .update(readFileSync(join(root.folder, home, name)))
          .digest('hex'),
        sum,
        name,
      )
  })

  test('runs where there is no C library', () => {
    assert.equal(strangers(root), [])
    assert.is(good('preflight'), 'preflight: all is there\n')
    assert.match(good('version'), new RegExp(`^aqtizim \\S+ .*${version.replaceAll('.', '\\.')}`))
  })

  test('reads a list, puts it into force, and proves the journal, with the daemon on ubus', async () => {
    assert.match(good('check', '/root/list.yaml'), '2 sites, can be approved')
    mustRun(['ip', 'link', 'add', 'br-lan', 'type', 'bridge'])
    mustRun(['ip', 'link', 'set', 'br-lan', 'up'])
    mustRun(['ip', 'address', 'add', '192.168.1.1/24', 'dev', 'br-lan'])
    const router = await startRouter(root)
    try {
      // By this computer's own Node, which is faster than an emulated one.
      const status = () => root.run(['/host/bin/node', '/usr/lib/aqtizim/aqtizim.js', 'status'])
      await until('the daemon answers', () => status().status === 0)
      const approved = command('approve', '/root/list.yaml', '--by', 'A. Director', '--date', '2026-09-01')
      // On a busy computer an emulated daemon takes longer than the command waits, and goes on: see below.
      if (!/No reply to aqtizim\.approve/.test(approved.log)) assert.is(approved.status, 0, approved.log)
      await until('the list is in force', () => /library {2}open/.test(status().out))
      assert.match(good('print', 'nft'), 'table inet aqtizim')
      assert.match(spawnSync('nft', ['list', 'ruleset'], { encoding: 'utf8' }).stdout, 'table inet aqtizim')
      assert.match(good('verify'), /whole|ok/i)
    } catch (error) {
      throw new Error(`${(error as Error).message}\n${router.said().slice(-3000)}`)
    } finally {
      await router.stop()
      mustRun(['ip', 'link', 'delete', 'br-lan'])
      spawnSync('nft', ['flush', 'ruleset'])
    }
  })

  test.after(() => root?.close())
  test.run()
}
