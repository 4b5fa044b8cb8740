/** Schemas for the arguments of the methods that open on demand. */
import * as v from 'valibot'
import { filled, line, room, whole } from './parts.ts'

const site = filled(1000)

export const onDemandSchemas = {
  on_demand: v.object({}),
  site_open: v.object({
    room,
    site,
    minutes: v.exactOptional(whole(1, 600)),
    until: v.exactOptional(line(5)),
    lesson: v.exactOptional(v.boolean()),
  }),
  site_shut: v.object({ room, site }),
}
