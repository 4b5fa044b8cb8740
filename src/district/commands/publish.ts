/** `publish` and `publish-key`: the list that the district signs for its schools, and the key that signs it. */
import type { SignedList } from '../../district-list/signed-list.ts'
import { writeHtml } from '../../documents/html.ts'
import { createSigningKey, encodePublicKey, type SigningKey, verifyingKeyOf } from '../../logger/signify-keys.ts'
import { replaceFile } from '../../machine/atomic-write.ts'
import { type Arguments, Failure, Usage } from '../../machine/command-line.ts'
import { localTime } from '../../machine/local-time.ts'
import type { Files } from '../../machine/machine.ts'
import { isDay } from '../../whitelist/conditions.ts'
import { parse } from '../../whitelist/parse.ts'
import { changeSheet } from '../publish/change-sheet.ts'
import { checkList, publish as make, type Published, publicLine, readPublished } from '../publish/publish.ts'
import { decodeSecretKey, encodeSecretKey } from '../publish/secret-key.ts'
import type { Command, Context } from './command.ts'

function read(files: Files, path: string): Buffer {
  try {
    return files.readFileSync(path)
  } catch (error) {
    throw new Failure(`${path}: ${(error as NodeJS.ErrnoException).code ?? String(error)}`)
  }
}

function readKey(files: Files, path: string): SigningKey {
  const key = decodeSecretKey(read(files, path).toString())
  if (key === 'passphrase')
    throw new Failure(`${path}: the key has a passphrase; \`signify -G -n\` and \`usign -G\` make keys without one`)
  if (key === 'no-key')
    throw new Failure(`${path}: this is no secret key; \`aqtizim-district publish-key ${path}\` makes one`)
  return key
}

/** For everybody to read: a web server's user too. */
function write(files: Files, path: string, text: string): void {
  replaceFile(files, path, text, true)
  files.chmodSync(path, 0o644)
}

/** What the folder has now. Only an empty place may be taken without a question: a lost version would be refused by all routers. */
function readBefore(files: Files, list: string, key: SigningKey) {
  if (!files.existsSync(list)) return undefined
  const before = readPublished(read(files, list), read(files, `${list}.sig`).toString(), key)
  if ('fault' in before)
    throw new Failure(`${list}: ${before.fault.text}; move it away, and give the next number with --number`)
  return before
}

/** Whoever decides on the list reads what changed against the version before. */
async function writeSheets(
  { machine: { files } }: Context,
  folder: string,
  { list }: Published,
  key: SigningKey,
  before: SignedList | undefined,
): Promise<string[]> {
  const [now, old] = [list.text, before?.text].map((text) => parse(text ?? '').whitelist ?? { sites: [] })
  const last = before === undefined || old === undefined ? undefined : { version: before.version, whitelist: old }
  const sheets: string[] = []
  for (const language of ['kk', 'ru'] as const) {
    const paper = changeSheet({ list, whitelist: now ?? { sites: [] }, key: key.id, before: last }, language)
    const pieces: string[] = []
    for await (const piece of writeHtml(paper)) pieces.push(piece)
    const path = `${folder}/changes-${list.version}-${language}.html`
    write(files, path, pieces.join(''))
    sheets.push(path)
  }
  return sheets
}

function readDate({ machine }: Context, given: string | boolean | undefined): string {
  if (given === undefined) return localTime(Intl.DateTimeFormat().resolvedOptions().timeZone).date(machine.now() / 1000)
  if (typeof given !== 'string' || !isDay(given)) throw new Usage('--date: a day as in 2026-11-30')
  return given
}

function readNumber(given: string | boolean | undefined): number | undefined {
  if (given === undefined) return undefined
  if (typeof given !== 'string' || !/^[1-9]\d{0,5}$/.test(given)) throw new Usage('--number: a number from 1 on')
  return Number(given)
}

/** Tells what is wrong in the list; gives its text where nothing is. */
function readChecked({ machine, complain }: Context, path: string): string {
  const bytes = read(machine.files, path)
  const text = bytes.toString()
  if (!Buffer.from(text).equals(bytes)) throw new Failure(`${path}: this is no text in UTF-8`)
  const { whitelist, problems } = checkList(text)
  for (const { isError, line, column, code, text: says } of problems)
    complain(`${path}:${line}:${column}: ${isError ? 'error' : 'warning'}: ${code}: ${says}`)
  if (whitelist === undefined) throw new Failure(`${path}: nothing is published`)
  return text
}

async function run(context: Context, { words, values }: Arguments): Promise<number> {
  const [path, ...more] = words
  const { key: keyPath, to: folder } = values
  if (path === undefined || more.length > 0) throw new Usage('publish takes one LIST')
  if (typeof keyPath !== 'string' || typeof folder !== 'string')
    throw new Usage('publish wants --key FILE and --to FOLDER')
  const [date, version] = [readDate(context, values.date), readNumber(values.number)]
  const { files } = context.machine
  const text = readChecked(context, path)
  const key = readKey(files, keyPath)
  const place = `${folder}/list.yaml`
  const before = readBefore(files, place, key)
  const made = make({ text, key, date, before, version })
  if (made === 'unchanged') {
    context.print(`version ${before?.version ?? 0} says the same already: nothing is published`)
    return 0
  }
  if (made === 'number')
    throw new Failure(`--number: it must be higher than ${before?.version ?? 0}, and below 1000000`)
  if (made === 'too-large') throw new Failure(`${path}: the list is too long`)
  const sheets = await writeSheets(context, folder, made, key, before)
  // A router that comes between the two finds a signature that does not fit, and fetches both once more.
  write(files, `${place}.sig`, made.signature)
  write(files, place, made.list.text)
  context.print(`${place}: version ${made.list.version} of ${made.list.date}, signed with ${key.id}`)
  for (const sheet of sheets) context.print(`  ${sheet}`)
  return 0
}

export const publish: Command = {
  name: 'publish',
  usage: 'LIST --key FILE --to FOLDER [--date YYYY-MM-DD] [--number N]',
  summary:
    "checks the district's list as a router does, signs it, and writes it with a sheet of what changed to a web server's folder",
  options: { key: { type: 'string' }, to: { type: 'string' }, date: { type: 'string' }, number: { type: 'string' } },
  run,
}

export const publishKey: Command = {
  name: 'publish-key',
  usage: 'FILE',
  summary: "makes the key that signs the list: FILE, to be kept as the district's seal is, and FILE.pub",
  options: {},
  async run({ machine: { files }, print }, { words }) {
    const [path, ...more] = words
    if (path === undefined || more.length > 0) throw new Usage('publish-key takes one FILE')
    if (files.existsSync(path))
      throw new Failure(`${path} is there already: with another key every school needs new settings`)
    const key = createSigningKey()
    replaceFile(files, path, encodeSecretKey(key), true)
    write(files, `${path}.pub`, encodePublicKey(verifyingKeyOf(key), "key of the district's list"))
    print(`${path}: key ${key.id}. In /etc/config/aqtizim of the schools:\n    option key '${publicLine(key)}'`)
    return 0
  },
}
