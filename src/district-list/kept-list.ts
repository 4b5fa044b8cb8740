/** Keeps the district's last good list on flash, with its signature, which is checked at each reading. */
import { codeOf, type ReplacedFiles, replaceFile } from '../machine/atomic-write.ts'
import { readSigned, type SignedList } from './signed-list.ts'

export interface KeptList extends SignedList {
  /** The text of the whole list file. */
  readonly signature: string
  /** When it was fetched, ISO 8601, UTC. */
  readonly at: string
}

/** Undefined where no kept list is signed with this key. After a change of the key, the first list may have any number. */
export function readKept(files: ReplacedFiles, path: string, key: string): KeptList | 'damaged' | undefined {
  try {
    const { text, signature, at, key: own } = JSON.parse(files.readFileSync(path, 'utf8')) as Record<string, unknown>
    if (typeof text !== 'string' || typeof signature !== 'string' || typeof at !== 'string') return 'damaged'
    if (own !== key) return undefined
    const list = readSigned(Buffer.from(text), signature, key)
    return 'fault' in list ? 'damaged' : { ...list, signature, at }
  } catch (error) {
    return codeOf(error) === 'ENOENT' ? undefined : 'damaged'
  }
}

/** Replaces the kept list. Throws Node's error; then the old list is still there. */
export function writeKept(files: ReplacedFiles, path: string, key: string, { text, signature, at }: KeptList): void {
  replaceFile(files, path, `${JSON.stringify({ format: 1, key, at, signature, text })}\n`, true)
}
