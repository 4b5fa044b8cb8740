/**
 * `npm run lab:node [-- x86_64 aarch64]`: proves aqtizim-node in roots without a C library, the other processor by qemu. It
 * needs the packages' sources, which `npm run package -- --with-node` fetches before: the proofs run without a network.
 */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { node } from '../node.ts'

const proofs: Readonly<Record<string, string>> = { x86_64: 'x86-64.ts', aarch64: 'aarch64.ts' }
const asked = process.argv.slice(2)
const unknown = asked.filter((name) => proofs[name] === undefined)
if (unknown.length > 0) {
  console.error(`lab:node: which processor is ${unknown.join(', ')}? ${Object.keys(proofs).join(' or ')}`)
  process.exit(2)
}
let failed = 0
for (const name of asked.length > 0 ? asked : Object.keys(proofs)) {
  const file = fileURLToPath(new URL(proofs[name] ?? '', import.meta.url))
  const { status } = spawnSync(node[0] ?? process.execPath, [...node.slice(1), file], { stdio: 'inherit' })
  if (status !== 0) failed++
}
process.exit(failed === 0 ? 0 : 1)
