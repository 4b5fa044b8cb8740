/** Checks of what stands in the kernel, the resolvers and the gate against what was compiled. */
import { basename } from 'node:path'
import type { AnswerSet } from '../firewall/answer-sets.ts'
import type { DroppedQuestions } from '../firewall/dropped-questions.ts'
import type { Group } from '../firewall/plan.ts'
import type { FrontRule } from '../firewall/route-rules.ts'
import { message } from '../messages/message.ts'
import { type Check, failed, ok, silent, unknown, warning } from './check.ts'

/** Our table out of what nft lists; empty where it is not there. */
export const tablePart = (listing: string) => /^table inet aqtizim \{\n[\s\S]*?^\}$/m.exec(listing)?.[0] ?? ''

/** The first line that one text has and the other has not, for people. */
export function firstDifference(expected: string, found: string): string {
  const [wanted, there] = [expected.split('\n'), found.split('\n')]
  const at = there.findIndex((line, index) => line !== wanted[index])
  const more = at >= 0 ? there[at] : wanted[there.length]
  return (more ?? '').trim().slice(0, 120)
}

export interface TableReading {
  /** The fixed part right after our own load; undefined when no load has been read yet. */
  readonly expected: string | undefined
  /** Undefined when there is no such table, or it could not be listed. */
  readonly found: string | undefined
  readonly isUnread?: boolean
}

export function checkTable({ expected, found, isUnread = false }: TableReading): Check {
  const remedy = message('table-remedy')
  if (isUnread) return silent('table', message('table-unread'), message('ask-again'))
  if (found === undefined) return failed('table', message('table-missing'), remedy)
  if (expected === undefined) return unknown('table', message('table-not-compared'), message('ask-again'))
  if (expected === found) return ok('table', message('table-right'))
  return failed('table', message('table-differs', { line: firstDifference(expected, found) }), remedy)
}

export function checkRules(missing: readonly string[] | undefined): Check {
  const id = 'route-lock'
  if (missing === undefined) return unknown(id, message('route-rules-unreadable'), message('route-rules-remedy'))
  const [rule] = missing
  if (rule === undefined) return ok(id, message('route-lock-right'))
  return failed(id, message('route-lock-broken', { count: missing.length, rule }), message('route-lock-remedy'))
}

export function checkFront(inFront: readonly FrontRule[] | undefined): Check {
  const id = 'rules-in-front'
  if (inFront === undefined) return unknown(id, message('route-rules-unreadable'), message('route-rules-remedy'))
  const [first] = inFront
  if (first === undefined) return ok(id, message('route-front-right'))
  const { priority, text } = first
  const command = `ip rule del priority ${priority} (${text})`
  return failed(
    id,
    message('route-front-foreign', { rule: `${priority}: ${text}` }),
    message('route-front-remedy', { command }),
  )
}

/** `dropped`: questions for names that the cap of each room dropped. */
export function checkQuestions(dropped: readonly DroppedQuestions[]): Check {
  const id = 'questions'
  const sum = (key: 'total' | 'recent') => dropped.reduce((all, room) => all + room[key], 0)
  const [total, recent] = [sum('total'), sum('recent')]
  if (recent === 0) return ok(id, message('questions-right', { total }))
  const rooms = dropped.flatMap((room) => (room.recent > 0 ? [room.room] : [])).join(', ')
  return warning(id, message('questions-dropped', { recent, rooms, total }), message('questions-remedy'))
}

/** Of a set's size: from here on it is an alarm. */
const nearlyFull = 0.8

/** What has no room in a full set does not open. */
export function checkAnswerSets(sets: readonly AnswerSet[]): Check {
  const id = 'answer-sets'
  const [fullest] = [...sets].sort((one, other) => other.elements / other.size - one.elements / one.size)
  if (fullest === undefined) return ok(id, message('answer-sets-none'))
  const { whose, elements, size } = fullest
  const its = { whose, elements, size }
  if (elements < nearlyFull * size) return ok(id, message('answer-sets-right', its))
  return failed(id, message('answer-sets-full', its), message('answer-sets-remedy'))
}

/** What a resolver answers: addresses, or the code of what went wrong. */
export type Answer = readonly string[] | { readonly code: string }

export interface ResolverReading {
  readonly group: Pick<Group, 'key' | 'rooms'>
  /** For the marker of its list, which only the resolver with exactly that list does not know. */
  readonly marker: Answer
  /** For a name that is in no list. */
  readonly unlisted: Answer
}

const silences = ['ETIMEOUT', 'ECONNREFUSED']
export const isSilent = (answer: Answer) => 'code' in answer && silences.includes(answer.code)
const describe = (answer: Answer) => ('code' in answer ? answer.code : answer.join(', '))

/** Whether a resolver does not answer at all. */
export const isAway = ({ marker, unlisted }: ResolverReading) => isSilent(marker) || isSilent(unlisted)

export function checkResolver(reading: ResolverReading): Check {
  const { group, marker, unlisted } = reading
  const id = `resolver-${group.key}`
  const rooms = group.rooms.map((room) => room.id).join(', ')
  const remedy = message('engine-remedy', { command: 'logread -e dnsmasq' })
  if (isAway(reading)) return silent(id, message('resolver-silent', { rooms, answer: describe(marker) }), remedy)
  if (!('code' in marker) || marker.code !== 'ENOTFOUND')
    return failed(id, message('resolver-other-list', { rooms }), remedy)
  const [router] = group.rooms.flatMap((room) => room.addresses4)
  const isRight = router === undefined ? 'code' in unlisted : !('code' in unlisted) && unlisted.join() === router
  if (!isRight) return failed(id, message('resolver-leaks', { rooms, answer: describe(unlisted) }), remedy)
  return ok(id, message('resolver-right', { rooms }))
}

export interface GateReading {
  /** Paths of maps that hold something else than their files; undefined when the gate does not answer. */
  readonly different: readonly string[] | undefined
  /** For each room what an unlisted Host over HTTP came to: the status, or what went wrong. */
  readonly probes: readonly { readonly room: string; readonly status: number; readonly error?: string }[]
}

export function checkGateLists({ different }: Pick<GateReading, 'different'>): Check {
  const id = 'gate-lists'
  if (different === undefined)
    return silent(id, message('gate-silent'), message('engine-remedy', { command: 'logread -e haproxy' }))
  if (different.length === 0) return ok(id, message('gate-lists-right'))
  const files = different.map((path) => basename(path)).join(', ')
  return failed(id, message('gate-lists-differ', { files }), message('gate-lists-remedy'))
}

export function checkGateAnswers({ probes }: Pick<GateReading, 'probes'>): Check {
  const id = 'gate-answers'
  const wrong = probes.find(({ status }) => status !== 403)
  if (wrong === undefined) return ok(id, message('gate-answers-right'))
  const { room, status, error } = wrong
  const remedy = message('gate-answers-remedy')
  if (error === undefined) return failed(id, message('gate-answers-wrong', { room, status }), remedy)
  return silent(id, message('gate-answers-nothing', { room, reason: error }), remedy)
}
