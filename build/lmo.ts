/**
 * Writes LuCI's catalogues: the text of a `.po` file -> the bytes of a `.lmo` file, the same bytes as LuCI's own po2lmo
 * makes (luci-base/src/po2lmo.c). Sources: the GNU gettext manual, 3.1, for po; luci-base/src/lib/lmo.c for lmo.
 */

/** One entry of a `.po` file. Only `\"` and `\\` are unescaped: `\n` stays a backslash and an n, as LuCI keeps it. */
export interface PoEntry {
  readonly context: string | undefined
  /** Empty in the header. */
  readonly id: string
  readonly plural: string | undefined
  /** By the number of the plural form; one where there is none. A form without a translation is empty. */
  readonly texts: readonly string[]
}

/** What `.po` calls the fields, and where their texts go. */
const field = /^(msgctxt|msgid_plural|msgid|msgstr(?:\[(\d)\])?)\s+(".*)$/

interface Draft {
  context?: string
  id?: string
  plural?: string
  texts: string[]
}

function unquote(text: string, line: number): string {
  const found = /^"((?:[^"\\]|\\.)*)"\s*$/.exec(text)
  if (found === null) throw new SyntaxError(`line ${line}: this is no text in double quotes: ${text.trim()}`)
  return (found[1] ?? '').replace(/\\(["\\])/g, '$1')
}

/** Reads a `.po` file; throws `SyntaxError` with the line for anything that is none. `#~` entries are left out. */
export function readPo(text: string): PoEntry[] {
  const entries: PoEntry[] = []
  let draft: Draft = { texts: [] }
  let append: ((more: string) => void) | undefined
  const finish = () => {
    const { context, id, plural, texts } = draft
    if (id !== undefined) entries.push({ context, id, plural, texts })
    draft = { texts: [] }
  }
  for (const [at, raw] of text.split('\n').entries()) {
    const line = raw.trimEnd()
    if (line === '' || line.startsWith('#')) continue
    if (line.startsWith('"')) {
      if (append === undefined) throw new SyntaxError(`line ${at + 1}: a text that belongs to nothing`)
      append(unquote(line, at + 1))
      continue
    }
    const [, key, form, value] = field.exec(line) ?? []
    if (key === undefined || value === undefined) throw new SyntaxError(`line ${at + 1}: ${JSON.stringify(line)}`)
    if (key === 'msgctxt' || (key === 'msgid' && draft.id !== undefined)) finish()
    append = begin(draft, key, Number(form ?? 0))
    append(unquote(value, at + 1))
  }
  finish()
  return entries
}

/** What takes the texts of a field, the first and those of the lines that continue it. */
function begin(draft: Draft, key: string, form: number): (more: string) => void {
  if (key.startsWith('msgstr')) {
    while (draft.texts.length <= form) draft.texts.push('')
    return (more) => {
      draft.texts[form] += more
    }
  }
  const name = key === 'msgctxt' ? 'context' : key === 'msgid' ? 'id' : 'plural'
  draft[name] = ''
  return (more) => {
    draft[name] += more
  }
}

/** Paul Hsieh's SuperFastHash over UTF-8, with the length as its seed; an unsigned 32-bit number, 0 for no bytes. */
export function lmoHash(text: string): number {
  const bytes = Buffer.from(text)
  let hash = bytes.length
  let at = 0
  for (; at + 4 <= bytes.length; at += 4) {
    hash = (hash + bytes.readUInt16LE(at)) >>> 0
    hash = ((hash << 16) ^ ((bytes.readUInt16LE(at + 2) << 11) ^ hash)) >>> 0
    hash = (hash + (hash >>> 11)) >>> 0
  }
  const rest = bytes.length - at
  if (rest > 1) hash = (hash + bytes.readUInt16LE(at)) >>> 0
  if (rest === 3) {
    hash ^= hash << 16
    hash = (hash ^ (bytes.readInt8(at + 2) << 18)) >>> 0
    hash = (hash + (hash >>> 11)) >>> 0
  } else if (rest === 2) {
    hash = (hash ^ (hash << 11)) >>> 0
    hash = (hash + (hash >>> 17)) >>> 0
  } else if (rest === 1) {
    hash = (hash + bytes.readInt8(at)) >>> 0
    hash = (hash ^ (hash << 10)) >>> 0
    hash = (hash + (hash >>> 1)) >>> 0
  }
  for (const [left, right] of [
    [3, 5],
    [4, 17],
    [25, 6],
  ] as const) {
    hash = (hash ^ (hash << left)) >>> 0
    hash = (hash + (hash >>> right)) >>> 0
  }
  return hash
}

/** Under which text the browser looks a translation up (`_` and `N_` of luci.js). */
export function lmoKey({ context, id, plural }: Omit<PoEntry, 'texts'>, form: number): string {
  return `${context === undefined ? '' : `${context}\u0001`}${id}${plural === undefined ? '' : `\u0002${form}`}`
}

/** The value of `Plural-Forms` in the header's text, where a line ends with a backslash and an n. */
function pluralForms(header: string): string | undefined {
  return header
    .split('\\n')
    .map((line) => /^plural-forms: (.*)$/i.exec(line)?.[1])
    .find((value) => value !== undefined)
}

/** LuCI trims and joins blanks in what it looks up, and po2lmo does not: such an entry would never be found. */
function checkFindable({ id, context = '' }: PoEntry): void {
  for (const text of [id, context])
    if (/^\s|\s$|\s\s|\\[nt]/.test(text)) throw new RangeError(`LuCI would never find ${JSON.stringify(text)}`)
}

/** Bytes of a `.lmo` file; undefined where nothing is translated. Throws where an entry could never be found. */
export function writeLmo(entries: readonly PoEntry[]): Uint8Array | undefined {
  const texts: Buffer[] = []
  const index: { readonly key: number; readonly forms: number; readonly offset: number; readonly length: number }[] = []
  let offset = 0
  const add = (key: number, forms: number, text: string) => {
    const bytes = Buffer.from(text)
    index.push({ key, forms, offset, length: bytes.length })
    texts.push(bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4))
    offset += Math.ceil(bytes.length / 4) * 4
  }
  for (const entry of entries) {
    if (entry.id === '') {
      const forms = pluralForms(entry.texts[0] ?? '')
      if (forms !== undefined) add(0, 0, forms)
      continue
    }
    if (entry.texts[0] === undefined || entry.texts[0] === '') continue
    checkFindable(entry)
    entry.texts.forEach((text, form) => {
      const key = lmoHash(lmoKey(entry, form))
      // po2lmo leaves out what is translated by itself; LuCI then shows the original.
      if (text !== '' && key !== lmoHash(text)) add(key, entry.texts.length, text)
    })
  }
  if (offset === 0) return undefined
  const numbers = index
    .sort((a, b) => a.key - b.key)
    .flatMap(({ key, forms, offset: place, length }) => [key, forms, place, length])
  const end = Buffer.alloc(4 * (numbers.length + 1))
  for (const [at, number] of [...numbers, offset].entries()) end.writeUInt32BE(number, 4 * at)
  return Buffer.concat([...texts, end])
}

/** The text of a `.po` file -> the bytes of its `.lmo` file. */
export const compilePo = (text: string): Uint8Array | undefined => writeLmo(readPo(text))
