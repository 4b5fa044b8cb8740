/**
 * Keeps the draft of the white list: its text, who changed it, and whether it was sent to the director. The
 * text is a file that an administrator may edit too, so that each fact is kept with the hash of the text that it is about.
 */
import { replaceFile } from '../machine/atomic-write.ts'
import type { Machine } from '../machine/machine.ts'
import { message } from '../messages/message.ts'
import { sha256 } from '../whitelist/approval.ts'
import { DOCUMENT_LIMIT, type Parsed, type ParseOptions, parseInTurns } from '../whitelist/parse.ts'
import type { Act, DraftState, Failed } from './contract.ts'
import { failed } from './daemon.ts'

export interface DraftTools {
  readonly machine: Pick<Machine, 'files' | 'now' | 'log'>
  /** The text, and what is known of it. */
  readonly path: string
  readonly statePath: string
  /** UCI section names of the rooms that exist. */
  readonly rooms: () => readonly string[]
  /** The day in the router's zone, by which entries have run out; undefined while no clock is set. */
  readonly today: () => string | undefined
  /** The list in force: where there is no draft, it is what editing begins with. */
  readonly inForce: () => { readonly text: string; readonly meta: { readonly sha256: string } } | undefined
  readonly onChange: () => void
  /** Lets others have the thread: a long list is read in turns. */
  readonly breathe: () => Promise<void>
}

export interface DraftText {
  readonly text: string
  readonly sha256: string
}

interface Kept {
  readonly changed?: Act & { readonly sha256: string }
  readonly sent?: Act & { readonly sha256: string }
  readonly returned?: Act & { readonly note: string }
}

const emptyList = 'sites:\n'
const hashOf = (text: string) => sha256(Buffer.from(text))

export class Draft {
  readonly #tools: DraftTools
  #kept: Kept
  #read: (DraftText & { readonly key: string }) | undefined
  #parsed: { readonly key: string; readonly reading: Promise<Parsed> } | undefined
  #turn: Promise<unknown> = Promise.resolve()

  constructor(tools: DraftTools) {
    this.#tools = tools
    this.#kept = load(tools)
  }

  /** Throws Node's error where the file cannot be read. */
  now(): DraftText {
    const { machine, path, inForce } = this.#tools
    if (!machine.files.existsSync(path)) {
      const live = inForce()
      return live === undefined
        ? { text: emptyList, sha256: hashOf(emptyList) }
        : { text: live.text, sha256: live.meta.sha256 }
    }
    const { mtimeMs, size, ino } = machine.files.statSync(path)
    if (size > 2 * DOCUMENT_LIMIT)
      throw Object.assign(new Error(`${path} has ${size} bytes, and is no list`), { code: 'EFBIG' })
    const key = `${mtimeMs} ${size} ${ino}`
    if (this.#read?.key !== key) {
      const bytes = machine.files.readFileSync(path)
      this.#read = { key, text: bytes.toString(), sha256: sha256(bytes) }
    }
    return this.#read
  }

