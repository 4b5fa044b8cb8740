/** Asks resolvers: whether they use the list that was applied, and for the addresses of names. */
import { Resolver } from 'node:dns/promises'
import type { Machine } from '../machine/machine.ts'
import { sleep } from '../machine/timers.ts'

/** Asks a resolver on 127.0.0.1 for the A records of a name: its addresses, or the code of what went wrong (`ENOTFOUND`). */
export async function askResolver(
  port: number,
  name: string,
  timeoutMs = 2500,
): Promise<readonly string[] | { readonly code: string }> {
  return askServer(`127.0.0.1:${port}`, name, timeoutMs)
}

/** The same of any name server, `ADDRESS:PORT` or `[ADDRESS]:PORT`. */
export async function askServer(
  server: string,
  name: string,
  timeoutMs = 2500,
): Promise<readonly string[] | { readonly code: string }> {
  const resolver = new Resolver({ timeout: timeoutMs, tries: 2 })
  resolver.setServers([server])
  try {
    return await resolver.resolve4(name)
  } catch (error) {
    return { code: (error as NodeJS.ErrnoException).code ?? 'UNKNOWN' }
  }
}

/** All addresses that a resolver on 127.0.0.1 gives for a name; none where it has none or does not answer. */
export async function askAddresses(port: number, name: string, family: 4 | 6, timeoutMs = 400): Promise<string[]> {
  const resolver = new Resolver({ timeout: timeoutMs, tries: 1 })
  resolver.setServers([`127.0.0.1:${port}`])
  try {
    return await (family === 4 ? resolver.resolve4(name) : resolver.resolve6(name))
  } catch {
    return []
  }
}

/** `none`: it says that there are none; `unknown`: it does not say. */
export type Found = readonly string[] | 'none' | 'unknown'

/** What a resolver gives for a name, of both IP versions. `server`: `ADDRESS#PORT`. Never rejects. */
export async function findAddresses(server: string, name: string, timeoutMs = 2000): Promise<Found> {
  const resolver = new Resolver({ timeout: timeoutMs, tries: 1 })
  try {
    resolver.setServers([asNodeWrites(server)])
  } catch {
    return 'unknown'
  }
  const asked = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)])
  const found = asked.flatMap((one) => (one.status === 'fulfilled' ? one.value : []))
  if (found.length > 0) return found
  const codes = asked.map((one) => (one.status === 'rejected' ? (one.reason as NodeJS.ErrnoException).code : undefined))
  return codes.every((code) => code === 'ENOTFOUND' || code === 'ENODATA') ? 'none' : 'unknown'
}

/** `ADDRESS#PORT` as Node takes it. */
function asNodeWrites(server: string): string {
  const [address = '', port = '53'] = server.split('#')
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
}

/** Addresses that are handed on of an answer that is too long: 16 of IPv6 take 450 octets. */
export const handedOn = 16

/**
 * Asks name servers (`ADDRESS#PORT`) as a PC does, over TCP where an answer was cut: the first addresses, none where the name has
 * none. Rejects where nobody answers.
 */
export async function askLong(servers: readonly string[], name: string, family: 4 | 6): Promise<string[]> {
  const resolver = new Resolver({ timeout: 2000, tries: 2 })
  resolver.setServers(servers.map(asNodeWrites))
  try {
    return (await (family === 4 ? resolver.resolve4(name) : resolver.resolve6(name))).slice(0, handedOn)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENODATA' || code === 'ENOTFOUND') return []
    throw error
  }
}

/** Tries until it is so, every few milliseconds; false when the time is over. */
export async function until(
  { uptime, timers }: Pick<Machine, 'uptime' | 'timers'>,
  isSo: () => Promise<boolean>,
  limitMs: number,
): Promise<boolean> {
  const end = uptime() + limitMs
  for (let wait = 2; ; wait = Math.min(wait * 1.5, 50)) {
    if (await isSo()) return true
    if (uptime() > end) return false
    await sleep(timers, wait)
  }
}
