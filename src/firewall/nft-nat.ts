/** Defines the chains that redirect a room's packets: DNS to the resolver, web to the gate, time to the router. */

import { directMatches } from './nft-direct.ts'
import { dispatch, forExempt, isIn, kernelInsideSets, kernelSets, markExpressions } from './nft-expressions.ts'
import type { Chain, Rule } from './nft-rule.ts'
import { type Group, type Plan, type RoomFacts, roomPorts } from './plan.ts'

function roomRules(plan: Plan, group: Group, room: RoomFacts): Rule[] {
  const { facts } = plan
  const mark = markExpressions(facts)
  const ports = roomPorts(plan, room)
  return [
    ...forExempt({ verdict: 'return', comment: 'exempt devices are not guarded' }),
    ...directMatches(group).map((match) => ({
      match: [match],
      verdict: 'return',
      comment: 'listed by address: straight through',
    })),
    {
      match: ['meta l4proto { tcp, udp } th dport 53'],
      statements: [mark.setCt('dns')],
      verdict: `redirect to :${group.ports.dns}`,
      comment: 'every question, to whatever server, goes to our resolver',
    },
    {
      match: ['udp dport 123'],
      statements: [mark.setCt('ntp')],
      verdict: 'redirect to :123',
      comment: 'the time comes from the router',
    },
    ...(facts.nameCheck ? [] : [...kernelInsideSets(group, facts), ...kernelSets(group, facts)]).map((open) => ({
      match: isIn(open),
      verdict: 'return',
      comment: 'answered for a listed name: straight through',
    })),
    {
      match: ['tcp dport 80'],
      statements: [mark.setCt('gate')],
      verdict: `redirect to :${ports.http}`,
      comment: 'HTTP goes to the gate, which reads the Host',
    },
    {
      match: ['tcp dport 443'],
      statements: [mark.setCt('gate')],
      verdict: `redirect to :${ports.tls}`,
      comment: 'TLS goes to the gate, which reads the server name',
    },
  ]
}

export function natChains(plan: Plan): Chain[] {
  return [
    {
      name: 'nat',
      hook: { type: 'nat', at: 'prerouting', priority: 'dstnat - 5' },
      rules: [dispatch(plan.facts.rooms, 'nat')],
    },
    ...plan.groups.flatMap((group) =>
      group.rooms.map((room) => ({ name: `nat_${room.id}`, rules: roomRules(plan, group, room) })),
    ),
  ]
}
