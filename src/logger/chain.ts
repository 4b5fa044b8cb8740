/**
 * Computes the hash chain of the journal. Each seal has `head`, the SHA-256 of the previous head (64 hexadecimal
 * digits as ASCII) followed by every byte of the file since, the previous seal's own row included and this one's not.
 * A day's file begins with a row that names the hash which the file before ended with: the same formula, taken at the
 * end of the file. So each file can be checked alone, and all of them in a row.
 */
import { createHash, type Hash } from 'node:crypto'

/** What the first file of all goes on from. */
export const GENESIS = '0'.repeat(64)

export class Chain {
  #hash: Hash

  constructor(head: string = GENESIS) {
    this.#hash = createHash('sha256').update(head, 'latin1')
  }

  /** Lines with their line feed. */
  add(text: string | Uint8Array): void {
    this.#hash.update(text)
  }

  /** The head as of now; adding may go on. */
  head(): string {
    return this.#hash.copy().digest('hex')
  }

  /** Another chain that stands where this one does. */
  copy(): Chain {
    const chain = new Chain()
    chain.#hash = this.#hash.copy()
    return chain
  }

  /** After a seal: the next stretch goes on from its head. */
  continueFrom(head: string): void {
    this.#hash = createHash('sha256').update(head, 'latin1')
  }
}
