/** What the daemon says, in the reader's language. */
import { fill, type Message, templateOf } from '../../messages/message.ts'
import { sentences } from './sentences.ts'

/** A message that a newer daemon sends is shown in English. */
export function inWords({ code, values, text }: Message): string {
  const template = templateOf(code)
  if (template === undefined) return text
  return code === 'as-said' ? sentenceInWords(text) : fill(_(template), values, inWords)
}

interface Template {
  readonly text: string
  readonly pattern: RegExp
}

/** `%s` takes what it has to, `%d` digits; two templates that both fit: the one with more words of its own wins. */
export function compileTemplate(text: string): Template {
  const source = text
    .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    .replace(/%s/g, '(.+?)')
    .replace(/%d/g, '(\\d+)')
  return { text, pattern: new RegExp(`^${source}$`, 's') }
}

let templates: Template[] | undefined

/** What a sentence quotes of another, and a sentence without its full stop. */
function partInWords(part: string): string {
  const [plain, whole] = [exactly(part), exactly(`${part}.`)]
  return plain ?? whole?.replace(/\.$/, '') ?? part
}

function exactly(sentence: string): string | undefined {
  templates ??= [...sentences].sort((a, b) => b.length - a.length).map(compileTemplate)
  for (const { text, pattern } of templates) {
    const found = pattern.exec(sentence)
    if (found !== null)
      return _(text).format(...found.slice(1).map((part) => (part.includes(' ') ? partInWords(part) : part)))
  }
  return undefined
}

/** What has no code yet. */
export function sentenceInWords(sentence: string): string {
  const bare = /^(.+)\.$/s.exec(sentence)?.[1]
  const without = bare === undefined ? undefined : exactly(bare)
  return exactly(sentence) ?? (without === undefined ? sentence : `${without}.`)
}
