/** Matches calls on one connection with their answers, by seq and peer. Each call settles exactly once. */
import { MESSAGE, STATUS } from './constants.ts'
import { ConnectionClosedError, type ErrorPlace, ProtocolError, UbusError } from './errors.ts'
import { type Attributes, type Message, readAttributes, writeAttributes } from './message.ts'

export interface Question {
  readonly type: number
  readonly peer: number
  readonly attributes: Attributes
  /** Named in every error. */
  readonly place: ErrorPlace
}

/** Takes each message that has the question's seq; `true` ends the conversation, an exception fails it. */
export type Answer = (type: number, peer: number, attributes: Attributes) => boolean

interface Pending {
  readonly peer: number
  readonly place: ErrorPlace
  readonly answer: Answer
  readonly end: (error?: unknown) => void
}

/** Together, the DATA messages of one answer. More than this and the answer is not taken. */
const MAX_ANSWER_BYTES = 64 * 1024 * 1024
const SEQS = 0x10000

export class Calls {
  readonly #send: (message: Message) => void
  readonly #pending = new Map<number, Pending>()
  /** seq -> peer of questions that we gave up: an answer that still comes must not be taken for that of another. */
  readonly #abandoned = new Map<number, number>()
  #seq = 0
  #closed: { readonly cause: unknown } | undefined

  constructor(send: (message: Message) => void) {
    this.#send = send
  }

  /** Sends without expecting an answer. Throws EncodeError, ConnectionClosedError. */
  tell(question: Question): void {
    if (this.#closed !== undefined) throw this.#closedError(question.place)
    this.#write(this.#takeSeq(question.place), question)
  }

  /** Sends and gives the closing STATUS, whatever it says. `onData` gets each DATA before it. */
  async ask(question: Question, signal: AbortSignal, onData?: (attributes: Attributes) => void): Promise<Attributes> {
    let status: Attributes = {}
    let bytes = 0
    await this.converse(question, signal, (type, peer, attributes) => {
      if (peer !== question.peer) return false
      if (type === MESSAGE.STATUS) status = attributes
      bytes += (attributes.data?.length ?? 0) + (attributes.signature?.length ?? 0)
      if (bytes > MAX_ANSWER_BYTES) throw new ProtocolError(`The answer is longer than ${MAX_ANSWER_BYTES} bytes`)
      if (type === MESSAGE.DATA) onData?.(attributes)
      return type === MESSAGE.STATUS
    })
    return status
  }

  /** Sends, and hands every message of the same seq to `answer` until it says that this was all. */
  converse(question: Question, signal: AbortSignal, answer: Answer): Promise<void> {
    const { place, peer } = question
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason)
      if (this.#closed !== undefined) return reject(this.#closedError(place))
      const seq = this.#takeSeq(place)
      const end = (error?: unknown) => {
        if (!this.#pending.delete(seq)) return
        signal.removeEventListener('abort', abandon)
        if (error === undefined) resolve()
        else reject(error)
      }
      const abandon = () => {
        this.#abandoned.set(seq, peer)
        end(signal.reason)
      }
      this.#write(seq, question)
      this.#pending.set(seq, { peer, place, answer, end })
      signal.addEventListener('abort', abandon)
    })
  }

  /** A STATUS or DATA that came in. One that nobody waits for is dropped. */
  receive(message: Message): void {
    const pending = this.#pending.get(message.seq)
    if (pending === undefined) {
      const last = message.type === MESSAGE.STATUS && this.#abandoned.get(message.seq) === message.peer
      if (last) this.#abandoned.delete(message.seq)
      return
    }
    try {
      if (pending.answer(message.type, message.peer, readAttributes(message))) pending.end()
    } catch (error) {
      // The rest of this answer is still on its way.
      if (message.type !== MESSAGE.STATUS) this.#abandoned.set(message.seq, pending.peer)
      pending.end(error)
    }
  }

  /** Fails every question by its name, and each later one. */
  close(cause: unknown): void {
    this.#closed = { cause }
    for (const { place, end } of [...this.#pending.values()]) end(this.#closedError(place))
    this.#abandoned.clear()
  }

  #closedError(place: ErrorPlace): ConnectionClosedError {
    return new ConnectionClosedError({ ...place, cause: this.#closed?.cause })
  }

  #write(seq: number, question: Question): void {
    this.#send({ type: question.type, seq, peer: question.peer, attributes: writeAttributes(question.attributes) })
  }

  /** 1 to 65535, none that is in use. */
  #takeSeq(place: ErrorPlace): number {
    if (this.#pending.size >= SEQS - 1) {
      throw new UbusError('NO_MEMORY', { ...place, message: `${SEQS - 1} calls are waiting for their answers already` })
    }
    if (this.#pending.size + this.#abandoned.size >= SEQS - 1) {
      const [oldest] = this.#abandoned.keys()
      if (oldest !== undefined) this.#abandoned.delete(oldest)
    }
    do this.#seq = (this.#seq + 1) % SEQS
    while (this.#seq === 0 || this.#pending.has(this.#seq) || this.#abandoned.has(this.#seq))
    return this.#seq
  }
}

/** Throws the STATUS as an error unless it is OK. */
export function expectOk(status: Attributes, place: ErrorPlace): void {
  const number = status.status ?? STATUS.UNKNOWN_ERROR
  if (number !== STATUS.OK) throw new UbusError(number, place)
}
