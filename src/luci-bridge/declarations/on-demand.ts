/** Declares the methods that open sites on demand. */
import * as v from 'valibot'
import type { DemandedSite, OpenedSite } from '../contract/on-demand.ts'
import { gives, method, teachers } from './method.ts'
import { filled, line, room, whole } from './parts.ts'

const site = filled(1000)

export const onDemandMethods = {
  /** By the list in force, today; at most 1000. */
  on_demand: method({
    does: 'what is on demand by the list in force, and what of it is open',
    roles: teachers,
    access: 'write',
    takes: {},
    gives: gives<{ readonly sites: readonly DemandedSite[]; readonly opened: readonly OpenedSite[] }>(),
  }),
  /** One of `minutes` (1 to 600), `until` (a time of today, `10:45`) and `lesson` (until the bell). */
  site_open: method({
    does: 'opens a site that is on demand in a room: for the lesson, some minutes or until a time',
    roles: teachers,
    access: 'write',
    takes: {
      room,
      site,
      minutes: v.exactOptional(whole(1, 600)),
      until: v.exactOptional(line(5)),
      lesson: v.exactOptional(v.boolean()),
    },
    gives: gives<OpenedSite>(),
  }),
  /** Shuts it at once, and cuts its connections. `was`: whether it was open. */
  site_shut: method({
    does: 'shuts such a site',
    roles: teachers,
    access: 'write',
    takes: { room, site },
    gives: gives<{ readonly was: boolean }>(),
  }),
}
