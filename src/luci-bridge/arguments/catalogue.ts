/** Schemas for the arguments of the methods about ready groups. */
import * as v from 'valibot'
import { filled } from './parts.ts'

export const catalogueSchemas = {
  catalogue: v.object({}),
  catalogue_read: v.object({ group: filled(64) }),
}
