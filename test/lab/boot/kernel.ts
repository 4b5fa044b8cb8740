/** Gets Debian's kernel with the modules that a router needs, by apt's own client, unpacked and not installed. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { cacheFolder } from '../../../build/node/fetch.ts'
import { mustRun, runProgram } from '../program.ts'

export interface Kernel {
  readonly image: string
  readonly version: string
  /** Holds `lib/modules/VERSION`, with the lists of depmod. */
  readonly root: string
}

/** What the machine of the lab and its router use. */
const folders = ['net', 'lib', 'crypto', 'arch/x86/crypto', 'drivers/virtio', 'drivers/block', 'drivers/char']
const more = ['drivers/net/virtio_net.ko', 'drivers/net/net_failover.ko', 'drivers/net/dummy.ko']
const systems = ['ext4', 'jbd2', 'mbcache.ko', 'squashfs', 'overlayfs'].map((name) => `fs/${name}`)

/** The package that `linux-image-amd64` stands for; the sentence of the error is for a person. */
async function packageName(): Promise<string> {
  const { stdout } = await runProgram(['apt-cache', 'depends', '--important', 'linux-image-amd64'])
  const name = /Depends: (linux-image-\S+)/.exec(stdout)?.[1]
  if (name !== undefined) return name
  throw new Error("Debian's kernel cannot be had: apt knows no linux-image-amd64. Try apt-get update, on Debian 12")
}

async function unpack(name: string, folder: string): Promise<void> {
  const limit = { timeoutMs: 600_000 }
  await mustRun(['sh', '-c', 'cd "$1" && exec apt-get -q download "$2"', 'sh', folder, name], limit)
  const deb = readdirSync(folder).find((file) => file.endsWith('.deb'))
  if (deb === undefined) throw new Error(`apt-get gives no package ${name}`)
  const archive = join(folder, 'package.tar')
  await mustRun(['sh', '-c', 'exec dpkg-deb --fsys-tarfile "$1" >"$2"', 'sh', join(folder, deb), archive], limit)
  const wanted = [...folders, ...more, ...systems].map((path) => `./lib/modules/*/kernel/${path}`)
  const words = ['tar', '-xf', archive, '-C', folder, '--wildcards', './boot/vmlinuz-*', './lib/modules/*/modules.*']
  await mustRun([...words, ...wanted], limit)
  for (const file of [archive, join(folder, deb)]) rmSync(file)
}

/** Rejects, with a sentence for a person, where there is no such kernel. */
export async function fetchKernel(): Promise<Kernel> {
  if (process.arch !== 'x64')
    throw new Error('the lab boots an x86-64 machine, and copies programs of this computer: it needs x86-64')
  const name = await packageName()
  const version = name.replace('linux-image-', '')
  const root = join(cacheFolder, name)
  if (!existsSync(root)) {
    mkdirSync(cacheFolder, { recursive: true })
    const folder = mkdtempSync(join(cacheFolder, 'kernel-'))
    try {
      await unpack(name, folder)
      await mustRun(['depmod', '-b', folder, version])
      renameSync(folder, root)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  }
  const image = readdirSync(join(root, 'boot')).find((file) => file.startsWith('vmlinuz-'))
  if (image === undefined) throw new Error(`the package ${name} has no kernel in it`)
  return { image: join(root, 'boot', image), version, root }
}

/** Files of modules and of what they need, in the order of their loading, below `root`. */
export async function modulesOf({ root, version }: Kernel, names: readonly string[]): Promise<string[]> {
  const found: string[] = []
  for (const name of names) {
    const shown = await mustRun(['modprobe', '-d', root, '-S', version, '--show-depends', name])
    for (const line of shown.split('\n')) {
      const path = /^insmod (\S+)/.exec(line)?.[1]
      if (path !== undefined && !found.includes(path)) found.push(path)
    }
  }
  return found
}
