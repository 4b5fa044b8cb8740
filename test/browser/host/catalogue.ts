/** The translations as a page gets them: gettext's keys with their texts, context before \x01, plural form behind \x02. */
import { readCatalogue } from '../../../build/catalogue.ts'
import { lmoKey, type PoEntry } from '../../../build/lmo.ts'

export interface Word {
  readonly texts: Readonly<Record<string, string>>
  /** The C expression of Plural-Forms. */
  readonly plural: string
}

export function loadCatalogues(): Map<string, Word> {
  return new Map((['kk', 'ru'] as const).map((language) => [language, wordOf(readCatalogue(language))]))
}

function wordOf(entries: readonly PoEntry[]): Word {
  const header = entries.find(({ id }) => id === '')?.texts[0] ?? ''
  const texts = entries.flatMap((entry) =>
    entry.texts.map((text, form) => [lmoKey(entry, form), text] as const).filter(([, text]) => text !== ''),
  )
  return { texts: Object.fromEntries(texts), plural: /plural=([^;]+);/.exec(header)?.[1] ?? 'n != 1' }
}
