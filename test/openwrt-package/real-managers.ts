/** The real opkg and apk in a router's root, for a computer that has them. */
import { spawnSync } from 'node:child_process'
import { apkName, writeApk, writeIndex } from '../../build/pack/apk.ts'
import type { Manifest } from '../../build/pack/manifest.ts'
import { readApk } from '../build/read-apk.ts'
import { readIpk } from '../build/read-ipk.ts'
import { sampleManifest, time } from '../build/samples.ts'
import type { Manager } from './managers.ts'
import type { RouterRoot } from './router-root.ts'

/** Where a program lies on this computer, whose files the root shows too. */
function find(program: string): string | undefined {
  const { stdout } = spawnSync('sh', ['-c', `command -v ${program}`], { encoding: 'utf8' })
  return stdout.trim() || undefined
}

/** Packages without anything in them, in the place of those that ours need. */
const stub = (name: string): Manifest => ({
  ...sampleManifest,
  ...{ name, version: '20.20.2-r1', depends: [], conffiles: [], scripts: {}, tree: new Map() },
})

type RealManager = Pick<Manager, 'install' | 'remove'>

function realApk(program: string): RealManager {
  const words = [
    program,
    '--allow-untrusted',
    '--no-network',
    '--no-interactive',
    '--repository',
    '/stubs/packages.adb',
  ]
  const prepare = (root: RouterRoot, names: readonly string[]) => {
    const stubs = names.map((name) => writeApk(stub(name), time))
    for (const { manifest, bytes } of stubs) root.write(`/stubs/${apkName(manifest)}`, bytes)
    root.write('/stubs/packages.adb', writeIndex(stubs))
    root.write('/etc/apk/arch', 'x86_64\n')
    root.write('/etc/apk/repositories', '')
    root.run([...words, '--initdb', 'add', ...names])
    root.calls()
  }
  return {
    install(root, bytes) {
      const { info } = readApk(bytes)
      if (!root.exists('/lib/apk/db/installed')) prepare(root, info.depends)
      const file = `/tmp/${info.name}-${info.version}.apk`
      root.write(file, bytes)
      return [root.run([...words, 'add', file])]
    },
    remove: (root, name) => [root.run([...words, 'del', name])],
  }
}

function realOpkg(program: string): RealManager {
  const words = [program, '-f', '/etc/opkg.conf']
  const prepare = (root: RouterRoot, depends: string) => {
    const names = depends.split(', ').map((each) => each.split(' ')[0])
    const status = names.map(
      (name) => `Package: ${name}\nVersion: 20.20.2-r1\nStatus: install ok installed\nArchitecture: all\n\n`,
    )
    root.write('/usr/lib/opkg/status', status.join(''))
    root.write('/etc/opkg.conf', 'dest root /\narch all 1\n')
  }
  return {
    install(root, bytes) {
      const { fields } = readIpk(bytes)
      if (!root.exists('/usr/lib/opkg/status')) prepare(root, fields.Depends ?? '')
      root.write('/tmp/package.ipk', bytes)
      return [root.run([...words, 'install', '/tmp/package.ipk'])]
    },
    remove: (root, name) => [root.run([...words, 'remove', name])],
  }
}

/** Undefined where this computer has no such manager. */
export function findReal(name: Manager['name']): RealManager | undefined {
  const program = find(name)
  if (program === undefined) return undefined
  return name === 'apk' ? realApk(program) : realOpkg(program)
}
