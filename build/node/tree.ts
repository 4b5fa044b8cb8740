/** The files of aqtizim-node: Node's official build with the libraries that it was linked with, in a folder of their own. */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Entry, Tree } from '../pack/entry.ts'
import { relocate } from './elf.ts'
import { cacheFolder, fetchDebian, fetchNode } from './fetch.ts'
import { type Cpu, debianNames, readSources, type Sources } from './sources.ts'

const licences = fileURLToPath(new URL('licences/', import.meta.url))
/** On the router, where nothing else of the system looks. */
export const nodeHome = '/usr/lib/aqtizim/node'

const interpreters: Readonly<Record<Cpu, string>> = { x64: 'ld-linux-x86-64.so.2', arm64: 'ld-linux-aarch64.so.1' }
/** By the package of Debian that brings them. */
const libraries = {
  libc6: ['libc.so.6', 'libm.so.6', 'libdl.so.2', 'libpthread.so.0'],
  'libstdc++6': ['libstdc++.so.6'],
  'libgcc-s1': ['libgcc_s.so.1'],
  'gcc-12-base': [],
} as const
type Library = keyof typeof libraries

const file = (content: Uint8Array | string, mode = 0o644): Entry & { type: 'file' } => ({
  type: 'file',
  mode,
  content: Buffer.from(content),
})

function run(program: string, words: readonly string[]): Buffer {
  const { status, stdout, stderr, error } = spawnSync(program, words, { maxBuffer: 2 ** 28 })
  if (status !== 0) throw new Error(`${program} ${words.join(' ')}: ${error?.message ?? stderr.toString()}`)
  return stdout
}

const member = (archive: string, path: string) => run('tar', ['-xzOf', archive, `package/${path}`])

/** Unpacks a package of Debian, and reads files of it through their links. */
function withUnpacked<Result>(deb: string, work: (read: (...paths: string[]) => Buffer) => Result): Result {
  const folder = mkdtempSync(join(cacheFolder, 'deb-'))
  try {
    run('dpkg-deb', ['-x', deb, folder])
    return work((...paths) => {
      const found = paths.map((path) => join(folder, path)).find((path) => existsSync(path))
      if (found === undefined) throw new Error(`${deb} has no ${paths.join(' and no ')}`)
      return readFileSync(found)
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function debianFiles(sources: Sources, cpu: Cpu): [string, Entry & { type: 'file' }][] {
  return sources.processors[cpu].debian.flatMap((source) => {
    const name = source.name as Library
    const wanted: readonly string[] = libraries[name]
    return withUnpacked(fetchDebian(source, sources.taken), (read) => {
      const library = (each: string) =>
        read(...['lib', 'usr/lib'].map((at) => `${at}/${debianNames[cpu].folder}/${each}`))
      const found = wanted.map((each) => [each, file(library(each))] as [string, Entry & { type: 'file' }])
      if (name === 'libc6') found.push([interpreters[cpu], file(library(interpreters[cpu]), 0o755)])
      // The licences of GCC's libraries are links into one of them.
      if (name === 'libc6' || name === 'gcc-12-base')
        found.push([`licences/${name}`, file(read(`usr/share/doc/${name}/copyright`))])
      return found
    })
  })
}

/** Where the source of what is in the package is to be had, as its licences want it said. */
function origins({ version, processors }: Sources, cpu: Cpu): string {
  const lines = processors[cpu].debian.map(
    (source) => `${source.name} ${source.version}: https://snapshot.debian.org/binary/${source.name}/\n`,
  )
  return `node ${version}: https://nodejs.org/dist/v${version}/\n${lines.join('')}`
}

function build(sources: Sources, cpu: Cpu): Tree {
  const archive = fetchNode(sources, cpu)
  const program = relocate(member(archive, 'bin/node'), `${nodeHome}/${interpreters[cpu]}`, nodeHome)
  const files: [string, Entry & { type: 'file' }][] = [
    ['node', file(program, 0o755)],
    ...debianFiles(sources, cpu),
    ['licences/node', file(member(archive, 'LICENSE'))],
    ...['LGPL-2.1', 'GPL-3'].map(
      (name) => [`licences/${name}`, file(readFileSync(join(licences, name)))] as [string, Entry & { type: 'file' }],
    ),
    ['licences/sources', file(origins(sources, cpu))],
  ]
  const sum = ({ content }: { content: Uint8Array }) => createHash('sha256').update(content).digest('hex')
  const lines = (line: (entry: Entry & { type: 'file' }) => string) =>
    files.map(([name, entry]) => `${line(entry)}  ${name}\n`).join('')
  files.push(
    // What `sha256sum -c` reads, for a person who asks.
    ['sums', file(lines(sum))],
    // What each start looks at, since the sums of 100 MB take a router seconds.
    ['sizes', file(lines(({ content }) => String(content.length)))],
  )
  const home = nodeHome.slice(1)
  return new Map(files.map(([name, entry]) => [`${home}/${name}`, entry]))
}

const built = new Map<Cpu, Tree>()

/** Throws `OrderRefused` where a part cannot be got. */
export function nodeTree(cpu: Cpu, sources: Sources = readSources()): Tree {
  const tree = built.get(cpu) ?? build(sources, cpu)
  built.set(cpu, tree)
  return tree
}
