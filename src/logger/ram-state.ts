/** Reads and writes small JSON files in RAM, which survive the daemon but not a reboot. */

import { replaceFile } from '../machine/atomic-write.ts'
import type { Files } from '../machine/machine.ts'

export function saveState(files: Files, path: string, state: unknown): void {
  replaceFile(files, path, JSON.stringify(state), false)
}

/** What was saved, or nothing: after the router's start, or where a file makes no sense. We alone write there. */
export function loadState<State>(files: Files, path: string): State | undefined {
  try {
    return JSON.parse(String(files.readFileSync(path, 'utf8'))) as State
  } catch {
    return undefined
  }
}
