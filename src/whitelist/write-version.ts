/** Makes a list that somebody approves the newest version. */

import { dirname } from 'node:path'
import { codeOf } from '../machine/atomic-write.ts'
import { type Message, message, reasonOf } from '../messages/message.ts'
import { type Approval, type Approver, checkApprover, findDirectorsFault, makeApproval } from './approval.ts'
import { readKey, type VersionFiles, type VersionOptions } from './file.ts'
import { readKept, type Stamp, writeHighest } from './highest.ts'
import { parse } from './parse.ts'
import type { Problem } from './problems.ts'
import { versionNumbers, versionPath } from './version-folder.ts'

export type Approved =
  | { readonly version: number; readonly problems: readonly Problem[] }
  /** The list has errors; nothing was written. */
  | { readonly version?: undefined; readonly problems: readonly Problem[] }
  /** Nothing new counts. */
  | { readonly version?: undefined; readonly problems?: undefined; readonly refused: Message }

const LAST_VERSION = 999_999_999
/** How often a number is looked for while others approve too. */
const ATTEMPTS = 10

/** The number that the next approval gets. Numbers that a broken file has taken, or that were approved once, are not used again. */
export function nextVersion(files: VersionFiles, dir: string): number {
  return Math.max(0, readKept(files, dir)?.highest?.version ?? 0, ...versionNumbers(files, dir)) + 1
}

/**
 * Makes the text the newest version in `dir`. The record is put in place last, in one step, so that a power cut leaves
 * the old version or the new one in force.
 */
export function approve(
  files: VersionFiles,
  dir: string,
  text: string,
  approver: Approver,
  options: VersionOptions,
): Approved {
  const { whitelist, problems } = options.parsed ?? parse(text, options)
  if (!whitelist) return { problems }
  options.last?.keep(text, { whitelist, problems: [] })
  const wrong = checkApprover(approver)
  if (wrong) return { refused: wrong }
  const bytes = Buffer.from(text)
  try {
    const publicKey = readKey(files, options)
    files.mkdirSync(dir, { recursive: true })
    for (let attempt = 1; ; attempt++) {
      const version = nextVersion(files, dir)
      if (version > LAST_VERSION) return { refused: message('versions-used-up', { version: version - 1, folder: dir }) }
      const demand = { version, ...(publicKey !== undefined && { publicKey }) }
      const fault = findDirectorsFault(bytes, approver.signature, demand)
      if (fault) return { refused: fault }
      try {
        const record = makeApproval(version, bytes, approver)
        writeHighest(files, dir, { ...readKept(files, dir), pending: { version, sha256: record.sha256 } })
        writeVersion(files, dir, version, bytes, record)
        rememberHighest(files, dir, { version, sha256: record.sha256 })
        return { version, problems }
      } catch (error) {
        // Another approval has taken the number at the same moment.
        if (codeOf(error) !== 'EEXIST' || attempt === ATTEMPTS) throw error
      }
    }
  } catch (error) {
    return { refused: message('list-unwritable', { folder: dir, reason: reasonOf(error) }) }
  }
}

/** It was pending until now, and counts also where this does not reach the disk. */
function rememberHighest(files: VersionFiles, dir: string, approved: Stamp): void {
  attempt(() => {
    // Another process may have approved a later one meanwhile.
    const { highest } = readKept(files, dir) ?? {}
    if (highest !== undefined && highest.version > approved.version) return
    writeHighest(files, dir, { highest: approved })
    syncDirectory(files, dirname(dir))
  })
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
