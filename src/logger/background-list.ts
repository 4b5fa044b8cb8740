/** Decides which names are background traffic: our table, with what the administrator adds and removes. */

import { codeOf } from '../machine/atomic-write.ts'
import type { Files } from '../machine/machine.ts'
import { type Message, message, reasonOf } from '../messages/message.ts'
import { type BackgroundName, backgroundNames } from './background.ts'

export interface ReadBackground {
  readonly names: ReadonlySet<string>
  readonly faults: readonly Message[]
}

/** More wrong lines than this are one fault: the file is something else. */
const MOST_FAULTS = 20
const LONGEST_FILE = 1024 * 1024

/**
 * A name a line, which stands for itself and all below; `!` before one takes it off our table; `#` begins a comment. A
 * line that is wrong is a fault, and the others hold.
 */
export function readBackground(text: string, ours: readonly BackgroundName[] = backgroundNames): ReadBackground {
  const names = new Set(ours.map(({ name }) => name))
  const faults: Message[] = []
  text
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .forEach((whole, at) => {
      const line = whole.replace(/#.*/, '').trim()
      if (line === '') return
      const off = line.startsWith('!')
      const name = plainName(off ? line.slice(1).trim() : line)
      const wrong = (fault: Message) => faults.push(message('background-line', { line: at + 1, fault }))
      if (name === undefined) wrong(message('background-no-name', { name: shown(line) }))
      else if (!off) names.add(name)
      else if (ours.some((known) => known.name === name)) names.delete(name)
      else wrong(message('background-not-ours', { name: shown(name) }))
    })
  if (faults.length <= MOST_FAULTS) return { names, faults }
  return {
    names,
    faults: [...faults.slice(0, MOST_FAULTS), message('background-more', { count: faults.length - MOST_FAULTS })],
  }
}

/** Compares whole labels: `notpool.ntp.org` is not below `pool.ntp.org`. */
export function isBelow(names: ReadonlySet<string>, name: string): boolean {
  let rest = name.toLowerCase().replace(/\.$/, '')
  while (rest.includes('.')) {
    if (names.has(rest)) return true
    rest = rest.slice(rest.indexOf('.') + 1)
  }
  return false
}

/** As DNS carries it, in lower case; nothing for an address or one label, which would take in half of the world. */
function plainName(text: string): string | undefined {
  const name = text.toLowerCase().replace(/\.$/, '')
  const label = /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/
  const labels = name.split('.')
  if (name.length > 253 || labels.length < 2 || !labels.every((each) => label.test(each))) return undefined
  return /^[0-9]+$/.test(labels.at(-1) ?? '') ? undefined : name
}

const shown = (text: string) =>
  JSON.stringify(
    [...text]
      .slice(0, 60)
      .join('')
      .replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '?'),
  )

export interface BackgroundTools {
  readonly files: Pick<Files, 'readFileSync' | 'statSync'>
  /** Monotonic clock in milliseconds. */
  readonly uptime: () => number
  readonly path: string
}

/** Milliseconds between two looks at whether the file was changed. */
const LOOK_MS = 5000

/** Follows the administrator's file. A file that cannot be read leaves our table as it is, and is a fault. */
export function followBackground({ files, uptime, path }: BackgroundTools) {
  let read = readBackground('')
  let seen = ''
  let looked = Number.NEGATIVE_INFINITY

  function fresh(): ReadBackground {
    if (uptime() - looked < LOOK_MS) return read
    looked = uptime()
    try {
      const { mtimeMs, size } = files.statSync(path)
      const state = `${mtimeMs} ${size}`
      if (state === seen) return read
      read =
        size > LONGEST_FILE
          ? { ...readBackground(''), faults: [message('background-too-long')] }
          : readBackground(textOf())
      seen = state
    } catch (error) {
      seen = ''
      const faults = codeOf(error) === 'ENOENT' ? [] : [message('background-unreadable', { reason: reasonOf(error) })]
      read = { ...readBackground(''), faults }
    }
    return read
  }
  const textOf = () => String(files.readFileSync(path, 'utf8'))

  return {
    isBackground: (name: string) => isBelow(fresh().names, name),
    faults: () => fresh().faults,
  }
}
