/** Stands for the router's program where what it does is not asked. */
import type { ProgramFiles } from '../../build/bundle.ts'

/** Of one file, the one that is run. */
export const entryAlone = (entry: Uint8Array | string): ProgramFiles => new Map([['aqtizim.js', Buffer.from(entry)]])
