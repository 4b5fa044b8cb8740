/**
 * Reads UCI files from the disk, as rpcd does, and without rpcd: what `uci set` has staged and nobody has committed is not
 * set yet, and what is in force must not wait for another program.
 */

import { createHash } from 'node:crypto'
import type { Files } from '../machine/machine.ts'
import { type RouterZone, routerZone } from '../machine/time-zone.ts'
import { type Message, message, reasonOf } from '../messages/message.ts'
import type { UciValues } from './settings.ts'
import { parseUci } from './uci-file.ts'
import type { UciPackage } from './uci-model.ts'

export interface UciText {
  /** Of the bytes, in hexadecimal; empty where there is no such file. */
  readonly sha256: string
  /** Or what is wrong with the file, and in which line. */
  readonly read: { readonly values: UciValues } | { readonly fault: Message }
}

/** Sections by their names, in the order of the file, in the form of ubus `uci get`. */
function valuesOf({ sections }: UciPackage): UciValues {
  const entries = sections.map(({ name, type, anonymous, options }) => [
    name,
    { '.type': type, '.name': name, '.anonymous': anonymous, ...Object.fromEntries(options) },
  ])
  return Object.fromEntries(entries)
}

/** Octets; a school with a thousand PCs has a tenth of it. */
const largest = 1024 * 1024

function whyUnreadable(error: unknown, file: string): Message {
  const { code } = error as NodeJS.ErrnoException
  if (code === 'ENOENT') return message('uci-file-missing', { file })
  if (code === 'EISDIR') return message('uci-file-folder', { file })
  return message('uci-file-unreadable', { file, reason: reasonOf(error) })
}

/** `name`: how messages call it. Never throws. */
export function readUciFile(files: Pick<Files, 'readFileSync'>, path: string, name = path): UciText {
  let bytes: Buffer
  try {
    bytes = files.readFileSync(path)
  } catch (error) {
    return { sha256: '', read: { fault: whyUnreadable(error, name) } }
  }
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  if (bytes.length > largest)
    return { sha256, read: { fault: message('uci-file-large', { file: name, most: largest }) } }
  const parsed = parseUci(bytes.toString('utf8'))
  if ('problem' in parsed) {
    const { line, message: output } = parsed.problem
    return { sha256, read: { fault: message('uci-file-wrong', { file: name, line, output }) } }
  }
  return { sha256, read: { values: valuesOf(parsed.package) } }
}

const ourName = '/etc/config/aqtizim'

/** The same for the settings: a file that lacks the section `main` is cut short, or another program's. */
export function readSettingsText(files: Pick<Files, 'readFileSync'>, path: string): UciText {
  const text = readUciFile(files, path, ourName)
  if ('fault' in text.read) return text
  const isOurs = Object.values(text.read.values).some((section) => section['.type'] === 'aqtizim')
  return isOurs ? text : { ...text, read: { fault: message('uci-main-missing', { file: ourName }) } }
}

/** The time zone of UCI `system`; UTC where the file cannot be read. */
export function readRouterZone(files: Pick<Files, 'readFileSync'>, path: string): RouterZone {
  const { read } = readUciFile(files, path)
  return routerZone('values' in read ? read.values : {})
}

/** Its IANA name. */
export const readZone = (files: Pick<Files, 'readFileSync'>, path: string) => readRouterZone(files, path).zone
