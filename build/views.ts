/**
 * Builds LuCI's pages: `src/luci-views/pages/<page>.ts` becomes one file of `dist/luci/htdocs` in the form that LuCI's
 * loader takes (luci.js, `require`): string literals that name the modules it hands in, then a body that returns the view.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build, type Plugin, transform } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))
/** Where the pages lie on the router, below /www. */
export const viewFolder = 'luci-static/resources/view/aqtizim'
export const builtPages = `${root}/dist/luci/htdocs/${viewFolder}`

/** `luci:tools.widgets` is what the loader hands in as `tools_widgets`; `seen` gathers the names. */
function luciModules(seen: Set<string>): Plugin {
  return {
    name: 'luci',
    setup(building) {
      building.onResolve({ filter: /^luci:/ }, ({ path }) => ({ path: path.slice('luci:'.length), namespace: 'luci' }))
      building.onLoad({ filter: /.*/, namespace: 'luci' }, ({ path }) => {
        seen.add(path)
        return { contents: `export default ${path.replace(/\./g, '_')}` }
      })
    },
  }
}

/** The loader scans literals from the top and stops at the first that is neither `use strict` nor a `require`. */
function header(modules: Iterable<string>): string {
  const required = [...modules]
    .sort()
    .map((name) => `'require ${name}${name.includes('.') ? ` as ${name.replace(/\./g, '_')}` : ''}';`)
  return ["'use strict';", ...required].join('')
}

/** The text of a built page. Rejects where the page has no default export. */
export async function buildPage(entry: string): Promise<string> {
  const { version } = JSON.parse(readFileSync(`${root}/package.json`, 'utf8')) as { version: string }
  const seen = new Set<string>()
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2020',
    charset: 'utf8',
    // Not minifySyntax: it draws `_('a')` and `_('b')` together, and the catalogue's scanner would find neither.
    minifyWhitespace: true,
    minifyIdentifiers: true,
    legalComments: 'none',
    define: { AQTIZIM_VERSION: JSON.stringify(version) },
    plugins: [luciModules(seen)],
    logLevel: 'warning',
  })
  const text = outputFiles[0]?.text ?? ''
  const body = text.replace(/export\{(\S+) as default\};?\s*$/, 'return $1;')
  if (body === text) throw new Error(`${entry} has no default export`)
  return `${header(seen)}${body}\n`
}

/** The pages and the stylesheet they share: names of files with their texts. */
export async function compileViews(): Promise<Map<string, string>> {
  const folder = `${root}/src/luci-views/pages`
  const names = readdirSync(folder).filter((file) => file.endsWith('.ts'))
  const pages = await Promise.all(
    names.map(async (file) => [file.replace(/ts$/, 'js'), await buildPage(`${folder}/${file}`)] as const),
  )
  const sheets = ['plain.css', 'style.css'].map((name) => readFileSync(`${root}/src/luci-views/parts/${name}`, 'utf8'))
  const { code } = await transform(sheets.join(''), { loader: 'css', minify: true, charset: 'utf8' })
  return new Map([...pages, ['style.css', code]])
}

/** Writes them below `dist/luci/htdocs`, and nothing else lies there afterwards. */
export async function buildViews(): Promise<Map<string, string>> {
  const files = await compileViews()
  rmSync(builtPages, { recursive: true, force: true })
  mkdirSync(builtPages, { recursive: true })
  for (const [name, text] of files) writeFileSync(`${builtPages}/${name}`, text)
  return files
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [name, text] of await buildViews())
    console.log(`${name}: ${(Buffer.byteLength(text) / 1024).toFixed(1)} KB`)
}
