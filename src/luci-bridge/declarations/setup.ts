/** Declares the methods that lead from nothing to a shut lab. */
import * as v from 'valibot'
import { KAZAKH_ZONES } from '../../machine/kazakh-zones.ts'
import { asIssue } from '../../messages/issue.ts'
import type { Setup } from '../contract/setup.ts'
import { gives, method, viewers } from './method.ts'
import { filled, line } from './parts.ts'

export const setupMethods = {
  setup: method({
    does: 'which steps from nothing to a shut lab are done, and the networks that can be labs',
    roles: viewers,
    access: 'read',
    takes: {},
    gives: gives<Setup>(),
  }),
  /**
   * Makes rooms of networks that have none, each with a name for people; all of them or none. `opened`: the address at which
   * the caller has the router's pages. A room that would shut those pages off is made only where `typed` is its network's name.
   */
  rooms_add: method({
    does: 'makes rooms of networks',
    roles: ['admin'],
    access: 'write',
    takes: {
      rooms: v.pipe(v.array(v.object({ network: filled(32), name: filled(64) })), v.minLength(1), v.maxLength(16)),
      opened: v.exactOptional(line(255)),
      typed: v.exactOptional(line(64)),
    },
    gives: gives<{ readonly rooms: readonly string[] }>(),
  }),
  zone_set: method({
    does: "sets the router's time zone to one of Kazakhstan's",
    roles: ['admin'],
    access: 'write',
    takes: { zone: v.picklist(KAZAKH_ZONES, asIssue('zone-not-offered')) },
    gives: gives<Record<string, never>>(),
  }),
}
