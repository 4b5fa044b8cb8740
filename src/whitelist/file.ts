/** Versions on disk: writing one, and finding the one that counts. */

import { codeOf } from '../machine/atomic-write.ts'
import type { Files } from '../machine/machine.ts'
import {
  type Approval,
  type Approver,
  checkApprover,
  findFault,
  findSignatureFault,
  makeApproval,
  readApproval,
} from './approval.ts'
import { DOCUMENT_LIMIT, type Parsed, parse } from './parse.ts'
import type { Problem } from './problems.ts'
import { quote } from './report.ts'
import { versionNumbers, versionPath } from './version-folder.ts'
import type { Whitelist } from './whitelist.ts'

export interface VersionOptions {
  /** UCI section names of the rooms that exist. */
  readonly rooms: readonly string[]
  /** Whether only a text that bears the director's signature counts. Default false. */
  readonly requireSignature?: boolean
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
  /** One sentence for each file that is not as it should be, newest version first. */
  readonly faults: readonly string[]
}

export type Approved =
  | { readonly version: number; readonly problems: readonly Problem[] }
  /** The list has errors; nothing was written. */
  | { readonly version?: undefined; readonly problems: readonly Problem[] }
  /** One sentence; nothing new counts. */
  | { readonly version?: undefined; readonly problems?: undefined; readonly refused: string }

/** The list that was read last: it is read again with every look at the router, and is nearly always the same one. */
let parsed: (Parsed & { readonly text: string }) | undefined

function parseOnce(text: string): Parsed {
  if (parsed?.text !== text) parsed = { text, ...parse(text) }
  return parsed
}

/** An approval record has some hundred bytes. */
const RECORD_LIMIT = 64 * 1024
const LAST_VERSION = 999_999_999
/** How often a number is looked for while others approve too. */
const ATTEMPTS = 10

/**
 * Makes the text the newest version in `dir`. The record is put in place last, in one step, so that a power cut leaves
 * the old version or the new one in force. Numbers that a broken file has taken are not used again.
 */
export function approve(
  files: VersionFiles,
  dir: string,
  text: string,
  approver: Approver,
  options: VersionOptions,
): Approved {
  const { whitelist, problems } = parse(text, options)
  if (!whitelist) return { problems }
  parsed = { text, whitelist, problems: [] }
  const wrong = checkApprover(approver)
  if (wrong) return { refused: `The approval is not complete: ${wrong}.` }
  const bytes = Buffer.from(text)
  try {
    const publicKey = readKey(files, options)
    const fault = publicKey === undefined ? undefined : findSignatureFault(bytes, approver.signature, publicKey)
    if (fault) return { refused: `The list ${fault}.` }
    files.mkdirSync(dir, { recursive: true })
    for (let attempt = 1; ; attempt++) {
      const version = Math.max(0, ...versionNumbers(files, dir)) + 1
      if (version > LAST_VERSION) return { refused: `There is no number left after ${version - 1} in ${dir}.` }
      try {
        writeVersion(files, dir, version, bytes, makeApproval(version, bytes, approver))
        return { version, problems }
      } catch (error) {
        // Another approval has taken the number at the same moment.
        if (codeOf(error) !== 'EEXIST' || attempt === ATTEMPTS) throw error
      }
    }
  } catch (error) {
    return { refused: `The list could not be written to ${dir}: ${reasonOf(error)}.` }
  }
}

function writeVersion(files: VersionFiles, dir: string, version: number, bytes: Uint8Array, record: Approval): void {
  const list = versionPath(dir, version, 'yaml')
  const approval = versionPath(dir, version, 'json')
  const written: string[] = []
  try {
    for (const [path, content] of [
      [list, bytes],
      [approval, Buffer.from(`${JSON.stringify(record, undefined, 2)}\n`)],
    ] as const) {
      // `wx` fails where another approval has taken this number in the meantime.
      const descriptor = files.openSync(`${path}.new`, 'wx', 0o600)
      written.push(`${path}.new`)
      try {
        files.writeFileSync(descriptor, content)
        files.fsyncSync(descriptor)
      } finally {
        files.closeSync(descriptor)
      }
    }
    if (files.existsSync(list)) throw Object.assign(new Error(`${list} is there already`), { code: 'EEXIST' })
    files.renameSync(`${list}.new`, list)
    written.push(list)
    syncDirectory(files, dir)
    files.renameSync(`${approval}.new`, approval)
  } catch (error) {
    for (const path of written) attempt(() => files.unlinkSync(path))
    throw error
  }
  syncDirectory(files, dir)
}

