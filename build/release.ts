/**
 * Makes a release in `dist/release/VERSION`: the packages for both releases of OpenWrt and each processor, their indexes, the
 * notes out of the changelog, a bill of materials and the sums of all of it; the same bytes on every computer.
 *
 *   npm run release [-- --usign-key FILE] [--apk-key FILE] [PROCESSOR...]
 */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { projectVersion } from './bundle.ts'
import { notesOf } from './changelog.ts'
import { readOrder, refuse, runOrder } from './cli-args.ts'
import { cpuOf, nodeLicence, nodePackage, processors } from './node/manifest.ts'
import { debianNames, npmName, readSources, type Sources } from './node/sources.ts'
import { keyOptions, makePackages, type Order, readKeys, readProcessors } from './package.ts'
import { type Part, writeSbom } from './sbom.ts'
import { sourceState, uncommitted } from './source-state.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

interface LockedPackage {
  readonly version: string
  readonly integrity?: string
  readonly license?: string
}

/** What of npm's is in the daemon, as package-lock.json has it; the part of ours among it is ours. */
export function npmParts(names: readonly string[], lock: string): Part[] {
  const { packages } = JSON.parse(lock) as { packages: Readonly<Record<string, LockedPackage>> }
  return names.map((name) => {
    const locked = packages[`node_modules/${name}`]
    if (locked === undefined) throw new Error(`package-lock.json does not know ${name}`)
    const { version, integrity = '', license = 'NOASSERTION' } = locked
    const hex = Buffer.from(integrity.replace(/^sha512-/, ''), 'base64').toString('hex')
    const purl = `pkg:npm/${name.replace(/^@/, '%40')}@${version}`
    return { name, version, purl, licence: license, hash: { algorithm: 'SHA-512', hex }, inside: ['aqtizim'] }
  })
}

const debianLicences: Readonly<Record<string, string>> = { libc6: 'LGPL-2.1-or-later' }

/** What aqtizim-node holds for these processors. */
export function nodeParts(sources: Sources, wanted: readonly string[]): Part[] {
  const cpus = [...new Set(wanted.map(cpuOf))]
  return cpus.flatMap((cpu): Part[] => {
    const { integrity, debian } = sources.processors[cpu]
    const hex = Buffer.from(integrity.replace(/^sha512-/, ''), 'base64').toString('hex')
    const inside = [nodePackage]
    const name = npmName(cpu)
    return [
      {
        ...{ name, version: sources.version, purl: `pkg:npm/${name}@${sources.version}`, licence: 'MIT', inside },
        hash: { algorithm: 'SHA-512', hex },
      },
      ...debian.map((each): Part => {
        const version = encodeURIComponent(each.version)
        const purl = `pkg:deb/debian/${encodeURIComponent(each.name)}@${version}?arch=${debianNames[cpu].architecture}`
        const licence = debianLicences[each.name] ?? 'GPL-3.0-or-later WITH GCC-exception-3.1'
        const hash = { algorithm: 'SHA-256', hex: each.sha256 } as const
        return { name: each.name, version: each.version, purl, licence, hash, inside }
      }),
    ]
  })
}

/** Of every file below the folder, as sha256sum(1) writes and checks it. */
function sumsOf(folder: string): string {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((each) => each.isFile())
    .map((each) => join(each.parentPath, each.name))
    .sort()
  const sum = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex')
  return files.map((file) => `${sum(file)}  ${file.slice(folder.length + 1)}\n`).join('')
}

function readTyped(): Order {
  const { values, positionals } = readOrder(keyOptions, true)
  return { keys: readKeys(values), processors: readProcessors(positionals.length === 0 ? processors : positionals) }
}

async function main(): Promise<void> {
  const order = readTyped()
  const version = projectVersion()
  const notes = notesOf(readFileSync(join(root, 'CHANGELOG.md'), 'utf8'), version)
  const [changed] = uncommitted()
  if (changed !== undefined) refuse(`${changed} is not as the commit has it: nobody else could make this release`)
  const state = sourceState()
  const folder = join(root, 'dist/release', version)
  const { program, manifests } = await makePackages(folder, order, state)
  const lock = readFileSync(join(root, 'package-lock.json'), 'utf8')
  const sources = readSources()
  const strangers = program.packages.filter((name) => name !== 'ubus-client')
  const node = { name: nodePackage, version: `${sources.version}-r${sources.release}`, licence: nodeLicence }
  const sbom = writeSbom({
    ...{ name: 'aqtizim', version: `${version}-r${state.release}`, licence: 'Apache-2.0', time: state.time },
    packages: [...manifests.map((each) => ({ ...each, licence: each.license })), node],
    parts: [...npmParts(strangers, lock), ...nodeParts(sources, order.processors)],
  })
  writeFileSync(join(folder, 'NOTES.md'), notes)
  writeFileSync(join(folder, `aqtizim-${version}.cdx.json`), sbom)
  const sums = sumsOf(folder)
  writeFileSync(join(folder, 'sha256sums'), sums)
  const whole = createHash('sha256').update(sums).digest('hex')
  console.log(`release: ${version}-r${state.release}, ${sums.split('\n').length - 1} files, sum of the sums ${whole}`)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await runOrder(main)
