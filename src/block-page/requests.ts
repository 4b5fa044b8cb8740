/** Defines the bounded queue of pupils' requests, as a value. */
import { reasonLimit } from './page.ts'

export interface SiteRequest {
  /** ms since the epoch */
  readonly at: number
  /** Address of the PC. */
  readonly client: string
  /** ASCII lower case, a checked host name. */
  readonly name: string
  /** Cleaned, at most `reasonLimit` characters; may be empty. */
  readonly reason: string
}

/** A value: every change makes another. */
export interface RequestQueue {
  /** What waits for the teacher, oldest first. */
  readonly waiting: readonly SiteRequest[]
  /** When which PC asked lately, for the rate limit. */
  readonly recent: readonly { readonly pc: string; readonly room: string; readonly at: number }[]
}

export interface RequestLimits {
  /** Requests of one PC within `windowMs`, whatever its addresses; half of its room's share where that is less. */
  readonly perClient: number
  readonly windowMs: number
  /** Requests of all PCs within `windowMs`: who is root of a PC gives it another MAC. */
  readonly inAll: number
  /** How many may wait. */
  readonly waiting: number
  /** How many of one PC, or half of its room's share: a script that asks all week must not fill the queue. */
  readonly waitingOfPc: number
  /** Rooms, each of which has an equal share of `inAll` and `waiting` that no other takes. */
  readonly rooms: number
}

export const usualLimits: RequestLimits = {
  ...{ perClient: 5, windowMs: 600_000, inAll: 200 },
  ...{ waiting: 500, waitingOfPc: 30, rooms: 1 },
}

export const emptyQueue: RequestQueue = { waiting: [], recent: [] }

/** `again`: this PC's request for this name waits already. `enough`: a limit; nothing was kept. */
export type Outcome = 'sent' | 'again' | 'enough'

/** What remains of a pupil's words: one line without control, format and direction characters. */
export function cleanReason(text: string): string {
  const line = text
    .normalize('NFC')
    .replace(/[\p{Cf}\p{Co}\p{Cs}\p{Cn}]/gu, '')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .replace(/(\p{M}{3})\p{M}+/gu, '$1')
    .trim()
  return [...line].slice(0, reasonLimit).join('').trimEnd()
}

/** Who asks, and where from. A PC is the same for all of its addresses; it can give itself as many as it likes. */
export interface Askers {
  readonly pcOf: (address: string) => string
  readonly roomOf: (address: string) => string
}

const anybody: Askers = { pcOf: (address) => address, roomOf: () => '' }

export function addRequest(
  queue: RequestQueue,
  request: SiteRequest,
  limits: RequestLimits = usualLimits,
  { pcOf, roomOf }: Askers = anybody,
): { readonly queue: RequestQueue; readonly outcome: Outcome } {
  // A clock that has jumped back must not lock anyone out for longer than a window.
  const recent = queue.recent.filter(({ at }) => Math.abs(request.at - at) < limits.windowMs)
  const pruned = { ...queue, recent }
  const pc = pcOf(request.client)
  const own = recent.filter((other) => other.pc === pc).length
  const room = roomOf(request.client)
  const part = (of: number) => Math.max(1, Math.floor(of))
  const share = (of: number) => part(of / limits.rooms)
  // Where there are many rooms, one PC alone must not use up its room's share.
  const ofOnePc = (most: number, of: number) => Math.min(most, part(share(of) / 2))
  const ofRoom = recent.filter((other) => other.room === room).length
  const isTooMuch = recent.length >= limits.inAll || ofRoom >= share(limits.inAll)
  if (own >= ofOnePc(limits.perClient, limits.inAll) || isTooMuch) return { queue: pruned, outcome: 'enough' }
  const counted = { ...queue, recent: [...recent, { pc, room, at: request.at }] }
  const ofPc = queue.waiting.filter((other) => pcOf(other.client) === pc)
  if (ofPc.some(({ name }) => name === request.name)) return { queue: counted, outcome: 'again' }
  const waitingOfRoom = queue.waiting.filter((other) => roomOf(other.client) === room).length
  const isRoomFull = queue.waiting.length >= limits.waiting || waitingOfRoom >= share(limits.waiting)
  const isFull = isRoomFull || ofPc.length >= ofOnePc(limits.waitingOfPc, limits.waiting)
  if (isFull) return { queue: counted, outcome: 'enough' }
  return { queue: { ...counted, waiting: [...queue.waiting, request] }, outcome: 'sent' }
}

/** All requests for one name. */
export interface RequestedName {
  readonly name: string
  /** ms since the epoch */
  readonly first: number
  readonly last: number
  readonly clients: readonly string[]
  /** Those that are not empty, each once, in the order of asking. */
  readonly reasons: readonly string[]
}

/** For the teacher: most asked for first, then the oldest. */
export function groupByName(queue: RequestQueue): RequestedName[] {
  const byName = new Map<string, SiteRequest[]>()
  for (const request of queue.waiting) byName.set(request.name, [...(byName.get(request.name) ?? []), request])
  const names = [...byName].map(([name, requests]): RequestedName => {
    const times = requests.map(({ at }) => at)
    return {
      name,
      first: Math.min(...times),
      last: Math.max(...times),
      clients: [...new Set(requests.map(({ client }) => client))],
      reasons: [...new Set(requests.map(({ reason }) => reason).filter((reason) => reason !== ''))],
    }
  })
  return names.sort((one, other) => other.clients.length - one.clients.length || one.first - other.first)
}

/** The queue without a name that has been decided on. */
export function removeName(queue: RequestQueue, name: string): RequestQueue {
  return { ...queue, waiting: queue.waiting.filter((request) => request.name !== name) }
}
