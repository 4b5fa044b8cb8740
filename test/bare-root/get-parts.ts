/**
 * Gets the parts of aqtizim-node into the cache, by the ordinary clients of npm and Debian: before a test enters its
 * namespaces, which have no way out. What cannot be got is said in one sentence, and fails the test. Run by itself it gets
 * them for both processors.
 */
import { fileURLToPath } from 'node:url'
import { OrderRefused } from '../../build/cli-args.ts'
import { fetchDebian, fetchNode } from '../../build/node/fetch.ts'
import { type Cpu, readSources } from '../../build/node/sources.ts'

export function getParts(cpu: Cpu): void {
  const sources = readSources()
  try {
    fetchNode(sources, cpu)
    for (const part of sources.processors[cpu].debian) fetchDebian(part, sources.taken)
  } catch (error) {
    if (!(error instanceof OrderRefused)) throw error
    console.error(`aqtizim-node for ${cpu} cannot be packed here: ${error.message}`)
    process.exit(1)
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) for (const cpu of ['x64', 'arm64'] as const) getParts(cpu)
