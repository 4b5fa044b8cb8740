/**
 * Reads dnsmasq's `log-queries=extra` (2.86 to 2.92) and remembers which name each PC was given an address for.
 * Lines look like `Nov 23 10:33:26 dnsmasq[7812]: 17 192.168.1.107/40179 query[A] cdn.bilimland.net from 192.168.1.107`.
 * Names in them come from pupils, and texts from strangers' servers: a name with a blank in it is no name, and
 * only answers to A and AAAA count as addresses (a TXT record may say `198.18.0.2` too).
 */

import { FairMap } from '../machine/fair-map.ts'
import { intern } from './intern.ts'

export interface DnsAnswer {
  /** The PC that asked. */
  readonly client: string
  /** The name as asked, in lower case; CNAMEs on the way leave no trace. */
  readonly name: string
  readonly address: string
  /** Answered from the resolver's own settings: the name is not listed. */
  readonly refused: boolean
}

/** A PC asked for a listed name that has private addresses alone, which the resolver left out. */
export interface LeftOut {
  readonly client: string
  readonly name: string
}

interface Query extends LeftOut {
  isAnswered?: true
}

/** Bounds the queries that wait for an answer; each is one line of memory. */
const MAX_WAITING = 2_000

/** dnsmasq says it before it answers, and not of which question: everybody who waits for that name hears no address. */
const REBIND = 'possible DNS-rebind attack detected: '

/** What dnsmasq logs for an answer with the TC bit, which was truncated. */
const CUT = 'reply is truncated'

/** State of one log file: it belongs to one dnsmasq, whose query numbers it follows. */
export class DnsLog {
  readonly #waiting = new Map<string, Query>()
  #leftOut: LeftOut[] = []
  readonly #cut = new Set<string>()
  /** Lines that looked like none of dnsmasq's. */
  garbage = 0

  /** The answer in a line, if there is one. */
  read(line: string): DnsAnswer | undefined {
    const mark = line.indexOf(': ')
    if (mark < 0 || line.lastIndexOf('dnsmasq', mark) < 0) {
      this.garbage++
      return undefined
    }
    const text = line.slice(mark + 2)
    if (text.startsWith(REBIND)) return this.#leaveOut(canonicalName(text.slice(REBIND.length)))
    const words = text.split(' ')
    const [serial, peer, what] = words
    if (serial === undefined || peer === undefined || what === undefined) return undefined
    const slash = peer.lastIndexOf('/')
    if (!/^[0-9]+$/.test(serial) || slash < 1) return undefined
    return what.startsWith('query[') ? this.#ask(words, slash) : this.#answer(words)
  }

  /** What was left out since the last call: each PC with a name once. */
  takeLeftOut(): readonly LeftOut[] {
    const all = new Map(this.#leftOut.map((one) => [`${one.client} ${one.name}`, one]))
    this.#leftOut = []
    return [...all.values()]
  }

  /** Names whose answers were cut since the last call: they are too long for UDP. */
  takeCut(): readonly string[] {
    const names = [...this.#cut]
    this.#cut.clear()
    return names
  }

  #leaveOut(name: string): undefined {
    for (const [key, query] of this.#waiting) {
      if (query.name !== name || name === '' || query.isAnswered) continue
      this.#waiting.delete(key)
      this.#leftOut.push({ client: query.client, name })
    }
    if (this.#leftOut.length > MAX_WAITING) this.#leftOut = this.#leftOut.slice(-MAX_WAITING)
    return undefined
  }

  #ask(words: readonly string[], slash: number): undefined {
    const [serial, peer, what, name, from] = words
    if (words.length !== 6 || name === undefined || peer === undefined || from !== 'from') return undefined
    if (what !== 'query[A]' && what !== 'query[AAAA]') return undefined
    if (this.#waiting.size >= MAX_WAITING) forgetOldest(this.#waiting)
    this.#waiting.set(`${serial} ${peer}`, { client: intern(peer.slice(0, slash)), name: intern(canonicalName(name)) })
    return undefined
  }

  #noteCut(key: string): undefined {
    const name = this.#waiting.get(key)?.name ?? ''
    if (name !== '' && this.#cut.size < MAX_WAITING) this.#cut.add(name)
  }

  #answer(words: readonly string[]): DnsAnswer | undefined {
    const [serial, peer, source, , is, address] = words
    if (words.length === 5 && words.slice(2).join(' ') === CUT) return this.#noteCut(`${serial} ${peer}`)
    if (words.length !== 6 || is !== 'is' || address === undefined) return undefined
    const query = this.#waiting.get(`${serial} ${peer}`)
    if (query === undefined || query.name === '' || !/^[0-9a-f]*[.:][0-9a-f.:]+$/.test(address)) return undefined
    const known = source === 'reply' || source === 'cached' || source === 'config'
    if (known) query.isAnswered = true
    const { client, name } = query
    return known ? { client, name, address, refused: source === 'config' } : undefined
  }
}

/** Lower case, without the final dot; empty for what cannot be a host's name. */
function canonicalName(name: string): string {
  const plain = name.endsWith('.') ? name.slice(0, -1) : name
  return plain.length <= 253 && /^[\x21-\x7e]+$/.test(plain) ? plain.toLowerCase() : ''
}

/** Plain data: `client address`, the name, and until when. */
export type SavedNames = readonly (readonly [string, string, number])[]

interface Named {
  readonly name: string
  readonly until: number
}

/** Of one PC, so that a name server of many addresses does not take the places of all others. */
const MOST_OF_CLIENT = 2_000

/**
 * Which name a PC last got each address for. Bounded for each PC, and for each room by an equal part of all; the longest unused
 * goes first. Times are in seconds.
 */
export class Names {
  readonly #named: FairMap<Named>
  readonly #lifetime: number
  readonly #roomOf: (client: string) => string

  /** A PC and its programs keep answers far longer than their TTL, hence the long default. */
  constructor(roomOf: (client: string) => string = () => '', capacity = 20_000, lifetime = 12 * 3600) {
    this.#named = new FairMap(capacity, MOST_OF_CLIENT)
    this.#lifetime = lifetime
    this.#roomOf = roomOf
  }

  get size(): number {
    return this.#named.size
  }

  save(): SavedNames {
    return [...this.#named.entries()].map(([client, address, { name, until }]) => [`${client} ${address}`, name, until])
  }

  /** What is known by now is newer. */
  restore(saved: SavedNames): void {
    const newer = this.save()
    this.#named.clear()
    for (const [key, name, until] of [...saved, ...newer]) {
      const [client = '', address = ''] = key.split(' ')
      this.#named.set(this.#roomOf(client), client, address, { name, until })
    }
  }

  remember(client: string, address: string, name: string, now: number): void {
    const named = { name: intern(name), until: now + this.#lifetime }
    this.#named.set(this.#roomOf(client), client, address, named)
  }

  nameOf(client: string, address: string, now: number): string | undefined {
    const named = this.#named.get(client, address)
    if (named === undefined) return undefined
    if (named.until >= now) this.#named.set(this.#roomOf(client), client, address, named)
    else this.#named.delete(client, address)
    return named.until >= now ? named.name : undefined
  }
}

function forgetOldest(map: Map<string, unknown>): void {
  for (const key of map.keys()) {
    map.delete(key)
    return
  }
}
