/** What the daemon says, in the reader's language. */
import { fill, type Message, templateOf } from '../../messages/message.ts'

/** A message that only a newer daemon knows is shown in English. */
export function inWords({ code, values, text }: Message): string {
  const template = templateOf(code)
  return template === undefined ? text : fill(_(template), values, inWords)
}
