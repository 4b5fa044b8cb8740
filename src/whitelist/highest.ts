/**
 * Remembers the highest approved version beside the folder of versions, so that a removed or added version is noticed:
 * `/etc/aqtizim/versions.json`.
 */
import * as v from 'valibot'
import { codeOf, type ReplacedFiles, replaceFile } from '../machine/atomic-write.ts'
import type { Files } from '../machine/machine.ts'

const stampSchema = v.object({
  version: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
  /** Of the list, in hexadecimal. Empty: a journal of an older aqtizim names the number alone. */
  sha256: v.pipe(v.string(), v.regex(/^([0-9a-f]{64})?$/)),
})

const highestSchema = v.object({
  format: v.literal(1),
  highest: v.exactOptional(stampSchema),
  /** What was being approved when this was written: after a power cut it is there as a whole, or not at all. */
  pending: v.exactOptional(stampSchema),
  /** The signature of `highest` is older than numbers under signatures. */
  unnumbered: v.exactOptional(v.literal(true)),
})

/** A version's number and the hash of its text. */
export type Stamp = v.InferOutput<typeof stampSchema>

export type Highest = Omit<v.InferOutput<typeof highestSchema>, 'format'>

/** A few hundred bytes. */
const fileLimit = 4096

/** The file of a folder of versions. */
export const highestPath = (dir: string) => `${dir}.json`

/** Undefined where there is no such file. Throws Node's error, or that of the text, where it cannot be read. */
export function readHighest(files: Pick<Files, 'statSync' | 'readFileSync'>, dir: string): Highest | undefined {
  const path = highestPath(dir)
  let text: string
  try {
    if (files.statSync(path).size > fileLimit) throw new Error(`${path} has over ${fileLimit} bytes`)
    text = files.readFileSync(path, 'utf8')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
  const { format: _, ...highest } = v.parse(highestSchema, JSON.parse(text))
  return highest
}

/** As `readHighest`; what is damaged says nothing. */
export function readKept(files: Pick<Files, 'statSync' | 'readFileSync'>, dir: string): Highest | undefined {
  try {
    return readHighest(files, dir)
  } catch {
    return undefined
  }
}

/** On the disk when it returns. Throws Node's error; the old file is there then. */
export function writeHighest(files: ReplacedFiles, dir: string, highest: Highest): void {
  replaceFile(files, highestPath(dir), `${JSON.stringify({ format: 1, ...highest })}\n`, true)
}

/** Whether a text may be this version: `stamp` has its number, and its hash where that is known. */
export const isStampOf = (stamp: Stamp | undefined, version: number, sha256: string): boolean =>
  stamp?.version === version && (stamp.sha256 === sha256 || stamp.sha256 === '')
