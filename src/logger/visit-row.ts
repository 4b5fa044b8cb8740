/** Writes a visit as a journal row. */
import type { Unnumbered, VisitRow } from './record.ts'
import type { Visit } from './visit.ts'

export type UnnumberedVisit = Omit<VisitRow, 'n'>

/** `time` writes seconds since the epoch. `cut`: journalling ended before the visit did. */
export function visitRow(visit: Visit, time: (seconds: number) => string, cut = false): UnnumberedVisit & Unnumbered {
  const [host] = Object.entries(visit.hosts).sort((a, b) => b[1] - a[1])[0] ?? []
  const [port, ...morePorts] = visit.ports
  return {
    start: time(visit.start),
    end: time(Math.max(visit.start, visit.end)),
    room: visit.who.room,
    pc: visit.who.pc,
    mac: visit.who.mac,
    ip: visit.ip,
    site: visit.site,
    ...(host !== undefined && host !== visit.site && { host }),
    verdict: visit.verdict,
    ...(visit.why !== undefined && { why: visit.why }),
    ...(port !== undefined && { port: morePorts.length > 0 ? `${port} and ${morePorts.length} more` : port }),
    flows: visit.flows,
    ...(visit.joined !== undefined && { joined: visit.joined }),
    ...(visit.requests > visit.flows && { requests: visit.requests }),
    ...(visit.verdict === 'allowed' || visit.up > 0 || visit.down > 0 ? { up: visit.up, down: visit.down } : {}),
    ...(visit.background && { background: true }),
    ...(visit.lesson !== undefined && { lesson: visit.lesson }),
    ...(cut && { cut: true }),
  }
}
