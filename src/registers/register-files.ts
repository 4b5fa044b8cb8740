/** Names the files of the registers. */
import type { Files } from '../machine/machine.ts'

const names = ['briefings', 'plan', 'minutes', 'drills'] as const

/** `folder`: `/etc/aqtizim`. */
export const registerPath = (folder: string, name: (typeof names)[number]) => `${folder}/${name}.json`

/** Whether a school has any register, readable or not. */
export const hasRegisters = (files: Pick<Files, 'existsSync'>, folder: string): boolean =>
  names.some((name) => files.existsSync(registerPath(folder, name)))
