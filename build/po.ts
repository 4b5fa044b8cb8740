/**
 * Gathers what the pages say into `po/templates/aqtizim.pot` and brings the translations up to date: texts that are gone go,
 * new ones come in empty. What is said is read from the built pages, since they are what runs.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { luciWords } from '../src/luci-views/parts/luci-words.ts'
import { lmoKey, type PoEntry, readPo } from './lmo.ts'
import { compileViews } from './views.ts'

const packageRoot = fileURLToPath(new URL('../openwrt-package/luci-app-aqtizim', import.meta.url))
export const poFolder = `${packageRoot}/po`
const menuFolder = `${packageRoot}/root/usr/share/luci/menu.d`

export interface Said {
  readonly context: string | undefined
  readonly id: string
  readonly plural: string | undefined
  /** Where: names of pages, or what else says it. */
  readonly places: readonly string[]
}

/** CLDR's rules, as gettext writes them. Kazakh has one form after a number; LuCI still asks for 0 or 1. */
export const pluralForms: Readonly<Record<string, string>> = {
  kk: 'nplurals=2; plural=(n != 1);',
  ru: 'nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);',
}

/** How many texts an entry with a plural has in a language. */
export const formCount = (language: string): number =>
  Number(/nplurals=(\d)/.exec(pluralForms[language] ?? '')?.[1] ?? 2)

type Found = Omit<Said, 'places'>

/** The arguments of the call whose bracket opens before `start`, as they are written. */
function argumentsAt(page: string, start: number): string[] {
  const parts = ['']
  let depth = 0
  for (const [token] of page
    .slice(start)
    .matchAll(/"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`|[\s\S]/g)) {
    if (depth === 0 && token === ')') break
    if ('([{'.includes(token)) depth += 1
    if (')]}'.includes(token)) depth -= 1
    if (depth === 0 && token === ',') parts.push('')
    else parts[parts.length - 1] += token
  }
  return parts.map((part) => part.trim()).filter((part) => part !== '')
}

/** What stands between the quotes, as JavaScript reads it. */
function textOf(quoted: string): string | undefined {
  if (!/^(["']).*\1$/.test(quoted)) return undefined
  const inner = quoted
    .slice(1, -1)
    .replace(/\\'/g, "'")
    .replace(quoted.startsWith("'") ? /(?<!\\)"/g : /$^/, '\\"')
  return JSON.parse(`"${inner.replace(/\\x([0-9a-f]{2})/gi, '\\u00$1')}"`) as string
}

/** Every text that a built page asks a translation for. Throws where one is not written out as a literal. */
export function readSaid(page: string): Found[] {
  return [...page.matchAll(/(?<![\w$.])(N?)_\(/g)].flatMap((call): Found[] => {
    const given = argumentsAt(page, call.index + call[0].length)
    const texts = (call[1] === 'N' ? given.slice(1) : given).map(textOf)
    const [id, second, third] = texts
    // `_(text)` with a variable is for a message of the daemon, whose words stand in src/messages.
    if (call[1] === '' && /^[\w$.]+$/.test(given[0] ?? '')) return []
    if (id === undefined || texts.includes(undefined) || (call[1] === 'N' && second === undefined))
      throw new Error(`a text to translate is not written out: ${call[0]}${given.join(', ').slice(0, 80)})`)
    return call[1] === 'N' ? [{ id, plural: second, context: third }] : [{ id, plural: undefined, context: second }]
  })
}

function readMenuTitles(): [string, Found[]][] {
  return readdirSync(menuFolder).map((file) => {
    const nodes = JSON.parse(readFileSync(`${menuFolder}/${file}`, 'utf8')) as Record<string, { title?: string }>
    const titles = Object.values(nodes).flatMap(({ title }) => (title === undefined ? [] : [title]))
    return ['menu', titles.map((id) => ({ id, context: undefined, plural: undefined }))]
  })
}

/** Everything that is to be translated, by its text. */
export async function gatherSaid(): Promise<Said[]> {
  const plain = (ids: readonly string[]): Found[] => ids.map((id) => ({ id, context: undefined, plural: undefined }))
  const sources: [string, Found[]][] = [
    ...readMenuTitles(),
    ['luci-base', plain(luciWords)],
    ...[...(await compileViews())].flatMap(([name, text]): [string, Found[]][] =>
      name.endsWith('.js') ? [[name.slice(0, -3), readSaid(text)]] : [],
    ),
  ]
  const said = new Map<string, Said>()
  for (const [place, found] of sources)
    for (const each of found) {
      const key = lmoKey(each, 0)
      const places = said.get(key)?.places ?? []
      said.set(key, { ...each, places: places.includes(place) ? places : [...places, place] })
    }
  return [...said.values()].sort((a, b) => (lmoKey(a, 0) < lmoKey(b, 0) ? -1 : 1))
}

const quote = (text: string) => `"${text.replace(/[\\"]/g, '\\$&')}"`

/** `texts` gives the translations, one for each plural form. */
export function printPo(language: string, said: readonly Said[], texts: (each: Said) => readonly string[]): string {
  const plural = pluralForms[language]
  const header = [
    'msgid ""',
    'msgstr ""',
    ...[
      'Project-Id-Version: aqtizim',
      ...(plural === undefined ? [] : [`Language: ${language}`, `Plural-Forms: ${plural}`]),
      'MIME-Version: 1.0',
      'Content-Type: text/plain; charset=UTF-8',
      'Content-Transfer-Encoding: 8bit',
    ].map((line) => `"${line}\\n"`),
  ]
  const blocks = said.map((each) => [
    `#: ${each.places.join(' ')}`,
    ...(each.context === undefined ? [] : [`msgctxt ${quote(each.context)}`]),
    `msgid ${quote(each.id)}`,
    ...(each.plural === undefined ? [] : [`msgid_plural ${quote(each.plural)}`]),
    ...texts(each).map((text, form) => `msgstr${each.plural === undefined ? '' : `[${form}]`} ${quote(text)}`),
  ])
  return `${[header, ...blocks].map((lines) => lines.join('\n')).join('\n\n')}\n`
}

/** What a language's file has to be, with the translations that are there. */
export function updatePo(language: string, said: readonly Said[], before: string): string {
  const known = new Map(readPo(before).map((entry: PoEntry) => [lmoKey(entry, 0), entry.texts]))
  return printPo(language, said, (each) => {
    const texts = known.get(lmoKey(each, 0)) ?? []
    return Array.from(
      { length: each.plural === undefined ? 1 : formCount(language) },
      (_one, form) => texts[form] ?? '',
    )
  })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const said = await gatherSaid()
  const write = (path: string, text: string) => {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
  }
  write(
    `${poFolder}/templates/aqtizim.pot`,
    printPo('', said, ({ plural }) => (plural === undefined ? [''] : ['', ''])),
  )
  for (const language of Object.keys(pluralForms)) {
    const path = `${poFolder}/${language}/aqtizim.po`
    const text = updatePo(language, said, existsSync(path) ? readFileSync(path, 'utf8') : '')
    write(path, text)
    console.log(
      `${language}: ${(text.match(/^msgstr(\[\d\])? ""$/gm)?.length ?? 1) - 1} of ${said.length} texts are to be translated`,
    )
  }
}
