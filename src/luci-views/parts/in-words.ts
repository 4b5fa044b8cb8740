/** The daemon speaks English; its known sentences are shown in the reader's language, unknown ones as they are. */
import { sentences } from './sentences.ts'

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

export function inWords(sentence: string): string {
  templates ??= [...sentences].sort((a, b) => b.length - a.length).map(compileTemplate)
  for (const { text, pattern } of templates) {
    const found = pattern.exec(sentence)
    if (found !== null) return _(text).format(...found.slice(1))
  }
  return sentence
}
