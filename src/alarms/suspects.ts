/** Turns the kernel's counts of rogue DHCP servers and foreign addresses into alarms. */
import { message } from '../messages/message.ts'
import type { Alarm } from './alarm-limiter.ts'

export interface Suspect {
  readonly kind: 'rogue' | 'foreign'
  readonly mac: string
  /** Since its element was made. */
  readonly packets: number
}

const abouts = {
  rogue: { about: 'rogue-server', code: 'rogue-server' },
  foreign: { about: 'foreign-address', code: 'foreign-address-used' },
} as const

/** Gives the alarms since the last reading. An element that counts less than before began anew. */
export function createSuspects() {
  let last = new Map<string, number>()
  return (suspects: readonly Suspect[], nameOf: (mac: string) => string | undefined): Alarm[] => {
    const now = new Map(suspects.map(({ kind, mac, packets }) => [`${kind} ${mac}`, packets]))
    const alarms = suspects.flatMap(({ kind, mac, packets }): Alarm[] => {
      const before = last.get(`${kind} ${mac}`) ?? 0
      const times = packets >= before ? packets - before : packets
      if (times === 0) return []
      const { about, code } = abouts[kind]
      const name = nameOf(mac)
      const who = name === undefined ? mac : `${name} (${mac})`
      return [{ about, subject: mac, what: message(code, { name: who }), details: { mac }, times }]
    })
    last = now
    return alarms
  }
}
