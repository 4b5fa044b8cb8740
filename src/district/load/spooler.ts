/**
 * The spool's other side, a program that rsyslog starts (omprog): each message is in a file before it is confirmed, and the next one comes
 * only then. So none is lost when rsyslog, this program or the loader is killed; and while the disk is full, or the spool at its
 * bound, none is confirmed, rsyslog answers no connection, and the schools keep their rows.
 *
 * omprog's transactions are of no use here: when the program dies in the middle of one, rsyslog 8.2302 sends only the rest of it again.
 */
import type { Files } from '../../machine/machine.ts'
import { CLOSED, isSpooled, OPEN } from './spool-reader.ts'

export interface SpoolerOptions {
  readonly files: Files
  readonly folder: string
  /** The most bytes that all files may have together. */
  readonly limit: number
  /** Wall clock and monotonic clock in milliseconds. */
  readonly now: () => number
  readonly uptime: () => number
  /** The next bytes of rsyslog's messages; nothing at the end. */
  readonly read: (into: Buffer, from: number) => number
  readonly answer: (line: string) => void
}

/** A file is closed at this size (bytes) or age (milliseconds). */
const LARGE = 32 * 1024 * 1024
const OLD = 300_000
/** Twice what rsyslog lets through. */
const LONGEST_MESSAGE = 256 * 1024

interface Open {
  readonly fd: number
  readonly path: string
  readonly since: number
  size: number
}

/** Runs until rsyslog closes the pipe. */
export function runSpooler(options: SpoolerOptions): void {
  const { files, folder, answer, read } = options
  for (const name of files.readdirSync(folder).map(String)) if (name.endsWith(OPEN)) close(options, `${folder}/${name}`)
  let open: Open | undefined
  const buffer = Buffer.allocUnsafe(LONGEST_MESSAGE)
  let length = 0
  answer('OK')
  for (;;) {
    const got = read(buffer, length)
    if (got === 0) break
    length += got
    if (buffer[length - 1] !== 10) {
      // Not complete yet. A message that is too long is dropped piece by piece; its last piece is then rejected as no message.
      if (length === buffer.length) length = 0
      continue
    }
    try {
      open = openFor(options, open)
      append(files, open, buffer.subarray(0, length))
      answer('OK')
    } catch (error) {
      answer(`not written: ${error instanceof Error ? error.message.replaceAll('\n', ' ').slice(0, 200) : 'unknown'}`)
    }
    length = 0
  }
  if (open !== undefined) end(options, open)
}

/** The file that is open, or a new one. Throws where there is no room. */
function openFor(options: SpoolerOptions, open: Open | undefined): Open {
  const { files, folder, limit, now, uptime } = options
  if (open !== undefined && open.size < LARGE && uptime() - open.since < OLD) return open
  const names = files.readdirSync(folder).map(String).filter(isSpooled)
  const used = names.reduce(
    (sum, name) => sum + (files.statSync(`${folder}/${name}`, { throwIfNoEntry: false })?.size ?? 0),
    0,
  )
  if (used + LARGE > limit) throw new Error(`the spool has ${used} octets, and ${limit} is its bound`)
  const stamp = new Date(now()).toISOString().replace(/[:.]/g, '-')
  const path = `${folder}/${stamp}-${String(Math.floor(uptime())).padStart(12, '0')}${OPEN}`
  const fresh = { fd: files.openSync(path, 'ax', 0o640), path, since: uptime(), size: 0 }
  if (open !== undefined) end(options, open)
  return fresh
}

/** Writes all of it, or nothing. */
function append(files: Files, open: Open, bytes: Buffer): void {
  try {
    for (let at = 0; at < bytes.length; ) at += files.writeSync(open.fd, bytes, at)
    open.size += bytes.length
  } catch (error) {
    files.ftruncateSync(open.fd, open.size)
    throw error
  }
}

function end(options: SpoolerOptions, open: Open): void {
  options.files.closeSync(open.fd)
  close(options, open.path)
}

function close({ files }: SpoolerOptions, path: string): void {
  files.renameSync(path, `${path.slice(0, -OPEN.length)}${CLOSED}`)
}
