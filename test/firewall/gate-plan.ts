/** A plan for the tests of the gate: rooms and lists, made small. */
import { gatePages } from '../../src/block-page/gate-pages.ts'
import { compileGate } from '../../src/firewall/haproxy.ts'
import { type Facts, type GeneratedFile, makePlan, type Plan, type RoomFacts } from '../../src/firewall/plan.ts'
import type { DomainSite, Site } from '../../src/whitelist/whitelist.ts'

export function room(id: string, number: number, change: Partial<RoomFacts> = {}): RoomFacts {
  return {
    id,
    title: id,
    devices: [`br${number}`],
    interfaces: [id],
    networks4: [`192.168.${number}.0/24`],
    networks6: [`fd00:${number}::/64`],
    addresses4: [`192.168.${number}.1`],
    addresses6: [`fd00:${number}::1`],
    paused: false,
    ...change,
  }
}

export function makeFacts(change: Partial<Facts> = {}): Facts {
  return {
    rooms: [room('informatics', 1)],
    lockedNetworks: [],
    wanDevices: ['wan'],
    exempt: [],
    upstreams: ['127.0.0.1#53'],
    markMask: 0x0f000000,
    nameCheck: true,
    gateUid: 6101,
    runDir: '/var/run/aqtizim',
    requestsPort: 5515,
    school: 'Балқаш қаласы, № 2 мектеп',
    language: 'kk',
    ...change,
  }
}

export function site(domain: string, change: Partial<DomainSite> = {}): DomainSite {
  return {
    kind: 'domain',
    line: 1,
    domain,
    subdomains: true,
    needs: [],
    needsExact: [],
    except: [],
    ports: [
      { protocol: 'tcp', number: 80 },
      { protocol: 'tcp', number: 443 },
    ],
    ...change,
  }
}

export const planOf = (facts: Facts, sites: readonly Site[]): Plan => makePlan(facts, { sites })

export const gateFiles = (facts: Facts, sites: readonly Site[]): GeneratedFile[] =>
  compileGate(planOf(facts, sites), gatePages(facts.school))
