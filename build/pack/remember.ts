/** Caches what takes long to make, by the checksum of its input, in `dist`. */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('../../dist/cache/made/', import.meta.url))
/** Files; the oldest go. */
const limit = 12

/** `kind` names the way of making; with AQTIZIM_FRESH in the environment all is made anew. */
export function remember(kind: string, input: Uint8Array, make: () => Buffer): Buffer {
  const name = `${kind}-${createHash('sha256').update(input).digest('hex')}`
  const file = join(folder, name)
  if (process.env.AQTIZIM_FRESH === undefined && existsSync(file)) return readFileSync(file)
  const made = make()
  mkdirSync(folder, { recursive: true })
  const fresh = `${file}.${process.pid}`
  writeFileSync(fresh, made)
  renameSync(fresh, file)
  const timeOf = (each: string) => statSync(join(folder, each), { throwIfNoEntry: false })?.mtimeMs ?? 0
  const byAge = readdirSync(folder).sort((a, b) => timeOf(b) - timeOf(a))
  for (const old of byAge.slice(limit)) rmSync(join(folder, old), { force: true })
  return made
}
