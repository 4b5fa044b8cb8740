/** Checks end to end whether a listed page opens: DNS, the gate, and the site. */
import type { Group, Plan } from '../firewall/plan.ts'
import { message } from '../messages/message.ts'
import { lookup } from '../whitelist/names.ts'
import { type Check, ok, silent, warning } from './check.ts'
import { type Answer, isSilent } from './engine-checks.ts'

/** A name server that the rooms' resolvers ask: `192.0.2.1#53`, and what it answered; addresses or a code. */
export interface UpstreamReading {
  readonly upstream: string
  readonly answer: Answer
}

/** What came of a listed name in one list: the resolver's answer, and whether the gate reached its site (absent: not tried). */
export interface ListedReading {
  readonly group: Pick<Group, 'key' | 'rooms'>
  readonly names: readonly { readonly name: string; readonly answer: Answer; readonly reached?: boolean }[]
}

/** How many names of a list are tried: one site may be away by itself. */
const tried = 3

/**
 * Names of a list whose sites open in one of its rooms now, other ones each minute, so that no site is asked all the time.
 * Those of the school's own network are looked up elsewhere.
 */
export function namesToTry({ whitelist }: Plan, group: Group, now: number): string[] {
  if (group.rooms.every(({ paused }) => paused)) return []
  const names = group.domains
    .filter((site) => site.resolver === undefined && site.inside !== true && site.safeSearch === undefined)
    .filter((site) =>
      [group.http, group.tls].some((table) => {
        const found = lookup(table, site.domain)
        return typeof found === 'number' && whitelist.sites[found] === site
      }),
    )
    .map(({ domain }) => domain)
  const from = names.length === 0 ? 0 : Math.floor(now / 60_000) % names.length
  return [...names.slice(from), ...names.slice(0, from)].slice(0, tried)
}

/** That a name does not exist is an answer as well. */
const isAnswer = (answer: Answer) => !('code' in answer) || ['ENOTFOUND', 'ENODATA'].includes(answer.code)
const codeOf = (answer: Answer) => ('code' in answer ? answer.code : '')

/** `127.0.0.1#53` is OpenWrt's own dnsmasq, which asks the provider. */
const isStock = (upstream: string) => /^(127\.|::1)/.test(upstream)

export function checkUpstreams(readings: readonly UpstreamReading[]): Check {
  const id = 'upstreams'
  // One that refuses, as dnsmasq does where the internet is away, is there itself.
  const away = readings.filter(({ answer }) => isSilent(answer))
  const [first] = away
  if (first === undefined) return ok(id, message('upstreams-right'))
  const { upstream, answer } = first
  const what = message('upstream-silent', { upstream, answer: codeOf(answer) })
  const remedy = isStock(upstream) ? message('upstream-stock-remedy') : message('upstream-remedy')
  // The resolvers ask the others then.
  return away.length < readings.length ? warning(id, what, remedy) : silent(id, what, remedy)
}

export function checkListed({ group, names }: ListedReading): Check {
  const id = `listed-${group.key}`
  const rooms = group.rooms.map((room) => room.id).join(', ')
  const [first] = names
  if (first === undefined) return ok(id, message('listed-none', { rooms }))
  if (names.some(({ reached }) => reached)) return ok(id, message('listed-right', { rooms }))
  const unanswered = names.find(({ answer }) => !isAnswer(answer))
  if (names.every(({ answer }) => !isAnswer(answer)))
    return silent(
      id,
      message('listed-unanswered', { rooms, name: first.name, answer: codeOf(first.answer) }),
      message('listed-unanswered-remedy'),
    )
  const unreached = names.find(({ reached }) => reached === false)
  if (unreached !== undefined && unanswered === undefined)
    return silent(id, message('listed-unreached', { rooms, name: unreached.name }), message('listed-unreached-remedy'))
  return warning(id, message('listed-unknown', { rooms, name: first.name }), message('listed-unknown-remedy'))
}
