/**
 * Packs aqtizim-node for one processor, as `npm run package -- --with-node` does. Run by itself (`pack-node.ts PROCESSOR`)
 * it makes everything anew, and says the package's size and SHA-256.
 */
import { createHash } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { nodeManifest } from '../../build/node/manifest.ts'
import { writeApk } from '../../build/pack/apk.ts'
import { writeIpk } from '../../build/pack/ipk.ts'
import { time } from '../build/samples.ts'

const common = { maintainer: 'A. Person <person@example.org>', url: 'https://example.org' }

/** Each kind of package once, since both hold the same tree: x86_64 comes as an .apk and any other as an .ipk. */
export const isApk = (processor: string) => processor === 'x86_64'

export function packNode(processor: string): Buffer {
  const manifest = nodeManifest(processor, common)
  return (isApk(processor) ? writeApk(manifest, time) : writeIpk(manifest, time)).bytes
}

export const describePackage = (bytes: Uint8Array) =>
  `${bytes.length} octets, SHA-256 ${createHash('sha256').update(bytes).digest('hex')}`

if (process.argv[1] === fileURLToPath(import.meta.url))
  process.stdout.write(`${describePackage(packNode(process.argv[2] ?? ''))}\n`)
