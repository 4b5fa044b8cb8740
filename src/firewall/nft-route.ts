/** Defines the chains that mark what may pass; unmarked packets have no route. */

import { directMatches } from './nft-direct.ts'
import {
  dispatch,
  forExempt,
  isIcmp,
  isIn,
  kernelInsideSets,
  kernelSets,
  markExpressions,
  neverRules,
  type OpenSet,
  renew,
  shutRule,
} from './nft-expressions.ts'
import type { Chain, Rule } from './nft-rule.ts'
import { shareSetNames } from './nft-sets.ts'
import type { Group, Plan, RoomFacts } from './plan.ts'
import { sharesOf } from './shares.ts'

function establishedRules(plan: Plan, room: RoomFacts): Rule[] {
  const mark = markExpressions(plan.facts)
  const passOn = { statements: [mark.setPacket('allowed')], verdict: 'return' }
  return [
    {
      match: ['ct state established', mark.isCt('allowed')],
      ...passOn,
      comment: 'goes on: let through when it began',
    },
    // No conntrack helper ever opens a port: only errors about flows that are open themselves.
    {
      match: ['ct state related', isIcmp, mark.isCt('allowed')],
      ...passOn,
      comment: 'an error about a flow that is open',
    },
    {
      match: ['ct state != new'],
      verdict: `goto refuse_${room.id}`,
      comment: 'goes on, and was never let through or is shut by now',
    },
  ]
}

/** A program need not wait for what is too much. Never two of these rules for one packet: each counts it. */
const tooManyOpen = (set: string, key: string, most: number, comment: string): Rule[] => {
  const statements = [`add @${set} { ${key} ct count over ${most} }`]
  return [
    { match: ['meta l4proto tcp'], statements, verdict: 'reject with tcp reset', comment },
    { match: ['meta l4proto != tcp'], statements, verdict: 'drop', comment },
  ]
}

function newRules(plan: Plan, group: Group, room: RoomFacts): Rule[] {
  const { facts } = plan
  const mark = markExpressions(facts)
  const [shares, sets] = [sharesOf(facts), shareSetNames(facts)]
  const letThrough = { statements: [mark.setCt('allowed'), mark.setPacket('allowed')], verdict: 'return' }
  const opens = (sets: readonly OpenSet[], comment: string): Rule[] =>
    sets.flatMap((open) => [renew(open), { match: isIn(open), ...letThrough, comment }])
  return [
    {
      statements: ['add @new_rate { ether saddr limit rate over 100/second burst 500 packets }'],
      verdict: 'drop',
      comment: 'new flows of one card, so that it fills no table',
    },
    {
      statements: ['limit rate over 500/second burst 3000 packets'],
      verdict: 'drop',
      comment: 'new flows of the room, whose cards may be one that makes up MACs',
    },
    ...tooManyOpen(
      sets.pastOfCard,
      'ether saddr',
      shares.pastOfCard,
      'open flows of one card, so that others get theirs',
    ),
    ...tooManyOpen(
      sets.past,
      'iifname',
      shares.past,
      'open flows of the network, so that the kernel has places for others',
    ),
    ...directMatches(group).map((match) => ({ match: [match], ...letThrough, comment: 'listed by address' })),
    ...opens(kernelInsideSets(group, facts), 'answered for a site of the school'),
    ...neverRules(`goto refuse_${room.id}`),
    ...opens(kernelSets(group, facts), 'answered for a listed name'),
  ]
}

function roomRules(plan: Plan, group: Group, room: RoomFacts): Rule[] {
  const mark = markExpressions(plan.facts)
  const refuse = `goto refuse_${room.id}`
  return [
    { statements: [mark.clearPacket], comment: 'whoever marked it before, here it has no way out yet' },
    {
      match: ['fib daddr type { local, broadcast, multicast, anycast }'],
      verdict: 'return',
      comment: 'to the router itself: see the input chain',
    },
    ...forExempt({
      statements: [mark.setCt('exempt'), mark.setPacket('exempt')],
      verdict: 'return',
      comment: 'exempt devices are not guarded',
    }),
    { match: ['ct state invalid'], verdict: 'drop', comment: 'belongs to no flow' },
    shutRule(plan.facts),
    ...(room.paused ? [{ verdict: refuse, comment: 'the room is paused' }] : []),
    ...establishedRules(plan, room),
    ...newRules(plan, group, room),
    { verdict: refuse, comment: 'whatever no rule let through' },
  ]
}

export function routeChains(plan: Plan): Chain[] {
  return [
    {
      name: 'route',
      hook: { type: 'filter', at: 'prerouting', priority: 'dstnat + 10' },
      rules: [dispatch(plan.facts.rooms, 'route')],
    },
    ...plan.groups.flatMap((group) =>
      group.rooms.map((room) => ({ name: `route_${room.id}`, rules: roomRules(plan, group, room) })),
    ),
  ]
}
