/** Programs of this computer in a folder of their own, so that they run in a root that has no C library of ours. */
import { spawnSync } from 'node:child_process'
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { relocate } from '../../build/node/elf.ts'

/** In the root. */
const libraries = '/host/lib'

/** The libraries of a program, its interpreter among them, by the names that it calls them. */
function librariesOf(program: string): Map<string, string> {
  const { stdout } = spawnSync('ldd', [program], { encoding: 'utf8' })
  const found = new Map<string, string>()
  for (const line of stdout.split('\n')) {
    const path = /^\s+(?:\S+ => )?(\/\S+) \(0x/.exec(line)?.[1]
    if (path !== undefined) found.set(basename(/^\s+(\S+)/.exec(line)?.[1] ?? path), path)
  }
  return found
}

export function findProgram(name: string): string {
  const { stdout } = spawnSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' })
  if (!stdout.startsWith('/')) throw new Error(`${name} is not on this computer`)
  return realpathSync(stdout.trim())
}

/** Copies a program of this computer to `place` below `root`, with what it is linked with. */
export function placeProgram(root: string, program: string, place: string): void {
  const needed = librariesOf(program)
  const to = join(root, place)
  mkdirSync(dirname(to), { recursive: true })
  mkdirSync(join(root, libraries), { recursive: true })
  for (const [name, path] of needed) {
    const copy = join(root, libraries, name)
    if (!existsSync(copy)) copyFileSync(realpathSync(path), copy)
  }
  const interpreter = [...needed.keys()].find((name) => /^ld-linux/.test(name))
  const bytes = readFileSync(program)
  writeFileSync(to, interpreter === undefined ? bytes : relocate(bytes, `${libraries}/${interpreter}`, libraries))
  chmodSync(to, 0o755)
}
