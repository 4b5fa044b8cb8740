/**
 * Stores how far a target has the journal: in RAM with each step, and on flash now and then, to spare it. After a power cut
 * the older one on flash counts, and later rows are sent again with the same ids.
 */
import { codeOf, replaceFile } from '../machine/atomic-write.ts'
import type { Machine } from '../machine/machine.ts'
import { BEGINNING, type Place } from './journal-reader.ts'

export interface CursorOptions {
  readonly machine: Pick<Machine, 'files' | 'uptime' | 'log'>
  /** Paths of the two files; their folders are there. */
  readonly ram: string
  readonly disk: string
  /** Milliseconds between two writings to flash. Default ten minutes. */
  readonly spareMs?: number
}

const TEN_MINUTES = 600_000

export class Cursor {
  readonly #options: CursorOptions
  #place: Place
  #onDisk: Place | undefined
  #written: number
  /** What hinders it from being kept: the file, and what Node says. */
  trouble: { readonly file: string; readonly reason: string } | undefined

  constructor(options: CursorOptions) {
    this.#options = options
    this.#onDisk = this.#load(options.disk)
    this.#place = this.#load(options.ram) ?? this.#onDisk ?? BEGINNING
    this.#written = options.machine.uptime()
  }

  get place(): Place {
    return this.#place
  }

  settle(place: Place): void {
    this.#place = place
    this.#save(this.#options.ram, false)
    const { uptime } = this.#options.machine
    if (this.#onDisk !== undefined && uptime() - this.#written < (this.#options.spareMs ?? TEN_MINUTES)) return
    this.#saveToDisk()
  }

  /** The journal is another one: all of it is sent, and nothing may remember the old one. */
  restart(): void {
    this.#place = BEGINNING
    this.#save(this.#options.ram, false)
    this.#saveToDisk()
  }

  close(): void {
    if (this.#onDisk?.n !== this.#place.n) this.#saveToDisk()
  }

  #saveToDisk(): void {
    if (!this.#save(this.#options.disk, true)) return
    this.#onDisk = this.#place
    this.#written = this.#options.machine.uptime()
  }

  /** A disk that refuses costs nothing but messages that are sent twice. */
  #save(path: string, sync: boolean): boolean {
    const { files, log } = this.#options.machine
    try {
      replaceFile(files, path, `${JSON.stringify({ format: 1, ...this.#place })}\n`, sync)
      this.trouble = undefined
      return true
    } catch (error) {
      const trouble = { file: path, reason: (error as Error).message }
      if (trouble.file !== this.trouble?.file || trouble.reason !== this.trouble.reason)
        log('warning', `${path} cannot be written: ${trouble.reason}`)
      this.trouble = trouble
      return false
    }
  }

  #load(path: string): Place | undefined {
    const { files, log } = this.#options.machine
    let text: string
    try {
      text = String(files.readFileSync(path, 'utf8'))
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') log('warning', `${path} cannot be read: ${(error as Error).message}`)
      return undefined
    }
    const place = readPlace(text)
    if (place === undefined) this.#putAside(path)
    return place
  }

  #putAside(path: string): void {
    const { files, log } = this.#options.machine
    log('warning', `${path} makes no sense and is kept as ${path}.damaged`)
    try {
      files.renameSync(path, `${path}.damaged`)
    } catch (error) {
      log('warning', `${path} cannot be moved: ${(error as Error).message}`)
    }
  }
}

function readPlace(text: string): Place | undefined {
  try {
    const { format, n, row } = JSON.parse(text) as Record<string, unknown>
    const isPlace = format === 1 && Number.isSafeInteger(n) && Number(n) >= 0 && /^([0-9a-f]{16})?$/.test(String(row))
    return isPlace && typeof row === 'string' ? { n: Number(n), row } : undefined
  } catch {
    return undefined
  }
}
