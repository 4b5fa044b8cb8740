/**
 * Programs of Debian that a bench runs and the machine need not have: unpacked into the bench's folder, never installed, so
 * that no service starts and nothing stays behind.
 */
import { accessSync, constants, mkdirSync, readdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { runProgram } from '../../lab/program.ts'

export interface Program {
  readonly path: string
  /** What its paths in /usr/share and /etc begin with: empty where it is installed. */
  readonly root: string
  readonly env: Readonly<Record<string, string>>
}

function onPath(name: string): string | undefined {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK)
        return true
      } catch {
        return false
      }
    })
}

async function unpack(packages: readonly string[], folder: string): Promise<string | undefined> {
  const [archives, root] = [join(folder, 'debs'), join(folder, 'debian')]
  mkdirSync(join(archives, 'partial'), { recursive: true })
  const words = [
    'install',
    '-y',
    '--no-install-recommends',
    '--download-only',
    '-o',
    `Dir::Cache::archives=${archives}`,
  ]
  const got = await runProgram(['apt-get', '-q', ...words, ...packages], { timeoutMs: 60_000 })
  if (got.status !== 0) return undefined
  for (const name of readdirSync(archives).filter((file) => file.endsWith('.deb')))
    await runProgram(['dpkg', '-x', join(archives, name), root])
  return root
}

/** Where the program is; undefined where it is neither installed nor, with `fetch`, to be had from Debian. */
export async function findProgram(
  name: string,
  packages: readonly string[],
  folder: string,
  fetch: boolean,
): Promise<Program | undefined> {
  const installed = onPath(name)
  if (installed !== undefined) return { path: installed, root: '', env: {} }
  const root = fetch ? await unpack(packages, folder) : undefined
  if (root === undefined) return undefined
  const machine = process.arch === 'arm64' ? 'aarch64' : 'x86_64'
  const libraries = [`${root}/usr/lib/${machine}-linux-gnu`, `${root}/lib/${machine}-linux-gnu`].join(':')
  return { path: `${root}/usr/sbin/${name}`, root, env: { LD_LIBRARY_PATH: libraries } }
}
