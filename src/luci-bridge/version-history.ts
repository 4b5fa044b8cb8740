/** Lists the approved versions for people. Which one counts is decided by whitelist/file.ts. */

import type { Machine } from '../machine/machine.ts'
import { type Message, message, reasonOf } from '../messages/message.ts'
import { findFault, readApproval } from '../whitelist/approval.ts'
import { DOCUMENT_LIMIT, type Parsed, parseInTurns } from '../whitelist/parse.ts'
import { versionNumbers, versionPath } from '../whitelist/version-folder.ts'
import { nextVersion } from '../whitelist/write-version.ts'
import type { ListVersion } from './contract.ts'

export interface VersionHistoryTools {
  readonly files: Machine['files']
  /** Folder of the versions. */
  readonly dir: string
  readonly breathe: () => Promise<void>
}

const shown = 500
const recordLimit = 64 * 1024

type Entry = Omit<ListVersion, 'inForce'>

const faultOf = (says: Message) => ({ fault: says.text, message: says })

export class VersionHistory {
  readonly #tools: VersionHistoryTools
  /** By the number, with what the files looked like from outside. */
  readonly #known = new Map<number, { readonly key: string; readonly entry: Entry }>()
  #parsed: { readonly reading: Promise<Parsed>; readonly sha256: string } | undefined

  constructor(tools: VersionHistoryTools) {
    this.#tools = tools
  }

  /** Newest first. */
  async list(): Promise<Entry[]> {
    const entries: Entry[] = []
    for (const version of this.#numbers().slice(0, shown)) {
      entries.push(this.#entry(version))
      await this.#tools.breathe()
    }
    return entries
  }

  /** The text of a version as it was approved; undefined where it is not there, or is another text by now. */
  text(version: number): { readonly text: string; readonly sha256: string } | undefined {
    const { files } = this.#tools
    if (!this.#numbers().includes(version)) return undefined
    const { fault, sha256 } = this.#entry(version)
    return fault === undefined ? { text: files.readFileSync(this.#path(version, 'yaml'), 'utf8'), sha256 } : undefined
  }

  /** The number that the next approval gets; a director signs the list with it. */
  nextVersion(): number {
    const { files, dir } = this.#tools
    return nextVersion(files, dir)
  }

  /** What a version says; rooms that are no longer there do not matter. */
  async parsed(version: number): Promise<(Parsed & { readonly sha256: string }) | undefined> {
    const found = this.text(version)
    if (found === undefined) return undefined
    const { text, sha256 } = found
    if (this.#parsed?.sha256 !== sha256) this.#parsed = { reading: parseInTurns(text, {}, this.#tools.breathe), sha256 }
    return { ...(await this.#parsed.reading), sha256 }
  }

  #numbers(): number[] {
    const { files, dir } = this.#tools
    return versionNumbers(files, dir, 'json').reverse()
  }

  #path(version: number, extension: 'yaml' | 'json'): string {
    return versionPath(this.#tools.dir, version, extension)
  }

  #entry(version: number): Entry {
    const key = `${this.#stamp(version, 'json')} ${this.#stamp(version, 'yaml')}`
    const known = this.#known.get(version)
    if (known?.key === key) return known.entry
    const entry = this.#read(version)
    this.#known.set(version, { key, entry })
    return entry
  }

  #stamp(version: number, extension: 'yaml' | 'json'): string {
    const { files } = this.#tools
    const path = this.#path(version, extension)
    if (!files.existsSync(path)) return '-'
    const { mtimeMs, size, ino } = files.statSync(path)
    return `${mtimeMs} ${size} ${ino}`
  }

  #read(version: number): Entry {
    const nothing = { version, sha256: '', by: '', post: '', order: '', date: '', user: '', at: '', signed: false }
    try {
      const meta = readApproval(this.#readLimited(version, 'json', recordLimit).toString())
      if ('wrong' in meta) return { ...nothing, ...faultOf(meta.wrong) }
      const { sha256, by, post, order, date, user, at, signature } = meta
      const entry = { version, sha256, by, post, order, date, user, at, signed: Boolean(signature) }
      const fault = findFault(meta, this.#readLimited(version, 'yaml', DOCUMENT_LIMIT), { version })
      return fault === undefined ? entry : { ...entry, ...faultOf(fault) }
    } catch (error) {
      return { ...nothing, ...faultOf(message('version-unreadable', { reason: reasonOf(error) })) }
    }
  }

  #readLimited(version: number, extension: 'yaml' | 'json', limit: number): Buffer {
    const { files } = this.#tools
    const path = this.#path(version, extension)
    if (files.statSync(path).size > limit) throw new Error(`${path} has over ${limit} bytes`)
    return files.readFileSync(path)
  }
}
