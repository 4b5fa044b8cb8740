/** Declares the methods that lead from nothing to a shut lab. */
import * as v from 'valibot'
import type { Setup } from '../contract/setup.ts'
import { gives, method, viewers } from './method.ts'
import { filled } from './parts.ts'

export const setupMethods = {
  setup: method({
    does: 'which steps from nothing to a shut lab are done, and the networks that can be labs',
    roles: viewers,
    access: 'read',
    takes: {},
    gives: gives<Setup>(),
  }),
  /** Makes rooms of networks that have none, each with a name for people; all of them or none. */
  rooms_add: method({
    does: 'makes rooms of networks',
    roles: ['admin'],
    access: 'write',
    takes: {
      rooms: v.pipe(v.array(v.object({ network: filled(32), name: filled(64) })), v.minLength(1), v.maxLength(16)),
    },
    gives: gives<{ readonly rooms: readonly string[] }>(),
  }),
}
