/** Proves one journal: what came since the last run, or all of it where that is no longer what was proven. */
import type { ClickHouse } from '../clickhouse.ts'
import { lastProof, putProof } from '../store/proofs.ts'
import type { HistoryOptions, Piece } from './history.ts'
import { type Proof, Prover } from './prove.ts'
import { countRows, readJournal } from './read-journal.ts'

/** With a `head` to look for, everything is read again. */
export interface VerifyJournalOptions extends HistoryOptions {
  /** Read everything again. */
  readonly again?: boolean
  /** Milliseconds. */
  readonly now: number
}

/** Rejects with `ClickHouseError`. */
export async function verifyJournal(
  clickhouse: ClickHouse,
  journal: string,
  { signer, head, again = head !== undefined, now }: VerifyJournalOptions,
): Promise<Proof> {
  const follow = async (known?: Piece) => {
    const prover = new Prover({ signer, head, known })
    for await (const { rows, more } of readJournal(clickhouse, journal, known?.sealed?.n)) prover.number(rows, more)
    return { proof: prover.end(), hasResumed: prover.hasResumed }
  }
  const known = again ? undefined : await provenBefore(clickhouse, journal, signer)
  const later = known === undefined ? undefined : await follow(known)
  const { proof } = later?.hasResumed === true ? later : await follow()
  await putProof(clickhouse, journal, proof.pieces, now)
  return proof
}

/** The one piece that a journal was, if its rows are still exactly those. */
async function provenBefore(
  clickhouse: ClickHouse,
  journal: string,
  signer: HistoryOptions['signer'],
): Promise<Piece | undefined> {
  const [piece, ...others] = await lastProof(clickhouse, journal)
  if (piece?.sealed === undefined || piece.wrong !== undefined || others.length > 0) return undefined
  // Nobody has checked its signatures yet, or with another key.
  if (signer !== undefined && piece.signed?.signer !== signer.id) return undefined
  // From the first row on: loose rows in front of the piece are told each time.
  const rows = await countRows(clickhouse, journal, piece.sealed.n)
  return rows === piece.rows - piece.unsealed ? piece : undefined
}
