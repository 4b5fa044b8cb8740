/** Defines the forward chains: marked packets leave by the WAN alone, and no new connection enters a room. */

import { directMatches } from './nft-direct.ts'
import {
  devicesOf,
  dispatch,
  isIcmp,
  isIn,
  kernelInsideSets,
  list,
  markExpressions,
  neverRules,
  quoted,
  shutRule,
} from './nft-expressions.ts'
import type { Chain, Rule } from './nft-rule.ts'
import type { Facts, Group, Plan, RoomFacts } from './plan.ts'

function roomRules({ facts }: Plan, group: Group, room: RoomFacts): Rule[] {
  const mark = markExpressions(facts)
  const refuse = `goto refuse_${room.id}`
  const opens = { counter: `${room.id}_allowed`, verdict: 'accept' }
  return [
    { match: [mark.isPacket('exempt')], verdict: 'accept', comment: 'exempt devices are not guarded' },
    { match: [mark.isOtherPacket('allowed')], verdict: refuse, comment: 'not marked: not let through' },
    { match: ['ct state established,related'], verdict: 'accept', comment: 'goes on' },
    {
      match: [`oifname ${quoted(devicesOf(facts.rooms))}`],
      verdict: refuse,
      comment: 'rooms do not reach rooms',
    },
    ...directMatches(group).map((match) => ({ match: [match], ...opens, comment: 'listed by address' })),
    ...kernelInsideSets(group, facts).map((open) => ({
      match: isIn(open),
      ...opens,
      comment: 'answered for a site of the school',
    })),
    ...neverRules(refuse),
    ...(facts.wanDevices.length > 0
      ? [{ match: [`oifname ${quoted(facts.wanDevices)}`], ...opens, comment: 'what opens by name leaves by the WAN' }]
      : []),
    { verdict: refuse, comment: 'whatever no rule let through' },
  ]
}

/** A connection into a room would be a tunnel out of it. */
function intoRooms(facts: Facts): Chain {
  const mark = markExpressions(facts)
  const exempt = (family: 4 | 6) =>
    facts.exempt.flatMap(({ addresses4, addresses6 }) => (family === 4 ? addresses4 : addresses6))
  const toExempt = (family: 4 | 6): Rule[] =>
    exempt(family).length === 0
      ? []
      : [
          {
            match: [`${family === 4 ? 'ip' : 'ip6'} daddr ${list(exempt(family))}`],
            verdict: 'accept',
            comment: 'exempt devices are not guarded',
          },
        ]
  return {
    name: 'into_rooms',
    rules: [
      shutRule(facts),
      {
        match: ['meta l4proto tcp', mark.isCt('shut')],
        verdict: 'reject with tcp reset',
        comment: 'the site need not wait',
      },
      { match: [mark.isCt('shut')], verdict: 'drop', comment: 'nor does it reach the PC' },
      { match: ['ct state established'], verdict: 'accept', comment: 'answers to what a PC began' },
      // A connection helper (FTP, SIP) makes `related` of whatever a PC says, with the mark of the flow it was said in.
      { match: ['ct state related', isIcmp], verdict: 'accept', comment: 'errors about what a PC began' },
      {
        match: ['ct state related', mark.isCt('exempt')],
        verdict: 'accept',
        comment: 'exempt devices are not guarded',
      },
      ...toExempt(4),
      ...toExempt(6),
      { verdict: 'reject with icmpx admin-prohibited', comment: 'nobody connects into a room' },
    ],
  }
}

export function forwardChains(plan: Plan): Chain[] {
  const { facts, groups } = plan
  return [
    {
      name: 'forward',
      hook: { type: 'filter', at: 'forward', priority: 'filter - 5' },
      rules: [
        dispatch(facts.rooms, 'forward'),
        {
          match: [`oifname ${quoted(devicesOf(facts.rooms))}`],
          verdict: 'goto into_rooms',
          comment: 'from elsewhere into a room',
        },
      ],
    },
    ...groups.flatMap((group) =>
      group.rooms.map((room) => ({ name: `forward_${room.id}`, rules: roomRules(plan, group, room) })),
    ),
    intoRooms(facts),
  ]
}
