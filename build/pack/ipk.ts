/** Writes .ipk packages for opkg (OpenWrt 24.10 and before) as OpenWrt's own build does: a tar of three, in gzip. */
import type { Entry, Tree } from './entry.ts'
import { gzip } from './gzip.ts'
import { architectureOf, type Dependency, findFaults, type Manifest } from './manifest.ts'
import { opkgScripts } from './scripts.ts'
import { writeMembers, writeTar } from './tar.ts'

/** opkg finds a package in its feed under this name. */
export const ipkName = (manifest: Pick<Manifest, 'name' | 'version' | 'processor'>) =>
  `${manifest.name}_${manifest.version}_${architectureOf(manifest, 'opkg')}.ipk`

const dependency = ({ name, least, or }: Dependency) =>
  `${name}${least === undefined ? '' : ` (>= ${least})`}${or === undefined ? '' : ` | ${or}`}`

/** The fields in the order that OpenWrt gives them. */
export function controlFields(manifest: Manifest, installedSize: number, time: number): [string, string][] {
  const { name, version, depends, origin, license, section, url, maintainer, title } = manifest
  const fields: [string, string][] = [
    ['Package', name],
    ['Version', version],
    ['Depends', depends.map(dependency).join(', ')],
    ['Source', origin],
    ['SourceName', name],
    ['License', license],
    ['Section', section],
    ['SourceDateEpoch', String(time)],
    ['URL', url],
    ['Maintainer', maintainer],
    ['Architecture', architectureOf(manifest, 'opkg')],
    ['Installed-Size', String(installedSize)],
    ['Description', ` ${title}`],
  ]
  return fields.filter(([, value]) => value !== '')
}

export const controlText = (fields: readonly (readonly [string, string])[]) =>
  fields.map(([key, value]) => `${key}: ${value}\n`).join('')

function controlTree(manifest: Manifest, installedSize: number, time: number): Tree {
  const conffiles = [...manifest.conffiles].sort()
  const text = (content: string, mode: number): Entry => ({ type: 'file', mode, content: Buffer.from(content) })
  return new Map([
    ['control', text(controlText(controlFields(manifest, installedSize, time)), 0o644)],
    ...(conffiles.length === 0
      ? []
      : [['conffiles', text(conffiles.map((path) => `${path}\n`).join(''), 0o644)] as const]),
    ...Object.entries(opkgScripts(manifest)).map(([name, script]) => [name, text(script, 0o755)] as const),
  ])
}

/**
 * `time`: seconds since the epoch, of every file. `installedSize`: octets of the tar, as opkg counts. Throws `RangeError`
 * for what no package may be.
 */
export function writeIpk(manifest: Manifest, time: number): { readonly bytes: Buffer; readonly installedSize: number } {
  const faults = findFaults(manifest)
  if (faults.length > 0) throw new RangeError(`${manifest.name}: ${faults.join('; ')}`)
  const data = writeTar(manifest.tree, time)
  const control = writeTar(controlTree(manifest, data.length, time), time)
  const member = (content: Uint8Array): Entry => ({ type: 'file', mode: 0o644, content })
  const outer = writeMembers(
    [
      ['./debian-binary', member(Buffer.from('2.0\n'))],
      ['./data.tar.gz', member(gzip(data))],
      ['./control.tar.gz', member(gzip(control))],
    ],
    time,
  )
  return { bytes: gzip(outer, true), installedSize: data.length }
}
