/** Defines the mistakes of a document as values, in the order of the text. */

export type ProblemCode =
  | 'yaml-syntax'
  | 'unknown-key'
  | 'missing-key'
  | 'bad-domain'
  | 'public-suffix'
  | 'bad-address'
  | 'private-address'
  | 'bad-port'
  | 'bad-date'
  | 'expired'
  | 'unknown-room'
  | 'foreign-resolver'
  | 'mixed-script'
  | 'encoding'
  | 'not-on-the-internet'
  | 'shared-store'
  | 'safe-search'
  | 'duplicate'
  | 'covered'
  | 'too-large'

export interface ProblemValues {
  /** What stands in the list, at most 80 characters of it. */
  readonly value?: string
  /** What should stand there: the name, or the key `address` with this. */
  readonly write?: string
  readonly address?: string
  /** The name that it should be below. */
  readonly below?: string
  /** What is special about it, where the code says less. */
  readonly what?: 'single-word' | 'twice' | 'no-safe-search'
}

export interface Problem {
  readonly code: ProblemCode
  /** A list with an error is never applied; a warning only tells. */
  readonly severity: 'error' | 'warning'
  /** 1-based. */
  readonly line: number
  /** 1-based, in UTF-16 units. */
  readonly column: number
  /** What stands there, and what to write instead. */
  readonly values: ProblemValues
  /** One sentence in English that names the value. */
  readonly message: string
}
