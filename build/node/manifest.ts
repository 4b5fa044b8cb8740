/** Defines the metadata of the package aqtizim-node for each architecture. */
import { refuse } from '../cli-args.ts'
import type { Manifest } from '../pack/manifest.ts'
import { type Cpu, readSources } from './sources.ts'
import { nodeTree } from './tree.ts'

/** Processors as OpenWrt names them: those of 64 bits whose programs Node's makers build. */
const cpus: Readonly<Record<string, Cpu>> = {
  x86_64: 'x64',
  aarch64_generic: 'arm64',
  'aarch64_cortex-a53': 'arm64',
  'aarch64_cortex-a72': 'arm64',
  'aarch64_cortex-a76': 'arm64',
}
export const processors = Object.keys(cpus)
export const nodePackage = 'aqtizim-node'
/** SPDX: Node, libc, and GCC's libraries. */
export const nodeLicence = 'MIT AND LGPL-2.1-or-later AND GPL-3.0-or-later WITH GCC-exception-3.1'

/** Throws `OrderRefused` for a processor that Node is not built for. */
export function cpuOf(processor: string): Cpu {
  const cpu = Object.hasOwn(cpus, processor) ? cpus[processor] : undefined
  return (
    cpu ??
    refuse(
      `there is no Node for ${processor}: --with-node takes ${processors.slice(0, -1).join(', ')} and ${processors.at(-1)}`,
    )
  )
}

// An update leaves the daemon with a program that is gone, and what was half installed has kept it from starting.
const postinst = `[ -n "$IPKG_INSTROOT" ] || [ ! -x /etc/init.d/aqtizim ] || /etc/init.d/aqtizim start`

/** `common`: what all of our packages say. */
export function nodeManifest(processor: string, common: Pick<Manifest, 'maintainer' | 'url'>): Manifest {
  const sources = readSources()
  return {
    ...common,
    name: nodePackage,
    version: `${sources.version}-r${sources.release}`,
    title: `Node.js ${sources.version} for aqtizim, with libraries of its own`,
    section: 'lang',
    license: nodeLicence,
    origin: 'feeds/aqtizim/aqtizim-node',
    processor,
    provides: 'node',
    depends: [],
    conffiles: [],
    scripts: { postinst },
    tree: nodeTree(cpuOf(processor), sources),
  }
}
