/** Lists the folder of approved versions: `0007.yaml` is a list, `0007.json` who approved it. */
import { listFolder } from '../machine/list-folder.ts'
import type { Files } from '../machine/machine.ts'

export type VersionPart = 'yaml' | 'json'

/** `version` padded to four digits, as the files are named. */
export function versionPath(dir: string, version: number, part: VersionPart): string {
  return `${dir}/${String(version).padStart(4, '0')}.${part}`
}

/** Whether a file's name is one of a version's. */
export const isVersionFile = (name: string): boolean => /^\d{4,9}\.(yaml|json)$/.test(name)

/**
 * The numbers that any file has taken, oldest first; with `part`, only those that have this file. Empty where there is no
 * folder. Throws Node's error where it cannot be read.
 */
export function versionNumbers(files: Pick<Files, 'readdirSync'>, dir: string, part?: VersionPart): number[] {
  const found = listFolder(files, dir).flatMap((name) => {
    const [, number, ending] = /^(\d{4,9})\.(.*)$/.exec(name) ?? []
    return number === undefined || Number(number) === 0 || (part !== undefined && ending !== part)
      ? []
      : [Number(number)]
  })
  return [...new Set(found)].sort((a, b) => a - b)
}
