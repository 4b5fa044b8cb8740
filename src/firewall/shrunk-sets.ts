/** Tells which sets of answered addresses a new list has to empty: those that names were taken out of. */
import type { DomainSite } from '../whitelist/whitelist.ts'
import { domainsWithKernelPorts, insideSetName, ownSetName } from './nft-sets.ts'
import type { Group, Plan } from './plan.ts'

/** The names of a site, those with all below them with a dot before: the answers that its sets may hold. */
function reachOf({ domain, subdomains, needs, needsExact }: DomainSite): string[] {
  return [subdomains ? `.${domain}` : domain, ...needs.map((name) => `.${name}`), ...needsExact]
}

function byDomain(sites: readonly DomainSite[]): Map<string, DomainSite[]> {
  const all = new Map<string, DomainSite[]>()
  for (const site of sites) {
    const same = all.get(site.domain)
    if (same === undefined) all.set(site.domain, [site])
    else same.push(site)
  }
  return all
}

/** Answer sets of `now` that `before` had as well, with more names than now. */
export function shrunkSets(before: Plan, now: Plan): string[] {
  const lost = (was: readonly DomainSite[], is: readonly DomainSite[]) => {
    const kept = new Set(is.flatMap(reachOf))
    const shut = new Set(was.flatMap((site) => site.except))
    const wasSafe = new Set(was.map((site) => `${site.safeSearch} ${site.domain}`))
    return (
      was.flatMap(reachOf).some((name) => !kept.has(name) && !kept.has(`.${name}`)) ||
      is.some((site) => site.except.some((name) => !shut.has(name))) ||
      // What the engine's own name was answered with stays out from now on.
      is.some((site) => site.safeSearch !== undefined && !wasSafe.has(`${site.safeSearch} ${site.domain}`))
    )
  }
  const shared = now.groups.flatMap((group) => {
    const was = before.groups.find(({ key }) => key === group.key)
    if (was === undefined) return []
    const lostOf = (isInside: boolean) => {
      const chosen = ({ domains }: Group) => domains.filter((site) => (site.inside === true) === isInside)
      return lost(chosen(was), chosen(group))
    }
    return [
      ...(lostOf(false) ? [group.key] : []),
      ...(was.inside.size > 0 && group.inside.size > 0 && lostOf(true) ? [insideSetName(group)] : []),
    ]
  })
  const sitesOf = (plan: Plan) => plan.groups.flatMap((group) => domainsWithKernelPorts(group, plan.facts))
  const [was, is] = [sitesOf(before), sitesOf(now)]
  const [wasOf, isOf] = [byDomain(was), byDomain(is)]
  const shrunk = [...isOf].filter(([domain, sites]) => lost(wasOf.get(domain) ?? [], sites)).map(([domain]) => domain)
  return [...shared, ...shrunk.map(ownSetName)].flatMap((name) => [`${name}_4`, `${name}_6`])
}
