/** What the kernel counted of those who play the router or bear a foreign address, as alarms. */
import type { Alarm } from './alarm-limiter.ts'

export interface Suspect {
  readonly kind: 'rogue' | 'foreign'
  readonly mac: string
  /** Since its element was made. */
  readonly packets: number
}

const abouts = {
  rogue: { about: 'rogue-server', does: 'plays the DHCP server or the router' },
  foreign: { about: 'foreign-address', does: 'sends packets from a foreign address' },
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
      const { about, does } = abouts[kind]
      const name = nameOf(mac)
      const who = name === undefined ? mac : `${name} (${mac})`
      return [{ about, subject: mac, what: `${who} ${does}: refused.`, details: { mac }, times }]
    })
    last = now
    return alarms
  }
}
