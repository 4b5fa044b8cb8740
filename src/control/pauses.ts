/** Stores the paused rooms in a file, so that a power cut does not end an exam. */
import { replaceFile } from '../machine/atomic-write.ts'
import type { Machine } from '../machine/machine.ts'

/** The rooms of the file; undefined where there is a file and nobody can tell what it said. */
function read({ files, log }: Pick<Machine, 'files' | 'log'>, path: string): Set<string> | undefined {
  if (!files.existsSync(path)) return new Set()
  try {
    const { paused } = JSON.parse(files.readFileSync(path, 'utf8')) as { paused?: unknown }
    if (Array.isArray(paused)) return new Set(paused.filter((id) => typeof id === 'string'))
    throw new Error('it holds no list of rooms')
  } catch (error) {
    log('error', `${path} cannot be read, so every room is paused until it is resumed: ${(error as Error).message}`)
    return undefined
  }
}

/**
 * Reads the file at `path`; changes are written to it at once. A file that is there and cannot be read may have named any
 * room: then all rooms are paused, and each stays so until somebody resumes it.
 */
export function createPauses(machine: Pick<Machine, 'files' | 'log'>, path: string) {
  let known = read(machine, path)
  return {
    /** Those of `rooms` that are paused. */
    of: (rooms: readonly string[]): string[] => rooms.filter((id) => known === undefined || known.has(id)),
    /** `rooms`: all rooms of the settings. */
    set(room: string, paused: boolean, rooms: readonly string[]): void {
      known ??= new Set(rooms)
      if (paused) known.add(room)
      else known.delete(room)
      replaceFile(machine.files, path, `${JSON.stringify({ format: 1, paused: [...known] })}\n`, true)
    },
  }
}
