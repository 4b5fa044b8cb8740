// Compiles TypeScript to JavaScript and keeps the result, so that each file is compiled once for all processes:
//   node build/typescript/compile.mjs [FOLDER ...]
// Plain JavaScript, because it is what makes TypeScript run.
import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(import.meta.dirname, '..', '..')
/** In here `npm ci` removes it together with the compiler that made it. */
const cache = join(root, 'node_modules', '.cache', 'aqtizim')
let compiler

/** Keeps a result where the folder may be written; a reader never finds half a file. */
function keep(place, text) {
  try {
    mkdirSync(dirname(place), { recursive: true })
    writeFileSync(`${place}.${process.pid}`, text)
    renameSync(`${place}.${process.pid}`, place)
  } catch {
    // Another user's clone, or a full disk: compiled again next time.
  }
}

/** Returns a file's JavaScript with its source map inside. Throws what the compiler says about a file that it cannot read. */
export async function compiled(path) {
  const source = readFileSync(path)
  const inside = relative(root, path)
  // Errors name the file by its path, so a clone that was moved is compiled anew.
  const key = createHash('sha256').update(path).update('\0').update(source).digest('hex')
  const place = inside.startsWith('..') ? undefined : join(cache, `${inside}.js`)
  if (place !== undefined) {
    try {
      const kept = readFileSync(place, 'utf8')
      if (kept.startsWith(`${key}\n`)) return kept.slice(key.length + 1)
    } catch {
      // Not compiled yet.
    }
  }
  compiler ??= import('esbuild')
  const { transform } = await compiler
  const { code } = await transform(source.toString('utf8'), {
    loader: 'ts',
    format: 'esm',
    target: 'node20',
    charset: 'utf8',
    sourcemap: 'inline',
    sourcesContent: false,
    sourcefile: path,
    tsconfigRaw: { compilerOptions: { target: 'ES2023', verbatimModuleSyntax: true } },
  })
  if (place !== undefined) keep(place, `${key}\n${code}`)
  return code
}

function find(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : find(path)
    return /\.ts$/.test(entry.name) && !entry.name.endsWith('.d.ts') ? [path] : []
  })
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  await Promise.all(process.argv.slice(2).flatMap((folder) => find(join(root, folder)).map(compiled)))
