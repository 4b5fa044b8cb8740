/** The gate's bench with squid and e2guardian, fetched from Debian where they are not installed. */
import type { Figure } from './bench.ts'
import { compare } from './gate.ts'

export const bench = (): Promise<Figure[]> => compare(true)
