/** Makes ids for entries of the registers. */
import { randomBytes } from 'node:crypto'

/** A name for an entry that nobody can guess or count: 12 letters, digits, - and _. */
export const newId = (): string => randomBytes(9).toString('base64url')
