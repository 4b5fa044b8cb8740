// Hands Node the JavaScript of a TypeScript file; register.mjs puts it into force.
import { fileURLToPath } from 'node:url'
import { compiled } from './compile.mjs'

export async function load(url, context, nextLoad) {
  if (!url.startsWith('file:') || !url.endsWith('.ts')) return nextLoad(url, context)
  return { format: 'module', source: await compiled(fileURLToPath(url)), shortCircuit: true }
}
