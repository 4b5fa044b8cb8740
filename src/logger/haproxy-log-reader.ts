/**
 * Follows the gate's ring of records over its control socket (HAProxy Management Guide, `show events`). The ring keeps
 * what comes while nobody reads; whoever reads again gets all of it from the oldest on, and goes on after what he has seen.
 * HAProxy could also send the ring to us: 3.0 then never connects again after we were away, and 3.2 loses what it sends
 * until it sees that we are gone.
 */
import { connect, type Socket } from 'node:net'
import type { Timer, Timers } from '../machine/timers.ts'

export interface GateRingOptions {
  readonly timers: Timers
  /** The gate's control socket. */
  readonly socket: string
  /** The newest record that was taken, as it was written; none where none ever was. */
  readonly last: () => string | undefined
  /** In their order, each once. */
  readonly onMessages: (messages: readonly string[]) => void
}

export interface GateRing {
  close(): void
}

/** Milliseconds until a gate that is not there, or closed the connection, is asked again. */
const retryMs = 200
const ask = 'show events records'
// HAProxy ends connections that say nothing after `stats timeout`; time-outs can be set where it prompts.
const follow = `prompt\nset timeout cli 1d\n${ask} -w\n`
/** `maxlen` and `size` of the ring (src/firewall/haproxy.ts) are not more. */
const longest = 8192
const ringSize = 1_048_576

/** Cuts the answer into records; prompts and what is no record are left out. */
export class RingLines {
  #rest = ''
  /** The line that has begun is too long to be one. */
  #skipping = false

  /** The records that are whole by now. */
  push(text: string): string[] {
    const lines = (this.#rest + text).split('\n')
    this.#rest = lines.pop() ?? ''
    if (this.#skipping && lines.length > 0) {
      this.#skipping = false
      lines.shift()
    }
    if (this.#rest.length > longest) {
      this.#skipping = true
      this.#rest = ''
    }
    return lines.flatMap((line) => {
      const message = line.length > longest ? '' : line.replace(/^(> )+/, '')
      return message.startsWith('<') ? [message] : []
    })
  }
}

/** Leaves out what comes until `last`, and `last` itself. */
export class AfterLast {
  #last: string | undefined
  #left = 0

  constructor(last: string | undefined) {
    this.#last = last
  }

  /** More has been left out than any ring holds: `last` has gone from it since somebody saw it there. */
  get isLost(): boolean {
    return this.#last !== undefined && this.#left > 2 * ringSize
  }

  push(messages: readonly string[]): readonly string[] {
    if (this.#last === undefined) return messages
    const at = messages.indexOf(this.#last)
    if (at < 0) {
      for (const message of messages) this.#left += message.length
      return []
    }
    this.#last = undefined
    return messages.slice(at + 1)
  }
}

/** What the gate answers; `onEnd` learns whether it was there at all. */
function hear(socket: string, command: string, onText: (text: string) => void, onEnd: (there: boolean) => void) {
  const wire = connect(socket)
  let there = false
  wire.setEncoding('utf8')
  wire.on('connect', () => {
    there = true
    wire.write(command)
  })
  wire.on('data', onText)
  wire.on('error', () => wire.destroy())
  wire.on('close', () => onEnd(there))
  return wire
}

/** Never gives up; it is the health checks that say when there is no gate. */
export function followGateRing({ timers, socket, last, onMessages }: GateRingOptions): GateRing {
  let wire: Socket | undefined
  let timer: Timer | undefined
  let isClosed = false

  const again = () => {
    if (!isClosed) timer = timers.after(retryMs, begin)
  }

  /** First all that there is: only where it ends can we know that `last` has left the ring, and all in it is new. */
  function begin(): void {
    const known = last()
    if (known === undefined) {
      stay(undefined)
      return
    }
    const lines = new RingLines()
    let isInRing = false
    const onText = (text: string) => {
      isInRing ||= lines.push(text).includes(known)
    }
    wire = hear(socket, `${ask}\n`, onText, (there) =>
      there && !isClosed ? stay(isInRing ? known : undefined) : again(),
    )
  }

  function stay(known: string | undefined): void {
    const [lines, fresh] = [new RingLines(), new AfterLast(known)]
    const onText = (text: string) => {
      const messages = fresh.push(lines.push(text))
      if (isClosed) return
      if (messages.length > 0) onMessages(messages)
      if (fresh.isLost) wire?.destroy()
    }
    wire = hear(socket, follow, onText, again)
  }

  begin()
  return {
    close: () => {
      isClosed = true
      timer?.stop()
      wire?.destroy()
    },
  }
}
