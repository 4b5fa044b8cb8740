/** Reads the kept list once for all who ask: pages of offers and two teachers at once share one reading. */
import type { Machine } from '../machine/machine.ts'
import { parseInTurns } from '../whitelist/parse.ts'
import type { Whitelist } from '../whitelist/whitelist.ts'
import { type KeptList, readKept } from './kept-list.ts'

export interface ReadList extends KeptList {
  readonly whitelist: Whitelist
}

export interface ReaderTools {
  readonly machine: Pick<Machine, 'files' | 'uptime'>
  /** Where the list is kept. */
  readonly path: string
  readonly breathe: () => Promise<void>
}

/** Milliseconds after which nobody looks at it any more. */
const IDLE = 10 * 60_000

export class ListReader {
  readonly #tools: ReaderTools
  #known: { readonly stamp: string; readonly reading: Promise<ReadList | undefined> } | undefined
  /** By `uptime`. */
  #asked = 0

  constructor(tools: ReaderTools) {
    this.#tools = tools
  }

  /** The last good list; undefined where there is none that this key has signed. Read anew where the file is another. */
  read(key: string): Promise<ReadList | undefined> {
    const { files, uptime } = this.#tools.machine
    this.#asked = uptime()
    const { path } = this.#tools
    if (!files.existsSync(path)) return Promise.resolve(undefined)
    const { mtimeMs, size, ino } = files.statSync(path)
    const stamp = `${mtimeMs} ${size} ${ino} ${key}`
    if (this.#known?.stamp !== stamp) this.#known = { stamp, reading: this.#read(key) }
    return this.#known.reading
  }

  /** Another list is there. */
  forget(): void {
    this.#known = undefined
  }

  /** A long list takes megabytes: it is not held for nobody. */
  forgetIdle(): void {
    if (this.#tools.machine.uptime() - this.#asked > IDLE) this.forget()
  }

  async #read(key: string): Promise<ReadList | undefined> {
    const { machine, path, breathe } = this.#tools
    const kept = readKept(machine.files, path, key)
    if (kept === undefined || kept === 'damaged') return undefined
    const { whitelist = { sites: [] } } = await parseInTurns(kept.text, {}, breathe)
    return { ...kept, whitelist }
  }
}
