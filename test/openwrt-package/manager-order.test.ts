/**
 * What opkg and apk make of the package over an installation, an update with edited settings and a removal: recorded from
 * the real ones, which are asked again where they are on PATH; the stand-ins of them in `managers.ts` have to do the same.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { writeApk } from '../../build/pack/apk.ts'
import { writeIpk } from '../../build/pack/ipk.ts'
import { manifests } from '../../build/package-tree.ts'
import { entryAlone } from '../build/program.ts'
import { time } from '../build/samples.ts'
import { enterOwnNamespace } from '../firewall/own-namespace.ts'
import { apk, type Manager, opkg } from './managers.ts'
import { findReal } from './real-managers.ts'
import { makeRouterRoot } from './router-root.ts'

enterOwnNamespace(fileURLToPath(import.meta.url))

function packageOf({ name: kind }: Manager, version: number): Buffer {
  const program = entryAlone(`console.log('version ${version}:', ...process.argv.slice(2))\n`)
  const [manifest] = manifests(program, new Map())
  if (manifest === undefined) throw new Error('no package')
  const tree = new Map(manifest.tree)
  const settings = `config aqtizim 'main'\n\toption enabled '1'\n# of version ${version}\n`
  tree.set('etc/config/aqtizim', { type: 'file', mode: 0o600, content: Buffer.from(settings) })
  const changed = { ...manifest, tree, version: `0.${version}.0-r1` }
  return kind === 'opkg' ? writeIpk(changed, time).bytes : writeApk(changed, time).bytes
}

/** Everything that happens to the router, as text. */
function play(manager: Manager, doer: Pick<Manager, 'install' | 'remove'>): string {
  const root = makeRouterRoot()
  const told: string[] = []
  const look = (what: string) => {
    told.push(`${what}:`, ...root.calls().map((call) => `    ${call}`))
    told.push(`  says: ${root.run(['aqtizim', 'version']).out.trim() || 'nothing'}`)
    const files = root.run(['ls', '/etc/config', '/etc/aqtizim', '/etc/rc.d', '/run/procd']).out
    told.push(
      ...files
        .trim()
        .split('\n')
        .map((line) => `  ${line}`.trimEnd()),
    )
    for (const line of (root.read('/etc/config/aqtizim') ?? 'no settings').trim().split('\n')) told.push(`  | ${line}`)
  }
  try {
    doer.install(root, packageOf(manager, 1))
    look('installed')
    root.write('/etc/config/aqtizim', "config aqtizim 'main'\n\toption enabled '1'\n# edited\n", 0o600)
    root.write('/etc/aqtizim/journal/2026-10-05.jsonl', '{"n":1}\n')
    root.write('/etc/aqtizim/boot.nft', '# complete\n')
    doer.install(root, packageOf(manager, 2))
    look('updated')
    doer.remove(root, 'aqtizim')
    look('removed')
  } finally {
    root.close()
  }
  return `${told.join('\n')}\n`
}

for (const manager of [opkg, apk]) {
  const test = suite(`the order of ${manager.name}`)
  const golden = fileURLToPath(new URL(`../golden/openwrt-package/${manager.name}.txt`, import.meta.url))
  const real = findReal(manager.name)

  test('is the recorded one, where the real one is there to ask', () => {
    const played = play(manager, real ?? manager)
    if (real !== undefined && process.env.UPDATE_GOLDEN === '1') {
      mkdirSync(dirname(golden), { recursive: true })
      writeFileSync(golden, played)
    }
    assert.is(played, readFileSync(golden, 'utf8'))
  })

  test('is kept by its stand-in', () => {
    assert.is(play(manager, manager), readFileSync(golden, 'utf8'))
  })

  test.run()
}
