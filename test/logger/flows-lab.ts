/** A small school for tests of flows: two PCs, a teacher, one listed site with a needed name, one listed address. */
import type { ConntrackEvent } from '../../src/kernel/conntrack.ts'
import { Flows } from '../../src/logger/flows.ts'
import type { GateRecord } from '../../src/logger/gate-log.ts'
import { defaultTimeouts } from '../../src/logger/timeouts.ts'
import type { Clock, Visit } from '../../src/logger/visit.ts'
import { Visits } from '../../src/logger/visits.ts'

export const FORWARDED = 0x01000000
export const DNS = 0x02000000
export const GATE = 0x03000000
export const T0 = 1_790_000_000

export function lab(maxRefused = 100, room = 'lab') {
  const names = new Map<string, string>()
  const visits = new Visits({ maxRefused })
  const context = {
    markMask: 0x0f000000,
    timeouts: defaultTimeouts,
    identify: (ip: string) => {
      const host = Number(ip.split('.')[3])
      return ip.startsWith('10.0.0.')
        ? { room, pc: `PC-${host}`, mac: `02:00:00:00:00:0${host}`, exempt: host === 9 }
        : undefined
    },
    siteOf: (name: string) => (name === 'site.kz' || name === 'cdn.net' ? 'site.kz' : undefined),
    siteOfAddress: (address: string, protocol: string, port: number | undefined) =>
      address === '198.18.0.77' && (port === undefined || (protocol === 'tcp' && port === 8443))
        ? '198.18.0.77'
        : undefined,
    nameOf: (client: string, address: string) => names.get(`${client} ${address}`),
  }
  return { names, visits, flows: new Flows(context, visits), another: () => new Flows(context, visits) }
}

export const clock = (after: number): Clock => ({ wall: T0 + after, up: 1000 + after })

export function event(
  type: ConntrackEvent['type'],
  id: number,
  after: number,
  changes: Partial<ConntrackEvent> = {},
): ConntrackEvent {
  return {
    type,
    at: T0 + after,
    id,
    family: 4,
    protocol: 'tcp',
    state: type === 'destroy' ? 'TIME_WAIT' : undefined,
    timeout: type === 'destroy' ? undefined : 120,
    source: '10.0.0.1',
    destination: '198.18.0.2',
    sourcePort: 50_000 + id,
    destinationPort: 443,
    replySource: '198.18.0.2',
    replyDestination: '10.0.0.1',
    replySourcePort: 443,
    replyDestinationPort: 50_000 + id,
    mark: GATE,
    up: type === 'destroy' ? { packets: 9, bytes: 1000 } : undefined,
    down: type === 'destroy' ? { packets: 9, bytes: 5000 } : undefined,
    duration: undefined,
    assured: type === 'destroy',
    unreplied: false,
    ...changes,
  }
}

export function record(id: number, after: number, changes: Partial<GateRecord> = {}): GateRecord {
  return {
    kind: 'tls',
    at: T0 + after,
    client: '10.0.0.1',
    port: 50_000 + id,
    name: 'site.kz',
    destination: '198.18.0.2',
    verdict: 'allowed',
    why: undefined,
    up: 10,
    down: 20,
    milliseconds: 1000,
    state: '--',
    ...changes,
  }
}

export const brief = (visits: readonly Visit[]) =>
  visits.map(({ who, site, verdict, why, flows, requests, up, down, start, end }) =>
    [who.pc, site, verdict, why ?? '', flows, requests, up, down, start - T0, end - T0].join(' '),
  )
