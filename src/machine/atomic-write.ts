/** Replaces files as a whole, so that a power cut leaves the old text or the new one. */
import type { Files } from './machine.ts'

/** The `code` of an error of Node (`ENOENT`), where it has one. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}

export type ReplacedFiles = Pick<
  Files,
  | 'openSync'
  | 'writeSync'
  | 'fsyncSync'
  | 'closeSync'
  | 'renameSync'
  | 'unlinkSync'
  | 'readFileSync'
  | 'readdirSync'
  | 'existsSync'
>

/**
 * Writes a text beside `path`, synchronises it where `sync` asks for it, and renames it over `path`. A long text may come in
 * parts. Throws Node's error; the old file is there then, and nothing beside it.
 */
export function replaceFile(
  files: ReplacedFiles,
  path: string,
  text: string | Iterable<string>,
  sync: boolean,
  mode = 0o600,
): void {
  const beside = nameBeside(files, path)
  try {
    writeBeside(files, beside, text, sync, mode)
    files.renameSync(beside, path)
  } catch (error) {
    // Half a text would keep a full disk full.
    attempt(() => files.unlinkSync(beside))
    throw error
  }
}

/**
 * `PATH.PID.new`: no other process writes there, and this one writes nothing else meanwhile. What killed processes have left
 * beside `path` is taken away; of a process number that was given again, when that one is gone as well.
 */
export function nameBeside(
  files: Pick<Files, 'readFileSync' | 'readdirSync' | 'existsSync' | 'unlinkSync'>,
  path: string,
): string {
  const cut = path.lastIndexOf('/') + 1
  const [folder, base] = [path.slice(0, cut), path.slice(cut)]
  attempt(() => {
    for (const name of files.readdirSync(folder || '.').map(String))
      if (name.startsWith(base) && isLeftOver(files, name.slice(base.length)))
        attempt(() => files.unlinkSync(folder + name))
  })
  let own = ''
  attempt(() => {
    own = `.${Number.parseInt(String(files.readFileSync('/proc/self/stat', 'utf8')), 10)}`
  })
  return `${path}${own}.new`
}

/** `.PID.new` of a process that is gone; older versions wrote `.new`. */
function isLeftOver(files: Pick<Files, 'existsSync'>, ending: string): boolean {
  const found = /^(?:\.([0-9]+))?\.new$/.exec(ending)
  return found !== null && (found[1] === undefined || !files.existsSync(`/proc/${found[1]}`))
}

function writeBeside(
  files: ReplacedFiles,
  beside: string,
  text: string | Iterable<string>,
  sync: boolean,
  mode: number,
): void {
  const fd = files.openSync(beside, 'w', mode)
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

function attempt(effect: () => void): void {
  try {
    effect()
  } catch {
    // It was not made, or the disk lets nobody write.
  }
}
