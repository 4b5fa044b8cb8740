/**
 * Bounds what the kernel's table remembers of connections that are over. It keeps a closed one for two minutes, and `ct count`
 * counts none of them (nf_conncount.c, already_closed); a question that was answered stays for one.
 */
import type { Rule } from './nft-rule.ts'
import type { Facts } from './plan.ts'
import { sharesOf } from './shares.ts'

const names = { closed: 'closed_soon', question: 'question_soon' } as const

/**
 * Seconds until the kernel forgets. For what is not named here nft writes its own defaults, so what OpenWrt sets otherwise is
 * named (/etc/sysctl.d/11-nf-conntrack.conf).
 */
const policies = {
  closed: { established: 7440, fin_wait: 30, close_wait: 30, last_ack: 10, time_wait: 2, close: 1 },
  question: { unreplied: 20, replied: 10 },
} as const

const printTimeout = (name: string, protocol: string, policy: Readonly<Record<string, number>>) =>
  `  ct timeout ${name} { protocol ${protocol}; policy = { ${Object.entries(policy)
    .map(([state, seconds]) => `${state} : ${seconds}`)
    .join(', ')} } ; }`

/** The objects of the table that the rules refer to. A kernel without CONFIG_NF_CONNTRACK_TIMEOUT has none; OpenWrt's have. */
export const timeouts: readonly string[] = [
  printTimeout(names.closed, 'tcp', policies.closed),
  printTimeout(names.question, 'udp', policies.question),
]

/** New connections of a network in one go, of which `share` may stay open. */
export const atOnce = (share: number): number => Math.min(3000, 2 * share)

/**
 * For new connections of a room, by `match`. Those that its share has places for are remembered as long as ever, so that a daemon
 * that starts again still finds them in the table.
 */
export function forgetSoon(facts: Facts, match: readonly string[]): Rule {
  const { closed } = sharesOf(facts)
  // Half of them at once, and half in the two minutes that the kernel remembers one.
  const [perMinute, burst] = [Math.max(1, Math.floor(closed / 4)), Math.max(1, Math.floor(closed / 2))]
  return {
    match,
    statements: [`limit rate over ${perMinute}/minute burst ${burst} packets`, `ct timeout set "${names.closed}"`],
    comment: 'so many, that the kernel has to forget them when they are closed',
  }
}

/** For what the gate opens itself: no journal asks for it. */
export const forgetOfGate: Rule = {
  match: ['ct state new', 'meta l4proto tcp'],
  statements: [`ct timeout set "${names.closed}"`],
  comment: "the gate's own connections, forgotten when they are closed",
}

/** For questions over UDP, by `match`: each comes from another port. */
export const forgetQuestion = (match: readonly string[]): Rule => ({
  match: [...match, 'ct state new'],
  statements: [`ct timeout set "${names.question}"`],
  comment: 'a question, forgotten when it is answered',
})
