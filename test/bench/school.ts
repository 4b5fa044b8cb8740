/** Starts our engines on the bench's router without the daemon. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { gatePages } from '../../src/block-page/gate-pages.ts'
import { compileAll } from '../../src/firewall/compile.ts'
import { resolverPaths } from '../../src/firewall/dnsmasq.ts'
import type { Compiled } from '../../src/firewall/engines.ts'
import { gatePaths } from '../../src/firewall/haproxy.ts'
import { makePlan, type Plan } from '../../src/firewall/plan.ts'
import { expectedRules } from '../../src/firewall/route-rules.ts'
import { parse } from '../../src/whitelist/parse.ts'
import { facts, room } from '../firewall/sample.ts'
import type { Staying } from '../lab/program.ts'
import { namesOf } from './list.ts'
import { place, type Road, sites } from './road.ts'

/** The far side's names, and others beside them. */
export function schoolList(domains: number): string {
  return namesOf(domains - sites.length, 0) + sites.map(({ name }) => `  - domain: ${name}\n`).join('')
}

export function schoolPlan(road: Road, nameCheck: boolean, list: string): Plan {
  const here = {
    devices: [place.room],
    networks4: ['192.168.1.0/24'],
    networks6: ['2001:2:0:101::/64'],
    addresses4: [place.router4],
    addresses6: [place.router6],
  }
  const rooms = [room('informatics', 1, here)]
  const sample = facts({ rooms, wanDevices: [place.wan], exempt: [], nameCheck, runDir: join(road.folder, 'run') })
  const { whitelist } = parse(list, { rooms: ['informatics'] })
  if (whitelist === undefined) throw new Error('the list has problems')
  return makePlan(sample, whitelist)
}

/** A bench of caps would measure the caps: they are lifted, and looked up all the same. */
export const liftCaps = (table: string) =>
  table
    .replace(
      /limit rate over \d+\/(?:second|minute) burst \d+ packets/g,
      'limit rate over 900000/second burst 900000 packets',
    )
    .replace(/limit rate over \d+ kbytes\/second/g, 'limit rate over 900 mbytes/second')
const liftGateCaps = (config: string) => config.replace(/((?:conn_cur|conn_rate|req_rate) gt) \d+/g, '$1 2000000000')

export interface School {
  readonly compiled: Compiled
  /** nft text that takes the place of whatever stands. */
  readonly table: string
  readonly resolver: Staying
  readonly gate: Staying
}

function writeAll(compiled: Compiled): void {
  const { facts: there } = compiled.plan
  mkdirSync(join(there.runDir, 'log'), { recursive: true })
  for (const { path, text } of [...compiled.resolvers, ...compiled.gate]) {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, path === gatePaths(there).config ? liftGateCaps(text) : text)
  }
}

export async function waitFor(what: string, isSo: () => Promise<boolean>): Promise<void> {
  for (let turn = 0; turn < 200; turn += 1) {
    if (await isSo()) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`waited in vain: ${what}`)
}

/** Starts resolver and gate; the table is the caller's to load. */
export async function startSchool(road: Road, plan: Plan): Promise<School> {
  const compiled = compileAll(plan, ({ school }) => gatePages(school))
  writeAll(compiled)
  const [group] = plan.groups
  if (group === undefined) throw new Error('a plan without a group')
  const table = liftCaps(compiled.table)
  await road.router.must(['nft', '-f', '-'], { input: table })
  const resolver = await road.router.start(['dnsmasq', '-k', '-C', resolverPaths(plan.facts, group).config], {})
  const gate = await road.router.start(['haproxy', '-db', '-f', gatePaths(plan.facts).config], {})
  const answers = async (port: number, name: string) =>
    (await road.router.run(['dig', '+short', '+tries=1', '+time=1', `-p${port}`, '@127.0.0.1', name])).stdout !== ''
  await waitFor('the resolver answers', () => answers(group.ports.dns, sites[0]?.name ?? ''))
  return { compiled, table, resolver, gate }
}

/** Our table alone, and the route lock with it. */
export async function enforce(road: Road, table: string, plan: Plan): Promise<void> {
  await road.router.must(['nft', '-f', '-'], { input: `flush ruleset\n${table}` })
  for (const { family, words } of expectedRules(plan.facts))
    await road.router.run(['ip', `-${family}`, 'rule', 'add', ...words])
}

/** No rules of ours, and `table` instead. */
export async function release(road: Road, plan: Plan, table = ''): Promise<void> {
  await road.router.must(['nft', '-f', '-'], { input: `flush ruleset\n${table}` })
  for (const { family, words } of expectedRules(plan.facts))
    await road.router.run(['ip', `-${family}`, 'rule', 'del', ...words])
}
