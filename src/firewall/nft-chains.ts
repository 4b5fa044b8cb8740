/**
 * Joins all chains of the kernel table. Two laws hold in all of them. A room's chain is entered by `goto` and ends in an
 * unconditional refusal, so that what no rule foresaw is refused. A rule that records (`add`, `update`) has no verdict
 * that opens or shuts anything, because it fails when its set is full.
 */
import { earlyChains } from './nft-early.ts'
import { errorChain } from './nft-errors.ts'
import { forwardChains } from './nft-forward.ts'
import { gateChains } from './nft-gate.ts'
import { inputChains } from './nft-input.ts'
import { lookupChain } from './nft-lookups.ts'
import { natChains } from './nft-nat.ts'
import { refuseChains } from './nft-refuse.ts'
import { routeChains } from './nft-route.ts'
import type { Chain } from './nft-rule.ts'
import type { Plan } from './plan.ts'

export function compileChains(plan: Plan): Chain[] {
  return [
    ...refuseChains(plan.facts),
    ...earlyChains(plan.facts),
    ...natChains(plan),
    ...routeChains(plan),
    ...forwardChains(plan),
    ...inputChains(plan),
    errorChain(plan.facts),
    lookupChain(plan),
    ...gateChains(plan),
  ]
}
