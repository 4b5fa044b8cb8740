/** Bundles the daemon and the command line into `dist/aqtizim.js`, one file that runs under Node 20. */
import { readFileSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Returns the bundle's size in bytes. */
export async function bundle(): Promise<number> {
  const { version } = JSON.parse(readFileSync(`${root}/package.json`, 'utf8')) as { version: string }
  const outfile = `${root}/dist/aqtizim.js`
  await build({
    entryPoints: [`${root}/src/cli.ts`],
    outfile,
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    charset: 'utf8',
    define: { AQTIZIM_VERSION: JSON.stringify(version) },
    banner: { js: '#!/usr/bin/env node' },
    legalComments: 'none',
    logLevel: 'warning',
  })
  return statSync(outfile).size
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const size = await bundle()
  console.log(`dist/aqtizim.js: ${(size / 1024).toFixed(1)} KB`)
}
