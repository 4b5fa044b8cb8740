/**
 * Stores the register of social networks encrypted; only a login that has typed the passphrase and is not idle reads it.
 * Between two calls only keys stay in memory. What is thrown or logged here never holds anything of the register.
 */
import * as v from 'valibot'
import { replaceFile } from '../machine/atomic-write.ts'
import type { Machine } from '../machine/machine.ts'
import type { Timer } from '../machine/timers.ts'
import { ArgumentError, message } from '../messages/message.ts'
import { type Cost, forget, type Key, keyFor, newKey, open, seal, usualCost } from './encryption.ts'
import { emptySocial, type Social, socialSchema } from './social.ts'

export interface VaultTools {
  readonly machine: Pick<Machine, 'files' | 'log' | 'now' | 'uptime' | 'timers'>
  readonly path: string
  /** Milliseconds without a call after which a session is locked. */
  readonly idleMs?: number
  readonly cost?: Cost
}

/** A login's session: the name alone would let another window of the same name in. */
export interface Holder {
  readonly user: string
  /** The session's token; absent for a call over the router's own socket. */
  readonly session?: string
}

/** `missing`: no register yet. `damaged`: the file is none of ours. */
export type VaultState = 'missing' | 'locked' | 'open' | 'damaged'

export const storeLimits = { idleMs: 10 * 60_000, passphrase: 12, tries: 5, waitMs: 15 * 60_000, sessions: 4 } as const

interface Session {
  readonly key: Key
  used: number
}

const holderId = ({ user, session }: Holder) => JSON.stringify([user, session ?? ''])

export class EncryptedStore {
  readonly #tools: VaultTools
  readonly #sessions = new Map<string, Session>()
  /** When a wrong passphrase was typed, by the monotonic clock. */
  #wrong: number[] = []
  /** One key is made at a time: each takes megabytes. */
  #busy = false
  #timer: Timer | undefined

  constructor(tools: VaultTools) {
    this.#tools = tools
  }

