/** Follows the spool: reads files, loads rows, deletes what is loaded, until it is stopped. */
import type { Loader } from './loader.ts'
import type { Piece, SpoolReader } from './spool-reader.ts'
import { type Read, readRecord } from './spool-record.ts'

export interface FollowOptions {
  readonly spool: SpoolReader
  readonly loader: Loader
  readonly now: () => number
  readonly pause: (ms: number) => Promise<void>
  readonly hasEnded: () => boolean
  readonly keepMs: number
  /** Octets that are loaded at once. */
  readonly pieceSize?: number
  /** Milliseconds between two inserts of little: ClickHouse wants few large ones. */
  readonly restMs?: number
  /** Ends when the spool has been read. */
  readonly once?: boolean
}

export const PIECE = 4 * 1024 * 1024
/** So much is worth an insert at once. */
const ENOUGH = 1024 * 1024

/** The messages of a piece of the spool. */
export function readPiece({ bytes }: Piece): Read[] {
  const read: Read[] = []
  for (let at = 0; at < bytes.length; ) {
    const found = bytes.indexOf(10, at)
    const end = found < 0 ? bytes.length : found
    if (end > at)
      read.push(
        end - at >= PIECE / 4
          ? { kind: 'rejected', reason: 'too-long', source: '', bytes: bytes.subarray(at, at + 4096) }
          : readRecord(bytes.subarray(at, end)),
      )
    at = end + 1
  }
  return read
}

/** Rejects with `Ended` where it was told to end while ClickHouse was away. */
export async function follow(options: FollowOptions): Promise<void> {
  const { spool, loader, pause, now, hasEnded, keepMs, pieceSize = PIECE, restMs = 1000, once = false } = options
  await loader.settle()
  // One piece is read while the one before is on its way.
  let [before, piece]: [Promise<void>, Piece | undefined] = [Promise.resolve(), undefined]
  while (!hasEnded()) {
    piece = spool.read(pieceSize)
    if (piece === undefined) {
      await before
      before = Promise.resolve()
      spool.tidy(now(), keepMs)
      if (once) return
      await pause(restMs)
      continue
    }
    const [taken, read] = [piece, readPiece(piece)]
    await before
    before = loader.load(read).then(() => spool.loaded(taken))
    // Whoever awaits it is told of its end; nobody may be there yet.
    before.catch(() => {})
    if (taken.bytes.length < ENOUGH && !once) await pause(restMs)
  }
  await before
}