/** A directory that cannot be synchronised delays the change on disk; it does not tear it. */
function syncDirectory(files: VersionFiles, dir: string): void {
  attempt(() => {
    const descriptor = files.openSync(dir, 'r')
    try {
      files.fsyncSync(descriptor)
    } finally {
      files.closeSync(descriptor)
    }
  })
}

function attempt(effect: () => void): void {
  try {
    effect()
  } catch {}
}

/** The newest version that is as it was approved, and what is wrong with newer ones. Never throws. */
export function newest(files: VersionFiles, dir: string, options: VersionOptions): Newest {
  const faults: string[] = []
  try {
    if (!files.existsSync(dir)) return { version: undefined, faults }
    const publicKey = readKey(files, options)
    for (const version of versionNumbers(files, dir).reverse()) {
      const found = readVersion(files, dir, version, publicKey)
      if (typeof found === 'string') faults.push(found)
      else return { version: found, faults: [...faults, ...lostRooms(found, dir, options.rooms)] }
    }
  } catch (error) {
    faults.push(`The versions in ${dir} cannot be read: ${reasonOf(error)}.`)
  }
  return { version: undefined, faults }
}

/** A version of the given number, or the sentence that says why it cannot count. */
function readVersion(
  files: VersionFiles,
  dir: string,
  version: number,
  publicKey: string | undefined,
): NewestVersion | string {
  const list = versionPath(dir, version, 'yaml')
  const record = versionPath(dir, version, 'json')
  if (!files.existsSync(record)) return `${record} is missing: version ${version} was not approved to the end.`
  if (!files.existsSync(list)) return `${list} is missing.`
  try {
    const meta = readApproval(readLimited(files, record, RECORD_LIMIT).toString())
    if ('wrong' in meta) return `${record} ${meta.wrong}.`
    const bytes = readLimited(files, list, DOCUMENT_LIMIT)
    const fault = findFault(meta, bytes, { version, ...(publicKey !== undefined && { publicKey }) })
    if (fault) return `${list} ${fault}.`
    const text = bytes.toString()
    // A room may have been taken down since; its sites then open nowhere, and the rest of the list still counts.
    const { whitelist, problems } = parseOnce(text)
    if (whitelist) return { version, meta, text, whitelist }
    const first = problems.find(({ severity }) => severity === 'error')
    return `${list} line ${first?.line}: ${first?.message}`
  } catch (error) {
    return `${list} cannot be read: ${reasonOf(error)}.`
  }
}

function lostRooms({ version, whitelist }: NewestVersion, dir: string, rooms: readonly string[]): string[] {
  const named = new Set(whitelist.sites.flatMap((site) => site.rooms ?? []))
  for (const room of rooms) named.delete(room)
  const list = versionPath(dir, version, 'yaml')
  return [...named].map((room) => `${list} names the room ${quote(room)}, which is not set up.`)
}

function readLimited(files: VersionFiles, path: string, limit: number): Buffer {
  if (files.statSync(path).size > limit) throw new Error(`${path} has over ${limit} bytes`)
  return files.readFileSync(path)
}

function readKey(files: VersionFiles, { requireSignature, publicKey }: VersionOptions): string | undefined {
  if (!requireSignature) return undefined
  if (publicKey === undefined) throw new Error('a signature is asked for, but there is no public key')
  return readLimited(files, publicKey, RECORD_LIMIT).toString()
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
