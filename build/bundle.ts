/**
 * Bundles the programs, each into one file that runs under Node 20: the router's daemon and command line, `dist/aqtizim.js`, and
 * the district's, `dist/aqtizim-district.js`, with its schema beside it.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Returns the size in bytes of the router's bundle. Within a run of the tests, whose runner has made it, nothing is built again. */
export async function bundle(): Promise<number> {
  if (process.env.AQTIZIM_BUNDLED === '1') return statSync(`${root}/dist/aqtizim.js`).size
  await bundleDistrict()
  return bundleProgram('src/cli.ts', 'aqtizim.js')
}

async function bundleDistrict(): Promise<void> {
  await bundleProgram('src/district/cli.ts', 'aqtizim-district.js')
  mkdirSync(`${root}/dist/sql`, { recursive: true })
  for (const name of readdirSync(`${root}/src/district/sql`))
    replace(`${root}/dist/sql/${name}`, readFileSync(`${root}/src/district/sql/${name}`))
}

async function bundleProgram(entry: string, name: string): Promise<number> {
  const { bytes } = await buildProgram(entry, projectVersion())
  mkdirSync(`${root}/dist`, { recursive: true })
  replace(`${root}/dist/${name}`, bytes)
  replace(`${root}/dist/package.json`, Buffer.from('{ "type": "commonjs" }\n'))
  return bytes.length
}

export const projectVersion = () =>
  (JSON.parse(readFileSync(`${root}/package.json`, 'utf8')) as { version: string }).version

export interface Program {
  readonly bytes: Uint8Array
  /** Names of the npm packages of which something is in it. */
  readonly packages: readonly string[]
}

/** `entry`: a file below the project; `version`: what the program says of itself. */
export async function buildProgram(entry: string, version: string): Promise<Program> {
  const { outputFiles, metafile } = await build({
    entryPoints: [`${root}/${entry}`],
    outfile: `${root}/dist/program.js`,
    absWorkingDir: root,
    bundle: true,
    metafile: true,
    write: false,
    minify: true,
    platform: 'node',
    target: 'node20',
    // What a file called .js is to Node where no package.json says otherwise, as on the router.
    format: 'cjs',
    mainFields: ['module', 'main'],
    // yaml's build for browsers is the same code as ES modules, of which only the part in use is bundled.
    alias: { yaml: `${root}/node_modules/yaml/browser/index.js` },
    charset: 'utf8',
    define: { AQTIZIM_VERSION: JSON.stringify(version) },
    banner: { js: '#!/usr/bin/env node' },
    legalComments: 'none',
    logLevel: 'warning',
  })
  const [file] = outputFiles
  if (file === undefined) throw new Error('esbuild gave no file')
  const names = Object.values(metafile.outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([path, { bytesInOutput }]) =>
      bytesInOutput === 0 ? [] : (/^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? []),
    ),
  )
  return { bytes: file.contents, packages: [...new Set(names)].sort() }
}

/** Tests build while others run what was built: they must never find half a file. */
function replace(path: string, content: Uint8Array): void {
  if (existsSync(path) && readFileSync(path).equals(content)) return
  const fresh = `${path}.${process.pid}`
  writeFileSync(fresh, content)
  renameSync(fresh, path)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const size = await bundle()
  console.log(`dist/aqtizim.js: ${(size / 1024).toFixed(1)} KB`)
}
