/** Checks of what stands in the kernel, the resolvers and the gate against what was compiled. */
import type { Group } from '../firewall/plan.ts'
import { type Check, failed, ok, unknown } from './check.ts'

/** The listing of our table without what changes all the time: elements of sets that are filled at run time. */
export function fixedPart(listing: string, isFixed: (set: string) => boolean): string {
  const kept: string[] = []
  let set = ''
  let skipping = false
  for (const line of listing.split('\n')) {
    if (skipping) {
      skipping = !line.includes('}')
      continue
    }
    set = /^\tset (\S+) \{$/.exec(line)?.[1] ?? (line === '\t}' ? '' : set)
    if (set !== '' && !isFixed(set) && line.startsWith('\t\telements = {')) skipping = !line.includes('}')
    else kept.push(line)
  }
  return kept.join('\n')
}

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
}

const forceRemedy = 'The daemon loads it again within seconds; if this stays, run: service aqtizim restart.'

export function checkTable({ expected, found }: TableReading): Check {
  if (found === undefined) return failed('table', 'The table inet aqtizim is not in the kernel.', forceRemedy)
  if (expected === undefined)
    return unknown('table', 'The table has not been compared yet.', 'Ask again in a few seconds.')
  if (expected === found) return ok('table', 'The kernel holds the table that was compiled.')
  const what = `The table in the kernel is not the one that was compiled; the first difference: ${firstDifference(expected, found)}.`
  return failed('table', what, forceRemedy)
}

export function checkRules(missing: readonly string[] | undefined): Check {
  const id = 'route-lock'
  if (missing === undefined)
    return unknown(id, 'The routing rules cannot be listed.', 'Install the package ip-full or ip-tiny.')
  if (missing.length === 0) return ok(id, 'The route lock stands for every room.')
  const what = `${missing.length} rules of the route lock are missing, such as ${missing[0]}.`
  return failed(id, what, 'Run: service network reload.')
}

export function checkFront(inFront: readonly string[] | undefined): Check {
  const id = 'rules-in-front'
  if (inFront === undefined)
    return unknown(id, 'The routing rules cannot be listed.', 'Install the package ip-full or ip-tiny.')
  const [first] = inFront
  if (first === undefined) return ok(id, 'No routing rule leads round the route lock.')
  const [priority = '', rule = ''] = first.split(/: (.*)/)
  return failed(
    id,
    `A routing rule stands before the route lock: ${first}.`,
    `Remove it where it was set, or at once with: ip rule del priority ${priority} (${rule}).`,
  )
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

const silent = ['ETIMEOUT', 'ECONNREFUSED']
const isSilent = (answer: Answer) => 'code' in answer && silent.includes(answer.code)
const describe = (answer: Answer) => ('code' in answer ? answer.code : answer.join(', '))

/** Whether a resolver does not answer at all. */
export const isAway = ({ marker, unlisted }: ResolverReading) => isSilent(marker) || isSilent(unlisted)

export function checkResolver(reading: ResolverReading): Check {
  const { group, marker, unlisted } = reading
  const id = `resolver-${group.key}`
  const rooms = group.rooms.map((room) => room.id).join(', ')
  const remedy = 'The daemon starts it anew within seconds; if this stays, look into: logread -e dnsmasq.'
  if (isAway(reading)) return failed(id, `The resolver of ${rooms} does not answer (${describe(marker)}).`, remedy)
  if (!('code' in marker) || marker.code !== 'ENOTFOUND')
    return failed(id, `The resolver of ${rooms} holds another list than the approved one.`, remedy)
  const [router] = group.rooms.flatMap((room) => room.addresses4)
  const isRight = router === undefined ? 'code' in unlisted : !('code' in unlisted) && unlisted.join() === router
  if (!isRight)
    return failed(id, `The resolver of ${rooms} answers an unlisted name with ${describe(unlisted)}.`, remedy)
  return ok(id, `The resolver of ${rooms} holds the approved list and leads all else to the block page.`)
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
    return failed(
      id,
      'The gate does not answer.',
      'The daemon starts it anew within seconds; if this stays, look into: logread -e haproxy.',
    )
  if (different.length === 0) return ok(id, 'The gate holds the approved lists.')
  const names = different.map((path) => path.replace(/.*\//, '')).join(', ')
  return failed(
    id,
    `The gate holds other lists than the approved ones: ${names}.`,
    'The daemon hands them over again within seconds; if this stays, run: service aqtizim restart.',
  )
}

export function checkGateAnswers({ probes }: Pick<GateReading, 'probes'>): Check {
  const id = 'gate-answers'
  const wrong = probes.find(({ status }) => status !== 403)
  if (wrong === undefined) return ok(id, 'The gate shows the block page for an unlisted name.')
  const { room, status, error } = wrong
  const came = error === undefined ? `the status ${status}` : `no answer (${error})`
  return failed(
    id,
    `The gate of ${room} should show the block page for an unlisted name, and there was ${came}.`,
    'Look into: logread -e haproxy, and run: service aqtizim restart.',
  )
}
