/** Reads all translations of a language: its `.po` file, and the words of the messages. */
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type Code, english } from '../src/messages/english.ts'
import { type Language, templateOf } from '../src/messages/message.ts'
import { words } from '../src/messages/words.ts'
import { type PoEntry, readPo } from './lmo.ts'

export const poFolder = fileURLToPath(new URL('../openwrt-package/luci-app-aqtizim/po', import.meta.url))

/** LuCI looks a message up by its English text. */
export const messageEntries = (language: Language): PoEntry[] => [
  ...new Map(
    (Object.keys(english) as Code[]).map((code): [string, PoEntry] => {
      const id = templateOf(code) ?? ''
      return [id, { context: undefined, id, plural: undefined, texts: [words[code][language]] }]
    }),
  ).values(),
]

/** Entries of both, each text once; the header's is the one without a text. */
export function readCatalogue(language: Language): PoEntry[] {
  const path = `${poFolder}/${language}/aqtizim.po`
  const written = existsSync(path) ? readPo(readFileSync(path, 'utf8')) : []
  const plain = new Set(
    written.filter(({ context, plural }) => context === undefined && plural === undefined).map(({ id }) => id),
  )
  return [...written, ...messageEntries(language).filter(({ id }) => !plain.has(id))]
}
