/** Declares the methods of the district's list. */
import * as v from 'valibot'
import type { DistrictListAnswer } from '../contract/district-list.ts'
import { gives, method, teachers } from './method.ts'
import { filled, hash, whole } from './parts.ts'

export const districtListMethods = {
  district_list: method({
    does: "the district's list: which version is here, and what it would change in the draft",
    roles: teachers,
    access: 'write',
    takes: { offset: v.exactOptional(whole(0, 1_000_000)) },
    gives: gives<DistrictListAnswer>(),
  }),
  /** Answers at once: `district_list` says when it is done. */
  district_list_fetch: method({
    does: "fetches the district's list now",
    roles: teachers,
    access: 'write',
    takes: {},
    gives: gives<{ readonly started: true }>(),
  }),
  /** All of a kind or one entry; `import_undo` takes it back. `Failed` with `conflict` where the draft is another than the one compared with. */
  district_list_take: method({
    does: "takes entries of the district's list over into the draft",
    roles: teachers,
    access: 'write',
    takes: {
      base: hash,
      /** The one that was looked at. */
      version: whole(1, 999_999),
      kind: v.picklist(['added', 'changed', 'removed']),
      /** Absent: all of the kind but what is `own`, at most 500 at once. */
      name: v.exactOptional(filled(300)),
    },
    gives: gives<{ readonly taken: number; readonly left: number; readonly sha256: string }>(),
  }),
}
