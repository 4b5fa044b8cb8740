/** What a package says of itself, in words that both package managers can read. */
import type { Tree } from './entry.ts'

export interface Dependency {
  readonly name: string
  /**
   * Least version, which opkg is told and apk is not: under apk a package like node137 provides `node` without a
   * version, and a dependency with one could never be met.
   */
  readonly least?: string
  /** Another package that will do as well. opkg knows such a choice and apk does not. */
  readonly or?: string
}

/** Bodies of shell scripts, without `#!`; both managers run them after what OpenWrt does for every package. */
export interface Scripts {
  readonly postinst?: string
  readonly prerm?: string
  readonly postrm?: string
}

export interface Manifest {
  readonly name: string
  /** `1.2.3-r1` */
  readonly version: string
  /** One line. */
  readonly title: string
  readonly section: string
  /** SPDX. */
  readonly license: string
  /** `Name <address>` */
  readonly maintainer: string
  readonly url: string
  /** The folder in the feed that it is built from. */
  readonly origin: string
  readonly depends: readonly Dependency[]
  /** As OpenWrt calls the processor; without it the package runs on any. */
  readonly processor?: string
  /** A name that apk, which knows no choice in a dependency, takes this package for as well, before others that do. */
  readonly provides?: string
  /** Absolute paths of files that people edit: an update keeps what they wrote. */
  readonly conffiles: readonly string[]
  readonly scripts: Scripts
  readonly tree: Tree
}

/** How the managers call what runs on any processor, because it has no binaries in it. */
const anyProcessor = { opkg: 'all', apk: 'noarch' } as const
export const architectureOf = ({ processor }: Pick<Manifest, 'processor'>, manager: keyof typeof anyProcessor) =>
  processor ?? anyProcessor[manager]

/** A version that opkg and apk order alike: no pre-releases, which opkg takes for later. */
const plainVersion = /^\d+(\.\d+)*-r\d+$/
const plainName = /^[a-z0-9][a-z0-9._+-]*$/

/** One sentence for each thing that a package manager would refuse or read otherwise. */
export function findFaults({
  name,
  version,
  title,
  license,
  maintainer,
  url,
  depends,
  processor,
  provides,
  conffiles,
  tree,
}: Manifest): string[] {
  const faults: string[] = []
  const expect = (isRight: boolean, fault: string) => void (isRight || faults.push(fault))
  expect(plainName.test(name), `${name} is no name of a package`)
  expect(plainVersion.test(version), `${version} is no version that opkg and apk order alike: 1.2.3-r1`)
  for (const [what, text] of Object.entries({ title, license, maintainer, url }))
    expect(/^\P{Cc}+$/u.test(text), `the ${what} has to be one line`)
  for (const { name: needed, least, or = needed } of depends)
    expect(
      plainName.test(needed) && plainName.test(or) && (least === undefined || /^[\w.~-]+$/.test(least)),
      `no dependency: ${needed}`,
    )
  for (const word of [processor, provides])
    expect(word === undefined || plainName.test(word), `${word} is no name of a processor or a package`)
  expect(new Set(depends.map((each) => each.name)).size === depends.length, 'a dependency stands there twice')
  for (const path of conffiles)
    expect(path.startsWith('/') && tree.get(path.slice(1))?.type === 'file', `no conffile: ${path} is no file of it`)
  return faults
}