  state(holder: Holder): VaultState {
    this.#lockIdle()
    if (this.#sessions.has(holderId(holder))) return 'open'
    return this.#exists() ? 'locked' : 'missing'
  }

  /** Makes an empty register. Throws `ArgumentError` where there is one, or the passphrase is too short. */
  async create(holder: Holder, passphrase: string): Promise<void> {
    if (this.#exists()) throw new ArgumentError('passphrase', message('register-exists'))
    checkPassphrase('passphrase', passphrase)
    const key = await this.#alone(() => newKey(passphrase, this.#tools.cost ?? usualCost))
    // Somebody else may have been faster while the key was made.
    if (this.#exists()) throw new ArgumentError('passphrase', message('register-exists'))
    this.#write(emptySocial, key)
    this.#admit(holder, key)
  }

  /** Throws `ArgumentError` where the passphrase is wrong, or was wrong too often. */
  async unlock(holder: Holder, passphrase: string): Promise<void> {
    const key = await this.#keyOf('passphrase', passphrase)
    this.#admit(holder, key)
  }

  lock(holder: Holder): void {
    this.#drop(holderId(holder))
  }

  /** Seals the register anew and locks every other session. Throws `ArgumentError`. */
  async changePassphrase(holder: Holder, old: string, fresh: string): Promise<void> {
    checkPassphrase('fresh', fresh)
    if (old.normalize('NFKC') === fresh.normalize('NFKC')) throw new ArgumentError('fresh', message('passphrase-old'))
    const oldKey = await this.#keyOf('passphrase', old)
    const key = await this.#alone(() => newKey(fresh, this.#tools.cost ?? usualCost))
    // Read after the key is made: what somebody changed meanwhile goes with it.
    this.#write(this.#open(oldKey), key)
    forget(oldKey)
    for (const id of [...this.#sessions.keys()]) this.#drop(id)
    this.#admit(holder, key)
  }

  /** Throws `ArgumentError` where the session is locked. */
  read(holder: Holder): Social {
    return this.#open(this.#use(holder).key)
  }

  /** What `change` throws is thrown; then nothing is written. */
  update<T extends Social>(holder: Holder, change: (social: Social) => T): T {
    const { key } = this.#use(holder)
    const changed = change(this.#open(key))
    this.#write(changed, key)
    return changed
  }

  /** Forgets every key. */
  close(): void {
    for (const id of [...this.#sessions.keys()]) this.#drop(id)
  }

  #exists(): boolean {
    return this.#tools.machine.files.existsSync(this.#tools.path)
  }

  async #alone<T>(work: () => Promise<T>): Promise<T> {
    if (this.#busy) throw new ArgumentError('passphrase', message('passphrase-busy'))
    this.#busy = true
    try {
      return await work()
    } finally {
      this.#busy = false
    }
  }

  async #keyOf(field: string, passphrase: string): Promise<Key> {
    const { machine, path } = this.#tools
    this.#checkTries(field)
    if (!this.#exists()) throw new ArgumentError(field, message('register-missing'))
    const file = machine.files.readFileSync(path, 'utf8')
    const key = await this.#alone(() => keyFor(file, passphrase))
    if (typeof key === 'string') throw new ArgumentError(field, message('register-file-damaged'))
    const opened = open(file, key)
    if (typeof opened === 'object') {
      this.#wrong = []
      return key
    }
    forget(key)
    this.#wrong.push(machine.uptime())
    machine.log('warning', 'a wrong passphrase was given for the register of social networks')
    throw new ArgumentError(field, message('passphrase-wrong'))
  }

  #checkTries(field: string): void {
    const now = this.#tools.machine.uptime()
    const { tries, waitMs } = storeLimits
    this.#wrong = this.#wrong.filter((at) => now - at < waitMs)
    const first = this.#wrong[this.#wrong.length - tries]
    if (first === undefined) return
    const minutes = Math.max(1, Math.ceil((first + waitMs - now) / 60_000))
    throw new ArgumentError(field, message('passphrase-wrong-often', { times: tries, minutes }))
  }

  #admit(holder: Holder, key: Key): void {
    const id = holderId(holder)
    this.#drop(id)
    const [oldest] = this.#sessions.keys()
    if (this.#sessions.size >= storeLimits.sessions && oldest !== undefined) this.#drop(oldest)
    this.#sessions.set(id, { key, used: this.#tools.machine.uptime() })
    this.#watch()
  }

  #use(holder: Holder): Session {
    this.#lockIdle()
    const id = holderId(holder)
    const session = this.#sessions.get(id)
    if (session === undefined) throw new ArgumentError('passphrase', message('register-locked'))
    session.used = this.#tools.machine.uptime()
    return session
  }

  #drop(id: string): void {
    const session = this.#sessions.get(id)
    if (session !== undefined) forget(session.key)
    this.#sessions.delete(id)
    if (this.#sessions.size === 0) {
      this.#timer?.stop()
      this.#timer = undefined
    }
  }

  #lockIdle(): void {
    const { machine, idleMs = storeLimits.idleMs } = this.#tools
    const now = machine.uptime()
    for (const [id, { used }] of [...this.#sessions]) if (now - used >= idleMs) this.#drop(id)
  }

  /** A session that nobody comes back to is locked all the same. */
  #watch(): void {
    this.#timer ??= this.#tools.machine.timers.every(30_000, () => this.#lockIdle()).unref()
  }

  #open(key: Key): Social {
    const { machine, path } = this.#tools
    const opened = open(machine.files.readFileSync(path, 'utf8'), key)
    if (opened === 'wrong') throw new ArgumentError('passphrase', message('passphrase-changed'))
    if (opened === 'damaged') throw new ArgumentError('passphrase', message('register-file-damaged'))
    return decode(opened.text)
  }

  /** What could not be read again must never take the place of what can. The error quotes nothing. */
  #write(social: Social, key: Key): void {
    const text = JSON.stringify({ format: 1, ...social })
    if (!v.is(socialSchema, JSON.parse(text))) throw new Error('the register would have a shape that it cannot have')
    replaceFile(this.#tools.machine.files, this.#tools.path, seal(text, key), true)
  }
}

/** An error of JSON.parse quotes the text: it must not get out. */
function decode(text: string): Social {
  try {
    const read = v.safeParse(socialSchema, JSON.parse(text))
    if (read.success) return read.output
  } catch {
    // The same as a text of another shape.
  }
  throw new ArgumentError('passphrase', message('register-file-damaged'))
}

function checkPassphrase(field: string, passphrase: string): void {
  const length = [...passphrase.normalize('NFKC')].length
  const least = storeLimits.passphrase
  if (length < least || length > 1000) throw new ArgumentError(field, message('passphrase-short', { least }))
  if (new Set(passphrase).size < 5) throw new ArgumentError(field, message('passphrase-simple'))
}
