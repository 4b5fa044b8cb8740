/** What the package aqtizim-node is made of: each part with its version and its sum (`sources.json`, which `npm run pin:node` renews). */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** As Node names processors. */
export type Cpu = 'x64' | 'arm64'

/** A package of Debian. */
export interface DebianSource {
  readonly name: string
  readonly version: string
  /** On a server of Debian: `debian/pool/main/...`. */
  readonly path: string
  /** Hexadecimal. */
  readonly sha256: string
}

export interface Sources {
  /** The line of Node that is followed, one with long-term support. */
  readonly line: number
  readonly version: string
  /** Of our package with this version of Node: up with each change of what else is in it. */
  readonly release: number
  /** Of Debian. */
  readonly suite: string
  /** When the versions were taken, as snapshot.debian.org writes it: it keeps what Debian's own servers have given up. */
  readonly taken: string
  readonly processors: Readonly<
    Record<
      Cpu,
      {
        /** Of the npm package with Node's official build, as npm's index has it: `sha512-...`. */
        readonly integrity: string
        readonly debian: readonly DebianSource[]
      }
    >
  >
}

export const sourcesFile = fileURLToPath(new URL('sources.json', import.meta.url))
export const readSources = (): Sources => JSON.parse(readFileSync(sourcesFile, 'utf8')) as Sources

export const npmName = (cpu: Cpu) => `node-linux-${cpu}`
/** As Debian names processors, and the folders of their libraries. */
export const debianNames = {
  x64: { architecture: 'amd64', folder: 'x86_64-linux-gnu' },
  arm64: { architecture: 'arm64', folder: 'aarch64-linux-gnu' },
} as const
/** What Node is linked with, and the package that the licences of two of them are in. */
export const debianPackages = ['libc6', 'libstdc++6', 'libgcc-s1', 'gcc-12-base'] as const
