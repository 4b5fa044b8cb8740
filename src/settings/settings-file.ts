/**
 * Reads UCI files from the disk, as rpcd does, and without rpcd: what `uci set` has staged and nobody has committed is not
 * set yet, and what is in force must not wait for another program.
 */
import { createHash } from 'node:crypto'
import type { Files } from '../machine/machine.ts'
import { zoneName } from '../machine/time-zone.ts'
import type { UciValues } from './settings.ts'
import { parseUci } from './uci-file.ts'
import type { UciPackage } from './uci-model.ts'

export interface UciText {
  /** Of the bytes, in hexadecimal; empty where there is no such file. */
  readonly sha256: string
  /** Or the sentence that names the file, and the line where there is one. */
  readonly read: { readonly values: UciValues } | { readonly fault: string }
}

/** Sections by their names, in the order of the file, in the form of ubus `uci get`. */
function valuesOf({ sections }: UciPackage): UciValues {
  const entries = sections.map(({ name, type, anonymous, options }) => [
    name,
    { '.type': type, '.name': name, '.anonymous': anonymous, ...Object.fromEntries(options) },
  ])
  return Object.fromEntries(entries)
}

const reasons: Readonly<Record<string, string>> = { ENOENT: 'is missing', EISDIR: 'is a folder' }

/** Octets; a school with a thousand PCs has a tenth of it. */
const largest = 1024 * 1024

/** `name`: how the sentences call it. Never throws. */
export function readUciFile(files: Pick<Files, 'readFileSync'>, path: string, name = path): UciText {
  let bytes: Buffer
  try {
    bytes = files.readFileSync(path)
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException
    return { sha256: '', read: { fault: `${name} ${reasons[code] ?? `cannot be read: ${message}`}` } }
  }
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  if (bytes.length > largest) return { sha256, read: { fault: `${name} has more than ${largest} octets` } }
  const parsed = parseUci(bytes.toString('utf8'))
  if ('problem' in parsed)
    return { sha256, read: { fault: `${name}:${parsed.problem.line}: ${parsed.problem.message}` } }
  return { sha256, read: { values: valuesOf(parsed.package) } }
}

/** The same for the settings: a file that lacks the section `main` is cut short, or another program's. */
export function readSettingsText(files: Pick<Files, 'readFileSync'>, path: string): UciText {
  const text = readUciFile(files, path, '/etc/config/aqtizim')
  if ('fault' in text.read) return text
  const isOurs = Object.values(text.read.values).some((section) => section['.type'] === 'aqtizim')
  return isOurs ? text : { ...text, read: { fault: "/etc/config/aqtizim: the section aqtizim 'main' is missing" } }
}

/** The time zone by name, of UCI `system`. */
export function readZone(files: Pick<Files, 'readFileSync'>, path: string): string {
  const { read } = readUciFile(files, path)
  return zoneName('values' in read ? read.values : {})
}
