/**
 * Computes when a flow's last packet was. The kernel reports a flow's end only when the entry expires, minutes later; how
 * long it waits is in `/proc/sys/net/netfilter/nf_conntrack_*_timeout_*` (kernel:
 * Documentation/networking/nf_conntrack-sysctl).
 */

import type { ConntrackEvent } from '../kernel/conntrack.ts'
import type { Files } from '../machine/machine.ts'

/** Seconds, by the file's name without `nf_conntrack_`. */
export type Timeouts = Readonly<Record<string, number>>

/** The kernel's own defaults. */
export const defaultTimeouts: Timeouts = {
  tcp_timeout_syn_sent: 120,
  tcp_timeout_syn_recv: 60,
  tcp_timeout_established: 432_000,
  tcp_timeout_fin_wait: 120,
  tcp_timeout_close_wait: 60,
  tcp_timeout_last_ack: 30,
  tcp_timeout_time_wait: 120,
  tcp_timeout_close: 10,
  udp_timeout: 30,
  udp_timeout_stream: 120,
  icmp_timeout: 30,
  icmpv6_timeout: 30,
  generic_timeout: 600,
}

export function readTimeouts(files: Pick<Files, 'readFileSync'>): Timeouts {
  const read = (name: string): number => {
    try {
      const text = files.readFileSync(`/proc/sys/net/netfilter/nf_conntrack_${name}`, 'utf8')
      const seconds = Number.parseInt(String(text), 10)
      return seconds >= 0 ? seconds : (defaultTimeouts[name] ?? 0)
    } catch {
      return defaultTimeouts[name] ?? 0
    }
  }
  return Object.fromEntries(Object.keys(defaultTimeouts).map((name) => [name, read(name)]))
}

/** Seconds since the epoch. An entry that was deleted, not expired, still has the seconds that it had left. */
export function lastPacket(event: ConntrackEvent, timeouts: Timeouts): number {
  if (event.type !== 'destroy' || event.timeout !== undefined) return event.at
  return event.at - (timeouts[timeoutName(event)] ?? 0)
}

function timeoutName({ protocol, state, assured }: ConntrackEvent): string {
  if (protocol === 'tcp') return `tcp_timeout_${(state ?? 'close').toLowerCase()}`
  if (protocol === 'udp') return assured ? 'udp_timeout_stream' : 'udp_timeout'
  return protocol === 'icmp' || protocol === 'icmpv6' ? `${protocol}_timeout` : 'generic_timeout'
}
