/** Measures squid and e2guardian as the gate is measured; they come from Debian if they are not installed. */
import type { Figure } from './bench.ts'
import { compare } from './gate.ts'

export const bench = (): Promise<Figure[]> => compare(true)
