/** Turns the kernel's counts of rogue DHCP servers, foreign addresses and dropped questions into alarms. */
import { message } from '../messages/message.ts'
import type { Alarm } from './alarm-limiter.ts'

export interface Suspect {
  readonly kind: 'rogue' | 'foreign' | 'questions'
  readonly mac: string
  /** Since its element was made. */
  readonly packets: number
}

/** `lasting`: the readings in a row that have to count something before it is an alarm. A page asks too much once. */
const abouts = {
  rogue: { about: 'rogue-server', code: 'rogue-server', lasting: 1 },
  foreign: { about: 'foreign-address', code: 'foreign-address-used', lasting: 1 },
  questions: { about: 'questions-dropped', code: 'questions-dropped-by', lasting: 3 },
} as const

interface Known {
  readonly packets: number
  /** Readings in a row that counted something, and how much since the first of them or the last alarm. */
  readonly inRow: number
  readonly times: number
}

/** Gives the alarms since the last reading. An element that counts less than before began anew. */
export function createSuspects() {
  let last = new Map<string, Known>()
  return (suspects: readonly Suspect[], nameOf: (mac: string) => string | undefined): Alarm[] => {
    const now = new Map<string, Known>()
    const alarms = suspects.flatMap(({ kind, mac, packets }): Alarm[] => {
      const key = `${kind} ${mac}`
      const before = last.get(key) ?? { packets: 0, inRow: 0, times: 0 }
      const fresh = packets >= before.packets ? packets - before.packets : packets
      const inRow = fresh === 0 ? 0 : before.inRow + 1
      const times = fresh === 0 ? 0 : before.times + fresh
      const { about, code, lasting } = abouts[kind]
      const isDue = inRow >= lasting
      now.set(key, { packets, inRow, times: isDue ? 0 : times })
      if (!isDue) return []
      const name = nameOf(mac)
      const who = name === undefined ? mac : `${name} (${mac})`
      return [{ about, subject: mac, what: message(code, { name: who }), details: { mac }, times }]
    })
    last = now
    return alarms
  }
}
