/**
 * Bundles the programs for Node 20. The router's daemon and command line are several files, `dist/aqtizim.js` and those that it
 * loads when they are wanted: the daemon at rest and a command that only asks it hold little else. The district's are one,
 * `dist/aqtizim-district.js`, with its schema, and what Prometheus and Grafana take, beside it.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type BuildOptions, build, type Metafile, type Plugin, transform } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))

/** By name; the program of a router begins with `aqtizim.js`. */
export type ProgramFiles = ReadonlyMap<string, Uint8Array>

const districtName = 'aqtizim-district.js'

/** Returns the size in bytes of the router's program. Within a run of the tests, whose runner has made it, nothing is built again. */
export async function bundle(): Promise<number> {
  if (process.env.AQTIZIM_BUNDLED !== '1') {
    mkdirSync(`${root}/dist`, { recursive: true })
    await bundleDistrict()
    const { files } = await buildProgram(projectVersion())
    for (const [name, bytes] of files) replace(`${root}/dist/${name}`, bytes)
    replace(`${root}/dist/package.json`, Buffer.from('{ "type": "commonjs" }\n'))
    for (const name of namesBuilt()) if (!files.has(name)) rmSync(`${root}/dist/${name}`, { force: true })
  }
  return sizeOf(builtProgram().values())
}

export const sizeOf = (files: Iterable<Uint8Array>): number => [...files].reduce((sum, { length }) => sum + length, 0)

const namesBuilt = () => readdirSync(`${root}/dist`).filter((name) => name.endsWith('.js') && name !== districtName)

/** The router's program as `bundle` left it. */
export const builtProgram = (): ProgramFiles =>
  new Map(namesBuilt().map((name) => [name, readFileSync(`${root}/dist/${name}`)]))

async function bundleDistrict(): Promise<void> {
  const { outputFiles } = await build({
    ...optionsOf(projectVersion()),
    entryPoints: [`${root}/src/district/cli.ts`],
    plugins: [replaced({ [yamlLibrary]: "import * as yaml from 'yaml'; export const yamlLibrary = () => yaml" })],
    // What a file called .js is to Node where no package.json says otherwise.
    format: 'cjs',
    banner: { js: shebang },
  })
  for (const { contents } of outputFiles) replace(`${root}/dist/${districtName}`, contents)
  for (const folder of ['sql', 'monitoring']) {
    mkdirSync(`${root}/dist/${folder}`, { recursive: true })
    for (const name of readdirSync(`${root}/src/district/${folder}`))
      replace(`${root}/dist/${folder}/${name}`, readFileSync(`${root}/src/district/${folder}/${name}`))
  }
}

export const projectVersion = () =>
  (JSON.parse(readFileSync(`${root}/package.json`, 'utf8')) as { version: string }).version

export interface Program {
  readonly files: ProgramFiles
  /** Names of the files that the daemon loads when it starts. */
  readonly start: readonly string[]
  /** Names of the npm packages of which something is in it. */
  readonly packages: readonly string[]
}

/** yaml's build for browsers is the same code as ES modules, of which only the part in use is bundled. */
const yamlModules = `${root}/node_modules/yaml/browser/index.js`

/** What the router's program uses of it (`read.ts`, `edit.ts`); the bundler stops at a name that is missing. */
const yamlNames = [
  ...['Document', 'isAlias', 'isMap', 'isScalar', 'isSeq', 'parseDocument', 'YAMLMap', 'YAMLSeq'],
] as const

/**
 * Modules that are a file of their own and loaded when they are called, at once, by code that waits for nothing. Each exports
 * one function without arguments.
 */
const lateModules = {
  'src/whitelist/public-suffix-rest.ts': 'restSuffixes',
  'src/messages/rare.ts': 'rareTexts',
} as const

/** What modules are in a program, by their paths. */
const replaced = (contents: Readonly<Record<string, string>>): Plugin => ({
  name: 'replaced',
  setup({ onLoad }) {
    for (const [path, text] of Object.entries(contents))
      onLoad({ filter: new RegExp(`/${path.replaceAll('.', '\\.')}$`) }, () => ({
        contents: text,
        resolveDir: dirname(`${root}/${path}`),
      }))
  },
})

const yamlLibrary = 'src/whitelist/yaml-library.ts'

const shebang = '#!/usr/bin/env node'