  /** What the text says, with the rooms that there are now. Another edit may come before it resolves: ask `conflict` again. */
  parsed(): Promise<Parsed> {
    const { text, sha256: hash } = this.now()
    const key = this.#keyOf(hash)
    if (this.#parsed?.key !== key) this.#parsed = { key, reading: this.read(text) }
    return this.#parsed.reading
  }

  /** What a text would say as the draft. One after the other, so that only one lies in memory half read. */
  read(text: string): Promise<Parsed> {
    const { breathe } = this.#tools
    const reading = this.#turn.then(() => parseInTurns(text, this.options(), breathe))
    this.#turn = reading
    return reading
  }

  /** What a text is read with. */
  options(): ParseOptions {
    const today = this.#tools.today()
    return { rooms: this.#tools.rooms(), ...(today === undefined ? {} : { today }) }
  }

  #keyOf(hash: string): string {
    return `${hash} ${this.#tools.today() ?? ''} ${this.#tools.rooms().join(' ')}`
  }

  state(): DraftState {
    const { sha256: hash } = this.now()
    const { changed, sent, returned } = this.#kept
    const differs = hash !== (this.#tools.inForce()?.meta.sha256 ?? hashOf(emptyList))
    return {
      sha256: hash,
      differs,
      ...(changed?.sha256 === hash ? { changed: act(changed) } : {}),
      ...(sent?.sha256 === hash && differs ? { sent: act(sent) } : {}),
      ...(returned === undefined || !differs ? {} : { returned }),
    }
  }

  /** Why an edit of that text must not be made: somebody was faster. */
  conflict(base: string): Failed | undefined {
    const { sha256: hash, changed } = this.state()
    if (base === hash) return undefined
    const { user } = changed ?? {}
    const says = user === undefined ? message('draft-changed-as-file') : message('draft-changed-by', { user })
    return failed('conflict', says, { sha256: hash, ...changed })
  }

  /** Makes the text the draft; `parsed` is what it says, where that is known. Gives a failure where the disk refuses. */
  write(text: string, user: string, parsed?: Parsed): Failed | undefined {
    const { machine, path } = this.#tools
    try {
      replaceFile(machine.files, path, text, true)
    } catch (error) {
      return failed('unavailable', message('draft-unwritable', { reason: (error as Error).message }))
    }
    const hash = hashOf(text)
    if (parsed !== undefined) this.#parsed = { key: this.#keyOf(hash), reading: Promise.resolve(parsed) }
    this.#keep({ ...this.#kept, changed: { ...this.#act(user), sha256: hash } })
    return undefined
  }

  send(user: string): void {
    const { returned: _, ...rest } = this.#kept
    this.#keep({ ...rest, sent: { ...this.#act(user), sha256: this.now().sha256 } })
  }

  sendBack(user: string, note: string): void {
    const { sent: _, ...rest } = this.#kept
    this.#keep({ ...rest, returned: { ...this.#act(user), note } })
  }

  /** It is in force now: nothing lies before the director any more. */
  approved(): void {
    const { changed } = this.#kept
    this.#keep(changed === undefined ? {} : { changed })
  }

  #act(user: string): Act {
    return { user, at: new Date(this.#tools.machine.now()).toISOString() }
  }

  #keep(kept: Kept): void {
    const { machine, statePath, onChange } = this.#tools
    this.#kept = kept
    try {
      replaceFile(machine.files, statePath, `${JSON.stringify({ format: 1, ...kept })}\n`, true)
    } catch (error) {
      machine.log('warning', `${statePath} cannot be written: a restart forgets it: ${(error as Error).message}`)
    }
    onChange()
  }
}

const act = ({ user, at }: Act): Act => ({ user, at })

function isAct(value: unknown, ...texts: readonly string[]): boolean {
  const given = (value ?? {}) as Readonly<Record<string, unknown>>
  return ['user', 'at', ...texts].every((key) => typeof given[key] === 'string')
}

/** A damaged file is kept aside: the draft itself does not depend on it. */
function load({ machine: { files, log }, statePath }: DraftTools): Kept {
  if (!files.existsSync(statePath)) return {}
  try {
    const { changed, sent, returned } = JSON.parse(files.readFileSync(statePath, 'utf8')) as Kept
    return {
      ...(changed !== undefined && isAct(changed, 'sha256') ? { changed } : {}),
      ...(sent !== undefined && isAct(sent, 'sha256') ? { sent } : {}),
      ...(returned !== undefined && isAct(returned, 'note') ? { returned } : {}),
    }
  } catch (error) {
    log('warning', `${statePath} cannot be read; who changed the draft is forgotten: ${(error as Error).message}`)
    try {
      files.renameSync(statePath, `${statePath}.damaged`)
    } catch {}
    return {}
  }
}
