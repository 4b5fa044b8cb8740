/** Writes the bill of materials of a release in CycloneDX 1.6 (ECMA-424). */
import { createHash } from 'node:crypto'

export interface Part {
  readonly name: string
  readonly version: string
  /** https://github.com/package-url/purl-spec */
  readonly purl: string
  /** SPDX expression. */
  readonly licence: string
  /** Of the archive that it comes in. */
  readonly hash?: { readonly algorithm: 'SHA-256' | 'SHA-512'; readonly hex: string }
  /** Names of the packages of ours that hold it. */
  readonly inside: readonly string[]
}

export interface Release {
  readonly name: string
  readonly version: string
  readonly licence: string
  /** Seconds since the epoch. */
  readonly time: number
  /** The packages of ours, by name. */
  readonly packages: readonly { readonly name: string; readonly version: string; readonly licence: string }[]
  readonly parts: readonly Part[]
}

/** The same release has the same number each time: version 8 of RFC 9562, out of what it is made from. */
function serialNumber(text: string): string {
  const bytes = createHash('sha256').update(text).digest().subarray(0, 16)
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6)
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8)
  return `urn:uuid:${bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')}`
}

const licences = (licence: string) =>
  /^[\w.+-]+$/.test(licence) ? [{ license: { id: licence } }] : [{ expression: licence }]

const own = (name: string, version: string) => `pkg:generic/${name}@${version}`

function componentOf({ name, version, purl, licence, hash }: Part) {
  return {
    ...{ type: 'library', 'bom-ref': purl, name, version, licenses: licences(licence), purl },
    ...(hash === undefined ? {} : { hashes: [{ alg: hash.algorithm, content: hash.hex }] }),
  }
}

/** JSON with a line feed at its end. */
export function writeSbom({ name, version, licence, time, packages, parts }: Release): string {
  const sorted = [...parts].sort((a, b) => (a.purl < b.purl ? -1 : 1))
  const components = [
    ...packages.map((each) => ({
      ...{ type: 'application', 'bom-ref': own(each.name, each.version), name: each.name, version: each.version },
      ...{ licenses: licences(each.licence), purl: own(each.name, each.version) },
    })),
    ...sorted.map(componentOf),
  ]
  const root = `${own(name, version)}#release`
  const dependencies = [
    { ref: root, dependsOn: packages.map((each) => own(each.name, each.version)) },
    ...packages.map((each) => ({
      ref: own(each.name, each.version),
      dependsOn: sorted.filter(({ inside }) => inside.includes(each.name)).map(({ purl }) => purl),
    })),
  ]
  const main = { type: 'application', 'bom-ref': root, name, version, licenses: licences(licence) }
  const metadata = { timestamp: new Date(time * 1000).toISOString(), component: main }
  const bom = {
    ...{
      bomFormat: 'CycloneDX',
      specVersion: '1.6',
      serialNumber: serialNumber(JSON.stringify([metadata, components])),
    },
    ...{ version: 1, metadata, components, dependencies },
  }
  return `${JSON.stringify(bom, undefined, 2)}\n`
}
