/** Keeps the paused rooms in a file, so that a power cut does not end an exam. */
import type { Machine } from '../machine/machine.ts'

/** Reads the file at `path`; changes are written to it at once. */
export function createPauses(machine: Pick<Machine, 'files' | 'log'>, path: string) {
  const read = (): Set<string> => {
    if (!machine.files.existsSync(path)) return new Set()
    try {
      const { paused } = JSON.parse(machine.files.readFileSync(path, 'utf8')) as { paused?: unknown }
      return new Set(Array.isArray(paused) ? paused.filter((id) => typeof id === 'string') : [])
    } catch (error) {
      machine.log('error', `${path} cannot be read, no room is paused: ${error}`)
      return new Set()
    }
  }
  const rooms = read()
  return {
    rooms: rooms as ReadonlySet<string>,
    set(room: string, paused: boolean) {
      if (paused) rooms.add(room)
      else rooms.delete(room)
      machine.files.writeFileSync(`${path}.new`, `${JSON.stringify({ format: 1, paused: [...rooms] })}\n`)
      machine.files.renameSync(`${path}.new`, path)
    },
  }
}

export type Pauses = ReturnType<typeof createPauses>