const optionsOf = (version: string) =>
  ({
    outdir: `${root}/dist`,
    absWorkingDir: root,
    bundle: true,
    metafile: true,
    write: false,
    minify: true,
    platform: 'node',
    target: 'node20',
    mainFields: ['module', 'main'],
    alias: { yaml: yamlModules },
    charset: 'utf8',
    define: { AQTIZIM_VERSION: JSON.stringify(version) },
    legalComments: 'none',
    logLevel: 'warning',
  }) as const satisfies BuildOptions

/** The router's program. `version`: what it says of itself. */
export async function buildProgram(version: string): Promise<Program> {
  const yaml = await buildYaml(version)
  const late = await Promise.all(
    Object.entries(lateModules).map(async ([path, exported]) => {
      const name = basename(path, '.ts')
      const built = await buildAlone(version, name, `export { ${exported} } from './${path}'`)
      return { ...built, path, stub: `export const ${exported} = () => require('./${built.name}').${exported}()` }
    }),
  )
  const { outputFiles, metafile } = await build({
    ...optionsOf(version),
    entryPoints: { aqtizim: `${root}/src/cli.ts` },
    format: 'esm',
    splitting: true,
    alias: { yaml: `./${yaml.name}` },
    external: [yaml, ...late].map(({ name }) => `./${name}`),
    plugins: [
      replaced({
        [yamlLibrary]: `export const yamlLibrary = () => require('./${yaml.name}')`,
        ...Object.fromEntries(late.map(({ path, stub }) => [path, stub])),
      }),
    ],
    // A name tells what is in it: a daemon that runs while its files are replaced never loads one of another version.
    chunkNames: '[name]-[hash]',
  })
  const files = await Promise.all(
    outputFiles.map(async ({ path, text }) => [basename(path), await toCommonJs(basename(path), text)] as const),
  )
  const names = [metafile, yaml.metafile]
    .flatMap(({ outputs }) => Object.values(outputs))
    .flatMap(({ inputs }) =>
      Object.entries(inputs).flatMap(([path, { bytesInOutput }]) =>
        bytesInOutput === 0 ? [] : (/^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? []),
      ),
    )
  // tldts: the rules of its list are a file of ours (public-suffixes.ts).
  const packages = [...new Set([...names, 'tldts'])].sort()
  const all = [...files, ...[yaml, ...late].map(({ name, contents }) => [name, contents] as const)]
  return { files: new Map(all.sort()), start: startOf(metafile), packages }
}

/** The YAML library is a file of its own, which a list that asks for it loads at once: esbuild makes one only of `import()`. */
const buildYaml = (version: string) => buildAlone(version, 'yaml', `export { ${yamlNames.join(', ')} } from 'yaml'`)

/** A file with its own copy of all that it imports. */
async function buildAlone(version: string, called: string, contents: string) {
  const { outputFiles, metafile } = await build({
    ...optionsOf(version),
    stdin: { contents, resolveDir: root },
    format: 'cjs',
    entryNames: `${called}-[hash]`,
  })
  const [file] = outputFiles
  if (file === undefined) throw new Error(`esbuild made no file of ${called}`)
  return { name: basename(file.path), contents: file.contents, metafile }
}

/**
 * esbuild splits ES modules alone. As CommonJS they are what a file called .js is to Node where no package.json says otherwise,
 * as on the router, and start faster.
 */
async function toCommonJs(name: string, text: string): Promise<Uint8Array> {
  const { code } = await transform(text, {
    ...{ format: 'cjs', platform: 'neutral', target: 'node20', charset: 'utf8', minify: true, logLevel: 'warning' },
    // `import()` of CommonJS would start the loader of ES modules for it, and guess at its names.
    supported: { 'dynamic-import': false },
    ...(name === 'aqtizim.js' && { banner: `${shebang}\n` }),
  })
  return Buffer.from(code)
}

/** The command line's own file, the daemon's, and all that these import at once: the YAML library too, if one does. */
function startOf({ outputs }: Metafile): string[] {
  const isFirst = ({ entryPoint = '' }) => ['src/cli.ts', 'src/main.ts'].includes(entryPoint)
  const found = new Set(Object.keys(outputs).filter((path) => isFirst(outputs[path] ?? {})))
  for (const path of found)
    for (const { path: next, kind } of outputs[path]?.imports ?? [])
      if (kind === 'import-statement' && (next in outputs || next.startsWith('./'))) found.add(next)
  return [...found].map((path) => basename(path)).sort()
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
  console.log(`dist/aqtizim.js and what it loads: ${(size / 1024).toFixed(1)} KB`)
}
