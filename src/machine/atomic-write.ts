/** Replaces files as a whole, so that a power cut leaves the old text or the new one. */
import type { Files } from './machine.ts'

/** The `code` of an error of Node (`ENOENT`), where it has one. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}

export type ReplacedFiles = Pick<
  Files,
  'openSync' | 'writeSync' | 'fsyncSync' | 'closeSync' | 'renameSync' | 'unlinkSync'
>

/**
 * Writes `beside`, synchronises it where `sync` asks for it, and renames it over `path`. A long text may come in parts. Throws
 * Node's error; the old file is there then, and nothing beside it.
 */
export function replaceFile(
  files: ReplacedFiles,
  path: string,
  text: string | Iterable<string>,
  sync: boolean,
  beside = `${path}.new`,
): void {
  try {
    writeBeside(files, beside, text, sync)
    files.renameSync(beside, path)
  } catch (error) {
    // Half a text would keep a full disk full.
    try {
      files.unlinkSync(beside)
    } catch {
      // It was not made, or the disk lets nobody write.
    }
    throw error
  }
}

function writeBeside(files: ReplacedFiles, beside: string, text: string | Iterable<string>, sync: boolean): void {
  const fd = files.openSync(beside, 'w', 0o600)
  try {
    for (const part of typeof text === 'string' ? [text] : text) {
      const bytes = Buffer.from(part)
      for (let at = 0; at < bytes.length; ) at += files.writeSync(fd, bytes, at)
    }
    if (sync) files.fsyncSync(fd)
  } finally {
    files.closeSync(fd)
  }
}
