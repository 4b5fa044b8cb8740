/** Lists the names in a folder. */
import { codeOf } from './atomic-write.ts'
import type { Files } from './machine.ts'

/**
 * The names in a folder, empty where there is no such folder. Throws Node's error where the disk fails: `existsSync` would say
 * that the folder is missing.
 */
export function listFolder(files: Pick<Files, 'readdirSync'>, dir: string): string[] {
  try {
    return files.readdirSync(dir).map(String)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return []
    throw error
  }
}
