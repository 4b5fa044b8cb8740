/** Keeps what lasts as long as one connection: calls, ids of our objects, ids that were looked up. */
import { type Answer, Calls, expectOk, type Question } from './calls.ts'
import { MESSAGE, STATUS } from './constants.ts'
import { type ErrorPlace, UbusError } from './errors.ts'
import { type Attributes, type Message, readAttributes } from './message.ts'
import { type FoundObject, readFound } from './signature.ts'

/** Where the messages for one of our objects go. */
export interface Route {
  invoke(session: Session, message: Message, attributes: Attributes): void
  /** Whether anybody subscribes to the object. */
  active?(active: boolean): void
  /** The object that this one has subscribed to is gone. */
  unsubscribed?(session: Session): void
}

const MOST_KNOWN_IDS = 1024

export class Session {
  readonly clientId: number
  /** Our objects, by the id that they have on this connection. */
  readonly routes = new Map<number, Route>()
  readonly #send: (message: Message) => void
  readonly #calls: Calls
  readonly #ids = new Map<string, number>()
  #open = true

  constructor(clientId: number, send: (message: Message) => void) {
    this.clientId = clientId
    this.#send = send
    this.#calls = new Calls(send)
  }

  get open(): boolean {
    return this.#open
  }

  /** Sends an answer. On a closed session it does nothing: the one who asked is gone. */
  reply(message: Message): void {
    if (this.#open) this.#send(message)
  }

  tell(question: Question): void {
    this.#calls.tell(question)
  }

  converse(question: Question, signal: AbortSignal, answer: Answer): Promise<void> {
    return this.#calls.converse(question, signal, answer)
  }

  /** Throws UbusError if the closing STATUS is not OK. */
  async ask(question: Question, signal: AbortSignal, onData?: (attributes: Attributes) => void): Promise<void> {
    expectOk(await this.#calls.ask(question, signal, onData), question.place)
  }

  receive(message: Message): void {
    if (message.type === MESSAGE.STATUS || message.type === MESSAGE.DATA) this.#calls.receive(message)
    else this.#deliver(message, readAttributes(message))
  }

  /** To the object of ours that it is for; what is for none is dropped. */
  #deliver(message: Message, attributes: Attributes): void {
    const route = this.routes.get(attributes.objectId ?? 0)
    if (message.type === MESSAGE.INVOKE) route?.invoke(this, message, attributes)
    else if (message.type === MESSAGE.NOTIFY) route?.active?.(attributes.active ?? false)
    else if (message.type === MESSAGE.UNSUBSCRIBE) route?.unsubscribed?.(this)
  }

  close(cause: unknown): void {
    this.#open = false
    this.routes.clear()
    this.#calls.close(cause)
  }

  /** The objects whose path is `pattern`, or begins like it if it ends in `*`; without it all. None is no error. */
  async lookup(pattern: string | undefined, place: ErrorPlace, signal: AbortSignal): Promise<FoundObject[]> {
    const found: FoundObject[] = []
    const attributes = pattern === undefined ? {} : { path: pattern }
    const question = { type: MESSAGE.LOOKUP, peer: 0, attributes, place }
    const status = await this.#calls.ask(question, signal, (data) => {
      const object = readFound(data)
      if (object !== undefined) found.push(object)
    })
    if (status.status !== STATUS.NOT_FOUND) expectOk(status, place)
    return found
  }

  /** Asks for the id of an object; NOT_FOUND says that the bus has no such path (that we may see). */
  async find(path: string, place: ErrorPlace, signal: AbortSignal): Promise<number> {
    const found = (await this.lookup(path, place, signal)).find((object) => object.path === path)
    if (found === undefined) throw new UbusError('NOT_FOUND', { ...place, message: noSuchObject(path) })
    if (this.#ids.size >= MOST_KNOWN_IDS) this.#ids.clear()
    this.#ids.set(path, found.id)
    return found.id
  }

  /** Calls by path. Ids are remembered; one that ubusd no longer knows is looked up again, once. */
  async call(
    path: string,
    method: string,
    data: Buffer,
    signal: AbortSignal,
    onData: (attributes: Attributes) => void,
  ): Promise<void> {
    const place = { object: path, method }
    const known = this.#ids.get(path)
    const id = known ?? (await this.find(path, place, signal))
    const status = await this.#calls.ask(invocation(id, method, data, place), signal, onData)
    // An answer of the provider has its OBJID; without it ubusd answered itself, and nobody has seen the call.
    if (known === undefined || status.status !== STATUS.NOT_FOUND || status.objectId !== undefined) {
      return expectOk(status, place)
    }
    this.#ids.delete(path)
    await this.ask(invocation(await this.find(path, place, signal), method, data, place), signal, onData)
  }
}

/** libubus sets peer to the object's id as well, and ubusd answers with it. */
export function invocation(objectId: number, method: string, data: Buffer, place: ErrorPlace): Question {
  return { type: MESSAGE.INVOKE, peer: objectId, attributes: { objectId, method, data }, place }
}

function noSuchObject(path: string): string {
  return `There is no object ${JSON.stringify(path)} on the bus`
}
