/** Checks what the rooms may take of the kernel's table of connections against the table as it is. */
import type { Facts } from '../firewall/plan.ts'
import { sharesOf } from '../firewall/shares.ts'
import { message } from '../messages/message.ts'
import { type Check, failed, ok, unknown, warning } from './check.ts'

/** What the kernel says of its table; undefined where it does not tell. */
export interface FlowsReading {
  readonly count: number | undefined
  readonly max: number | undefined
}

/** Of the table's places: from here on it is an alarm. */
const nearlyFull = 0.9
/** A class has as many connections open; a network with fewer places opens pages in part. */
const least = 600

const command = [
  "echo 'net.netfilter.nf_conntrack_max=65536' > /etc/sysctl.d/12-aqtizim-conntrack.conf",
  'service sysctl restart',
].join('; ')

export function checkFlows({ count, max }: FlowsReading, facts: Pick<Facts, 'rooms' | 'flowsMax'>): Check {
  const id = 'connection-table'
  if (count === undefined || max === undefined)
    return unknown(id, message('flows-unreadable'), message('flows-unreadable-remedy'))
  const { past, gate, taken } = sharesOf(facts)
  const its = { count, max, rooms: taken, each: past + gate }
  if (count >= nearlyFull * max)
    return failed(id, message('flows-full', its), message('flows-full-remedy', { command }))
  // Somebody made the table smaller; the rules follow within half a minute.
  if (taken > (2 * max) / 3) return failed(id, message('flows-shares-wrong', its), message('flows-shares-remedy'))
  if (facts.rooms.length > 0 && past + gate < least)
    return warning(id, message('flows-few', its), message('flows-few-remedy', { command }))
  return ok(id, message('flows-right', its))
}
