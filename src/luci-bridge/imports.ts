/** Keeps imported lists until a teacher adds them, and the draft of before for undoing. */
import { randomBytes } from 'node:crypto'
import type { ImportRoom } from '../list-import/candidates.ts'
import type { Import } from '../list-import/import.ts'
import { replaceFile } from '../machine/atomic-write.ts'
import type { Machine } from '../machine/machine.ts'
import type { Timer } from '../machine/timers.ts'
import { type Message, message } from '../messages/message.ts'
import { sha256 } from '../whitelist/approval.ts'
import type { Encoding } from '../whitelist/encodings.ts'
import type { Failed } from './contract.ts'
import { failed } from './daemon.ts'
import type { Draft } from './draft.ts'

export interface ImportTools {
  readonly machine: Pick<Machine, 'files' | 'log' | 'uptime' | 'timers'>
  readonly draft: Draft
  readonly rooms: () => readonly ImportRoom[]
  /** The day in the router's zone; undefined while no clock is set. */
  readonly today: () => string | undefined
  /** Lets others do their work within long work of ours. */
  readonly breathe: () => Promise<void>
  /** Where the draft as it was before waits. */
  readonly undoPath: string
}

export interface Waiting extends Import {
  readonly id: string
  readonly user: string
  /** Hash of the draft that it was compared with. */
  readonly base: string
  at: number
}

export type ImportFault = { readonly fault: Message }

const atOnce = 4
const forgottenMs = 3_600_000

const refused = (fault: Message): Failed => failed('refused', fault)

export class Imports {
  readonly #tools: ImportTools
  readonly #waiting = new Map<string, Waiting>()
  #timer: Timer | undefined

  constructor(tools: ImportTools) {
    this.#tools = tools
  }

  /** Compares what the bytes say with the draft as it is. Somebody's second list takes the place of the first. */
  async read(bytes: Uint8Array, user: string, encoding?: Encoding): Promise<Waiting | ImportFault> {
    const { draft, rooms, today, machine, breathe } = this.#tools
    const { readImportInTurns } = await import('../list-import/import.ts')
    const { whitelist } = await draft.parsed()
    const base = draft.now().sha256
    if (whitelist === undefined) return { fault: message('bulk-draft-wrong') }
    const day = today()
    const more = { ...(day === undefined ? {} : { today: day }), ...(encoding === undefined ? {} : { encoding }) }
    const found = await readImportInTurns(bytes, whitelist, { rooms: rooms(), ...more }, breathe)
    if ('fault' in found) return found
    const now = machine.uptime()
    this.#forget()
    for (const [id, other] of this.#waiting) if (other.user === user) this.#waiting.delete(id)
    const [oldest] = this.#waiting.keys()
    if (oldest !== undefined && this.#waiting.size >= atOnce) this.#waiting.delete(oldest)
    const id = randomBytes(16).toString('hex')
    const waiting = { ...found, id, user, base, at: now }
    this.#waiting.set(id, waiting)
    // Whoever looks and adds nothing may be the last for weeks.
    this.#timer ??= machine.timers.every(forgottenMs / 2, () => this.#forget()).unref()
    return waiting
  }

  /** How many lists wait. */
  get size(): number {
    return this.#waiting.size
  }

  #forget(): void {
    const now = this.#tools.machine.uptime()
    for (const [id, { at }] of this.#waiting) if (now - at > forgottenMs) this.#waiting.delete(id)
    if (this.#waiting.size > 0) return
    this.#timer?.stop()
    this.#timer = undefined
  }

  find(id: string, user: string): Waiting | Failed {
    const found = this.#waiting.get(id)
    if (found?.user !== user) return refused(message('bulk-forgotten'))
    found.at = this.#tools.machine.uptime()
    return found
  }

  /** Puts all that is new into the draft at once, and keeps the draft as it was. */
  async add({ id, base, entries }: Waiting, user: string): Promise<{ readonly added: number } | Failed> {
    const { addedTo } = await import('../list-import/import.ts')
    const fault = await this.change(base, user, (before) => addedTo(before, entries))
    if (fault !== undefined) return fault
    this.#waiting.delete(id)
    return { added: entries.length }
  }

  /** Makes another text of the draft `base`, which must have no mistake, and keeps the draft as it was. */
  async change(
    base: string,
    user: string,
    edit: (before: string) => string | ImportFault | Promise<string>,
  ): Promise<Failed | undefined> {
    const { draft } = this.#tools
    const conflict = draft.conflict(base)
    if (conflict !== undefined) return conflict
    const before = draft.now().text
    const text = await edit(before)
    if (typeof text !== 'string') return refused(text.fault)
    // What cannot be edited must not take the place of what can be taken back.
    if (text === before) return refused(message('bulk-unchanged'))
    // Edited and read in turns: between two of them another call may run.
    const parsed = await draft.read(text)
    const meanwhile = draft.conflict(base)
    if (meanwhile !== undefined) return meanwhile
    const [error] = parsed.problems.filter(({ severity }) => severity === 'error')
    if (error !== undefined) return refused(message('as-said', { output: error.message }))
    return this.#keep({ before, after: sha256(Buffer.from(text)) }) ?? draft.write(text, user, parsed)
  }

  /** Whether the draft is as the last list left it, so that it can be taken back. */
  canUndo(): boolean {
    return this.#last() !== undefined
  }

  /**
   * Makes the draft what it was before the last list came in. `base`: hash of the draft as that list left it, for whoever means
   * a certain one: another may have come in since, of somebody else.
   */
  undo(user: string, base?: string): Failed | undefined {
    const last = this.#last()
    if (last === undefined || (base !== undefined && base !== last.after)) return refused(message('bulk-no-undo'))
    const fault = this.#tools.draft.write(last.before, user)
    if (fault === undefined) this.#tools.machine.files.unlinkSync(this.#tools.undoPath)
    return fault
  }

  #keep(kept: Kept): Failed | undefined {
    const { machine, undoPath } = this.#tools
    try {
      replaceFile(machine.files, undoPath, `${JSON.stringify({ format: 1, ...kept })}\n`, true)
    } catch (error) {
      return failed('unavailable', message('bulk-unkept', { reason: (error as Error).message }))
    }
    return undefined
  }

  #last(): Kept | undefined {
    const { machine, draft, undoPath } = this.#tools
    if (!machine.files.existsSync(undoPath)) return undefined
    try {
      const { before, after } = JSON.parse(machine.files.readFileSync(undoPath, 'utf8')) as Partial<Kept>
      if (typeof before !== 'string' || typeof after !== 'string') return undefined
      return after === draft.now().sha256 ? { before, after } : undefined
    } catch (error) {
      machine.log('warning', `${undoPath} cannot be read; nothing can be taken back: ${(error as Error).message}`)
      return undefined
    }
  }
}

interface Kept {
  readonly before: string
  /** SHA-256 of the draft with what came in. */
  readonly after: string
}
