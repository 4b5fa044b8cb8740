/**
 * Keeps in a file in RAM what a killed daemon would lose: rows that are not on the disk yet, and the raw events that open
 * visits were made from, in the order in which they came. A line is a kind, a blank and a text.
 *
 * `S` state as JSON, in parts, always first; `R` a row; `C` key of the visit that the row before closed; `E` an event of conntrack;
 * `L` seconds and a line of its listing; `G` seconds and a record of the gate; `X` seconds and refused packets as JSON;
 * `T` seconds and the id of a flow, or `peer` and a PC's address and port, that waiting has settled; `P` rows bear numbers of
 * their own, because the disk was away from the start: since when, if nothing was in RAM then.
 */

import { codeOf, replaceFile } from '../machine/atomic-write.ts'
import type { Files } from '../machine/machine.ts'

export type SpoolKind = 'S' | 'R' | 'C' | 'E' | 'L' | 'G' | 'X' | 'T' | 'P'

export interface SpoolLine {
  readonly kind: SpoolKind
  readonly text: string
}

const isKind = (kind: string): kind is SpoolKind => 'SRCELGXTP'.includes(kind) && kind.length === 1

/** The whole lines of a spool left behind; a torn last one is what had not happened yet. */
export function readSpool(files: Pick<Files, 'readFileSync'>, path: string): SpoolLine[] | undefined {
  let text: string
  try {
    text = String(files.readFileSync(path, 'utf8'))
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
  return text
    .split('\n')
    .slice(0, -1)
    .flatMap((line) => {
      const kind = line.slice(0, 1)
      return isKind(kind) && line[1] === ' ' ? [{ kind, text: line.slice(2) }] : []
    })
}

export class Spool {
  readonly #files: Files
  readonly #path: string
  readonly #onTrouble: (error: unknown) => void
  #fd: number | undefined
  /** Bytes since the last replacement. */
  size = 0

  constructor(files: Files, path: string, onTrouble: (error: unknown) => void) {
    this.#files = files
    this.#path = path
    this.#onTrouble = onTrouble
  }

  /** A full RAM disk must not stop the journal: the rows go on to the disk. */
  add(lines: readonly SpoolLine[]): void {
    if (lines.length === 0) return
    const bytes = Buffer.from(encode(lines))
    try {
      this.#fd ??= this.#files.openSync(this.#path, 'a', 0o600)
      for (let at = 0; at < bytes.length; ) at += this.#files.writeSync(this.#fd, bytes, at)
      this.size += bytes.length
    } catch (error) {
      this.close()
      this.#onTrouble(error)
    }
  }

  /** Old or new, never half. */
  replace(lines: Iterable<SpoolLine>): void {
    this.close()
    try {
      replaceFile(this.#files, this.#path, batches(lines), false)
      this.size = 0
    } catch (error) {
      this.#onTrouble(error)
    }
  }

  close(): void {
    const fd = this.#fd
    this.#fd = undefined
    try {
      if (fd !== undefined) this.#files.closeSync(fd)
    } catch (error) {
      this.#onTrouble(error)
    }
  }
}

const BATCH = 64 * 1024

function* batches(lines: Iterable<SpoolLine>): Generator<string> {
  let batch = ''
  for (const line of lines) {
    batch += encode([line])
    if (batch.length < BATCH) continue
    yield batch
    batch = ''
  }
  yield batch
}

function encode(lines: readonly SpoolLine[]): string {
  return lines.map(({ kind, text }) => `${kind} ${text.replaceAll('\n', ' ')}\n`).join('')
}
