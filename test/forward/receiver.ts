/**
 * A receiver that a test plays: it reads at once, and keeps what it has read in memory for a while before it is on its
 * disk. A kill takes the memory, and ends all connections as a kernel does: as if they had been ended in good order.
 */
import type { Dial, SyslogLink } from '../../src/forward/syslog-link.ts'

export class Receiver {
  readonly disk: Buffer[] = []
  /** Everything that was ever written to it. */
  octets = 0
  dials = 0
  /** Called when the sender ends a connection, before it is answered. */
  onFinish: () => void = () => {}
  /** Refuses to be dialled with this. */
  refuses: Error | undefined
  /** Takes nothing. */
  isStuck = false
  #memory: { readonly bytes: Buffer; readonly timer: NodeJS.Timeout }[] = []
  readonly #links = new Set<(error: Error) => void>()
  readonly #memoryMs: number

  constructor(memoryMs = 0) {
    this.#memoryMs = memoryMs
  }

  readonly dial: Dial = async () => {
    this.dials++
    if (this.refuses !== undefined) throw this.refuses
    return this.#link()
  }

  kill(): void {
    for (const { timer } of this.#memory) clearTimeout(timer)
    this.#memory = []
    this.hangUp()
  }

  /** Ends all connections and lives on. */
  hangUp(): void {
    for (const end of [...this.#links]) end(new Error('it closed the connection'))
  }

  get links(): number {
    return this.#links.size
  }

  /** Texts of the messages on its disk. */
  texts(): string[] {
    return unframe(Buffer.concat(this.disk)).map((message) =>
      message.slice(message.indexOf('] ') + 2).replace('\ufeff', ''),
    )
  }

  rows(): string[] {
    return this.texts().filter((text) => text.startsWith('{"n":'))
  }

  #link(): SyslogLink {
    let broken: Error | undefined
    let over = () => {}
    const end = (error?: Error) => {
      broken ??= error
      this.#links.delete(end)
      over()
    }
    this.#links.add(end)
    return {
      over: new Promise((resolve) => {
        over = resolve
      }),
      get broken() {
        return broken
      },
      write: async (bytes) => {
        if (broken !== undefined) throw broken
        this.octets += bytes.length
        if (this.isStuck) await new Promise(() => {})
        this.#take(bytes)
      },
      finish: async () => {
        if (broken !== undefined) throw broken
        // The kernel of a receiver that dies in this moment answers just as well.
        this.#links.delete(end)
        this.onFinish()
        over()
      },
      destroy: () => end(new Error('destroyed')),
    }
  }

  #take(bytes: Buffer): void {
    const timer = setTimeout(() => {
      this.#memory = this.#memory.filter((held) => held !== entry)
      this.disk.push(bytes)
    }, this.#memoryMs)
    const entry = { bytes, timer }
    this.#memory.push(entry)
  }
}

/** RFC 6587, 3.4.1. Throws where the octets are no whole frames. */
export function unframe(bytes: Buffer): string[] {
  const messages: string[] = []
  for (let at = 0; at < bytes.length; ) {
    const blank = bytes.indexOf(32, at)
    const length = bytes.toString('latin1', at, blank)
    if (!/^[1-9]\d*$/.test(length)) throw new Error(`no length: ${length.slice(0, 40)}`)
    const end = blank + 1 + Number(length)
    if (end > bytes.length) throw new Error('half a message')
    messages.push(bytes.toString('utf8', blank + 1, end))
    at = end
  }
  return messages
}
