/** Lets the browser save what a method answered with. */
import { download } from '../job.ts'

export interface Given {
  readonly name: string
  readonly type: string
  readonly text: string
}

/** `base64`: the text stands for bytes. */
export function giveFile({ name, type, text }: Given, encoding: 'text' | 'base64' = 'text'): void {
  const part = encoding === 'base64' ? Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)) : text
  download({ state: { state: 'done', done: 1, of: 1, type, name }, parts: [part] }, name)
}
