/** Reads the versions on disk, and finds the one that counts. */

import type { Files } from '../machine/machine.ts'
import { type Message, MessageError, message, reasonOf } from '../messages/message.ts'
import { type Approval, findFault, readApproval } from './approval.ts'
import { type Highest, highestPath, isStampOf, readHighest } from './highest.ts'
import { DOCUMENT_LIMIT, type Parsed, parse } from './parse.ts'
import { cutShort } from './report.ts'
import { versionNumbers, versionPath } from './version-folder.ts'
import type { Whitelist } from './whitelist.ts'

export interface VersionOptions {
  /** UCI section names of the rooms that exist. */
  readonly rooms: readonly string[]
  /** Whether only a text that bears the director's signature counts. Default false. */
  readonly requireSignature?: boolean
  /** What the text to be approved says with these rooms, where it has been read before. */
  readonly parsed?: Parsed
  /** What was read last, for whoever reads again and again. */
  readonly last?: LastList
  /** Path of the director's public key, read where a signature is asked for. */
  readonly publicKey?: string
}

export type VersionFiles = Pick<
  Files,
  | 'readFileSync'
  | 'writeFileSync'
  | 'existsSync'
  | 'mkdirSync'
  | 'readdirSync'
  | 'renameSync'
  | 'unlinkSync'
  | 'statSync'
  | 'openSync'
  | 'writeSync'
  | 'closeSync'
  | 'fsyncSync'
>

/** The version in force. */
export interface NewestVersion {
  readonly version: number
  readonly meta: Approval
  readonly text: string
  readonly whitelist: Whitelist
}

export interface Newest {
  /** Undefined where there is none that can be trusted: then nothing opens. */
  readonly version: NewestVersion | undefined
  /** For each file that is not as it should be, newest version first. */
  readonly faults: readonly Message[]
  /** What the router remembers of the highest version; undefined where it remembers nothing. */
  readonly known?: Highest
}

/** The list that was read last: it is read again with every look at the router, and is nearly always the same one. */
export class LastList {
  #last: (Parsed & { readonly text: string }) | undefined

  read(text: string): Parsed {
    if (this.#last?.text !== text) this.#last = { text, ...parse(text) }
    return this.#last
  }

  /** What a text says that was parsed elsewhere. */
  keep(text: string, parsed: Parsed): void {
    this.#last = { text, ...parsed }
  }
}

/** An approval record has some hundred bytes. */
const RECORD_LIMIT = 64 * 1024

/** The newest version that is as it was approved, and what is wrong with newer ones. Never throws. */
export function newest(files: VersionFiles, dir: string, options: VersionOptions): Newest {
  const faults: Message[] = []
  try {
    const numbers = versionNumbers(files, dir).reverse()
    const { known, faults: traceless } = readTrace(files, dir, numbers)
    faults.push(...traceless)
    const trace = known === undefined ? {} : { known }
    const demands = { publicKey: readKey(files, options), known, last: options.last }
    for (const version of numbers) {
      const found = readVersion(files, dir, version, demands)
      if ('fault' in found) faults.push(found.fault)
      else return { version: found, faults: [...faults, ...lostRooms(found, dir, options.rooms)], ...trace }
    }
    return { version: undefined, faults, ...trace }
  } catch (error) {
    faults.push(message('versions-unreadable', { folder: dir, reason: reasonOf(error) }))
  }
  return { version: undefined, faults }
}

/** What the router remembers, and what of it is gone. Throws where the folder cannot be read. */
function readTrace(files: VersionFiles, dir: string, numbers: readonly number[]): Pick<Newest, 'known' | 'faults'> {
  const file = highestPath(dir)
  try {
    const known = readHighest(files, dir)
    if (known === undefined) return { faults: numbers.length === 0 ? [] : [message('version-trace-missing', { file })] }
    const { highest } = known
    const isLost = highest !== undefined && !numbers.includes(highest.version)
    return { known, faults: isLost ? [message('version-lost', { version: highest.version })] : [] }
  } catch (error) {
    return { faults: [message('version-trace-unreadable', { file, reason: reasonOf(error) })] }
  }
}

/** Why a version that is there was not approved by this router; undefined where it may have been. */
function findStranger(known: Highest | undefined, version: number, sha256: string): Message | undefined {
  const { highest, pending } = known ?? {}
  const last = highest?.version ?? pending?.version ?? Number.POSITIVE_INFINITY
  if (version < last || isStampOf(highest, version, sha256) || isStampOf(pending, version, sha256)) return undefined
  return message('version-not-approved', { version })
}

/** What a version is read with; `publicKey` where a signature is asked for. */
interface Demands {
  readonly publicKey: string | undefined
  readonly known: Highest | undefined
  readonly last: LastList | undefined
}

/** A version of the given number, or why it cannot count. */
function readVersion(
  files: VersionFiles,
  dir: string,
  version: number,
  demands: Demands,
): NewestVersion | { readonly fault: Message } {
  const { publicKey, known, last } = demands
  const list = versionPath(dir, version, 'yaml')
  const record = versionPath(dir, version, 'json')
  if (!files.existsSync(record)) return { fault: message('version-unfinished', { file: record, version }) }
  if (!files.existsSync(list)) return { fault: message('version-file-missing', { file: list }) }
  try {
    const meta = readApproval(readLimited(files, record, RECORD_LIMIT).toString())
    if ('wrong' in meta) return { fault: message('version-file-fault', { file: record, fault: meta.wrong }) }
    const bytes = readLimited(files, list, DOCUMENT_LIMIT)
    const unnumbered = known === undefined || (known.unnumbered === true && version === known.highest?.version)
    const demand = { version, unnumbered, ...(publicKey !== undefined && { publicKey }) }
    const fault = findFault(meta, bytes, demand) ?? findStranger(known, version, meta.sha256)
    if (fault) return { fault: message('version-file-fault', { file: list, fault }) }
    const text = bytes.toString()
    // A room may have been taken down since; its sites then open nowhere, and the rest of the list still counts.
    const { whitelist, problems } = last?.read(text) ?? parse(text)
    if (whitelist) return { version, meta, text, whitelist }
    const first = problems.find(({ severity }) => severity === 'error')
    const said = message('as-said', { output: first?.message ?? '' })
    return { fault: message('version-file-error', { file: list, line: first?.line ?? 0, fault: said }) }
  } catch (error) {
    return { fault: message('version-file-unreadable', { file: list, reason: reasonOf(error) }) }
  }
}

function lostRooms({ version, whitelist }: NewestVersion, dir: string, rooms: readonly string[]): Message[] {
  const named = new Set(whitelist.sites.flatMap((site) => site.rooms ?? []))
  for (const room of rooms) named.delete(room)
  const list = versionPath(dir, version, 'yaml')
  return [...named].map((room) => message('version-unknown-room', { file: list, room: cutShort(room) }))
}

function readLimited(files: VersionFiles, path: string, limit: number): Buffer {
  if (files.statSync(path).size > limit) throw new Error(`${path} has over ${limit} bytes`)
  return files.readFileSync(path)
}

export function readKey(files: VersionFiles, { requireSignature, publicKey }: VersionOptions): string | undefined {
  if (!requireSignature) return undefined
  if (publicKey === undefined) throw new MessageError(message('key-missing'))
  return readLimited(files, publicKey, RECORD_LIMIT).toString()
}
