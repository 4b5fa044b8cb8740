/** Defines an entry of the table of bypasses. */
import type { Attempt } from '../attempt.ts'
import type { Trace } from '../observations.ts'

/** An attempt to get past, and what is there against it. */
export interface Bypass extends Attempt {
  /** Numbers of docs/bypasses.md. */
  readonly lines: readonly number[]
  /** What stops it, in a few words. */
  readonly defence: string
  /** It opens by the gate alone: without the name check it is the price that the manual names. */
  readonly gate?: 'needed'
}

/** What no router can stop. */
export interface Residual {
  readonly lines: readonly number[]
  readonly what: string
  readonly why: string
}

export type Version = 4 | 6

/** Gives addresses of the internet one after the other, so that no two attempts have the same one. */
function createAddresses(third: number, group: string) {
  const given = { 4: 0, 6: 0 }
  return (version: Version): string => {
    given[version] += 1
    const number = given[version]
    if (version === 6) return `2001:2:0:ffff::${group}:${number.toString(16)}`
    return `198.18.${third + (number >> 7)}.${1 + (number & 127)}`
  }
}

/** An address that nobody lists. */
export const freshAddress = createAddresses(96, 'b')
/** One that the list opens by address, on UDP 5060 and TCP 2222 alone. */
export const listedAddress = createAddresses(13, 'd')

/** The same attempt over IPv4 and over IPv6. */
export function eachVersion(make: (version: Version, suffix: string) => Bypass): Bypass[] {
  return ([4, 6] as const).map((version) => make(version, version === 4 ? '' : '-v6'))
}

/** Any packet to an address that the internet has for this attempt alone. */
export const packetTo = (address: string): Trace => ({ kind: 'packet', place: 'internet', address })

/** A packet that passed every check of the router's and was for the router itself. */
export const inRouter = (address: string, port?: number): Trace => ({
  kind: 'packet',
  place: 'router',
  address,
  ...(port === undefined ? {} : { port }),
})

export const direct = (site: string) => ({ site, verdict: 'refused' as const, why: 'direct-address' })
export const unlisted = (site: string) => ({ site, verdict: 'refused' as const, why: 'unlisted' })

/** An unlisted name of the attempt's own, and everything by which it would be seen at the far side. */
export function evilName(id: string): { readonly name: string; readonly far: readonly Trace[] } {
  const name = `${id}.vk.test`
  return {
    name,
    far: [
      { kind: 'request', host: name },
      { kind: 'request', path: `/${id}` },
      { kind: 'hello', sni: name },
      { kind: 'query', name },
    ],
  }
}
