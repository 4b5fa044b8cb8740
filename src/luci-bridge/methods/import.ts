/** Methods `import_read`, `import_lines`, `import_add` and `import_undo`: many sites at once, shown before they are added. */
import { importLimits } from '../../list-import/source.ts'
import { message } from '../../messages/message.ts'
import type { ImportLines, ImportOutcome, ImportRead } from '../contract.ts'
import { failed, type Method } from '../daemon.ts'
import type { Waiting } from '../imports.ts'
import type { Tools } from '../tools.ts'
import { Uploads } from '../uploads.ts'

type ImportTools = Pick<Tools, 'imports' | 'draft' | 'machine' | 'event'>

const linesAtOnce = 500
/** base64 has four letters for three bytes. */
const longest = Math.ceil(importLimits.bytes / 3) * 4

function linesOf({ lines }: Waiting, outcome: ImportOutcome | undefined, offset: number): ImportLines {
  const wanted = outcome === undefined ? lines : lines.filter((line) => line.outcome === outcome)
  const next = offset + linesAtOnce
  return { lines: wanted.slice(offset, next), ...(next < wanted.length ? { next } : {}) }
}

/** What was read, with its first lines. */
export function readingOf(found: Waiting): NonNullable<ImportRead['read']> {
  const { id, form, encoding, counts, notes } = found
  return { id, form, encoding, counts, notes, ...linesOf(found, undefined, 0) }
}

export function importRead({ imports, machine }: ImportTools): Method<'import_read'> {
  const uploads = new Uploads(machine)
  return async ({ part, parts, data, upload, encoding }, { user }) => {
    if (part >= parts) return failed('argument', message('upload-few-parts'), { argument: 'part' })
    const taken = part === 0 ? uploads.begin(user, data) : uploads.add(upload ?? '', user, part, data)
    if ('error' in taken) return taken
    const isTooLong = taken.bytes > longest
    if (part < parts - 1 && !isTooLong) return { upload: taken.id }
    uploads.end(taken.id)
    if (isTooLong)
      return { upload: taken.id, fault: message('bulk-too-long', { most: importLimits.bytes / 1024 / 1024 }) }
    const found = await imports.read(Buffer.from(taken.text(), 'base64'), user, encoding)
    if ('fault' in found) return { upload: taken.id, fault: found.fault }
    return { upload: taken.id, read: readingOf(found) }
  }
}

export const importLines =
  ({ imports }: ImportTools): Method<'import_lines'> =>
  async ({ id, outcome, offset = 0 }, { user }) => {
    const found = imports.find(id, user)
    return 'error' in found ? found : linesOf(found, outcome, offset)
  }

export const importAdd =
  ({ imports, draft, event }: ImportTools): Method<'import_add'> =>
  async ({ id }, { user }) => {
    const found = imports.find(id, user)
    if ('error' in found) return found
    const result = await imports.add(found, user)
    if ('error' in result) return result
    event('sites-imported', { sites: result.added, user })
    return { ...result, sha256: draft.now().sha256 }
  }

export const importUndo =
  ({ imports, draft, event }: ImportTools): Method<'import_undo'> =>
  async ({ base }, { user }) => {
    const fault = imports.undo(user, base)
    if (fault !== undefined) return fault
    event('sites-bulk-undone', { user })
    return { sha256: draft.now().sha256 }
  }
