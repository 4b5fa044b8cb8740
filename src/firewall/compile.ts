/** Compiles a plan for all engines: nftables, the resolvers and the gate. */
import { compileResolvers } from './dnsmasq.ts'
import type { Compiled } from './engines.ts'
import { compileGate } from './haproxy.ts'
import type { GatePages } from './haproxy-pages.ts'
import { compileTable } from './nftables.ts'
import { type Facts, gatePlan, type Plan } from './plan.ts'

export function compileAll(plan: Plan, pages: (facts: Facts) => GatePages): Compiled {
  return {
    plan,
    table: compileTable(plan).text,
    resolvers: compileResolvers(plan),
    gate: plan.groups.length > 0 ? compileGate(gatePlan(plan), pages(plan.facts)) : [],
  }
}

/** The files of the resolvers and of the gate. */
export const filesOf = (compiled: Compiled | undefined) =>
  compiled === undefined ? undefined : [...compiled.resolvers, ...compiled.gate]
