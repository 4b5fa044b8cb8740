/** The translations as a page gets them: gettext's keys with their texts, context before \x01, plural form behind \x02. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { lmoKey, readPo } from '../../../build/lmo.ts'

export interface Word {
  readonly texts: Readonly<Record<string, string>>
  /** The C expression of Plural-Forms. */
  readonly plural: string
}

export function loadCatalogues(folder: string): Map<string, Word> {
  const languages = existsSync(folder) ? readdirSync(folder).filter((name) => /^[a-z]{2}$/.test(name)) : []
  const files = languages.map((language) => [language, join(folder, language, 'aqtizim.po')] as const)
  return new Map(
    files.filter(([, path]) => existsSync(path)).map(([language, path]) => [language, loadCatalogue(path)]),
  )
}

function loadCatalogue(path: string): Word {
  const entries = readPo(readFileSync(path, 'utf8'))
  const header = entries.find(({ id }) => id === '')?.texts[0] ?? ''
  const texts = entries.flatMap((entry) =>
    entry.texts.map((text, form) => [lmoKey(entry, form), text] as const).filter(([, text]) => text !== ''),
  )
  return { texts: Object.fromEntries(texts), plural: /plural=([^;]+);/.exec(header)?.[1] ?? 'n != 1' }
}
