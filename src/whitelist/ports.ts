/** Reads, compares and prints ports and port ranges of a site. */

import type { Port } from './whitelist.ts'

const HIGHEST = 65535

/** The ports of a web site, for which a domain needs no `ports:`. */
export const WEB_PORTS: readonly Port[] = [
  { protocol: 'tcp', number: 80 },
  { protocol: 'tcp', number: 443 },
]

/** Reads `443`, `udp/5060` or `udp/50000-50059`; undefined where it is none of them. */
export function readPort(text: string): Port | undefined {
  const [, protocol = 'tcp', first, last] = /^(?:(tcp|udp)\/)?([1-9]\d{0,4})(?:-([1-9]\d{0,4}))?$/.exec(text) ?? []
  const port = { protocol: protocol === 'udp' ? ('udp' as const) : ('tcp' as const), number: Number(first) }
  const end = Number(last ?? first)
  if (!(port.number <= end && end <= HIGHEST)) return undefined
  return end === port.number ? port : { ...port, last: end }
}

/** `443` or `50000-50059`, as nft writes it too. */
export function portNumbers({ number, last }: Port): string {
  return last === undefined ? String(number) : `${number}-${last}`
}

/** `tcp/443`, `udp/50000-50059`. */
export function portText(port: Port): string {
  return `${port.protocol}/${portNumbers(port)}`
}

export const lastOf = ({ number, last = number }: Port): number => last

/** Whether one of the ports, or a range among them, has that port. */
export function hasPort(ports: readonly Port[], protocol: string, number: number): boolean {
  return ports.some((port) => port.protocol === protocol && port.number <= number && number <= lastOf(port))
}

/** Whether every port of `inner` lies in one of `outer`. */
export function coversPorts(outer: readonly Port[], inner: readonly Port[]): boolean {
  if (outer === inner) return true
  return inner.every((port) =>
    outer.some((wide) => wide.protocol === port.protocol && wide.number <= port.number && lastOf(port) <= lastOf(wide)),
  )
}

/** Whether these are 80 and 443 and nothing else. */
export function areWebPorts(ports: readonly Port[]): boolean {
  return (
    ports.length === 2 &&
    ports.every((port) => port.last === undefined && hasPort(WEB_PORTS, port.protocol, port.number))
  )
}

/** In order, with overlapping ranges joined to one. */
export function joinPorts(ports: readonly Port[]): readonly Port[] {
  const sorted = [...ports].sort((a, b) =>
    a.protocol === b.protocol ? a.number - b.number : a.protocol < b.protocol ? -1 : 1,
  )
  const joined: Port[] = []
  for (const port of sorted) {
    const before = joined.at(-1)
    if (before === undefined || before.protocol !== port.protocol || lastOf(before) < port.number) joined.push(port)
    else if (lastOf(before) < lastOf(port)) joined[joined.length - 1] = { ...before, last: lastOf(port) }
  }
  return joined
}
