/** Declares the methods about requests, PCs, rooms, hours, seats and logins. */
import * as v from 'valibot'
import { asIssue } from '../../messages/issue.ts'
import type { Needs } from '../../missing-names/found.ts'
import type { Nothing } from '../contract/answer.ts'
import type { IgnoredNeed, Pc, RequestDecided, Requests, Rooms, Seats, Timetable, User } from '../contract/school.ts'
import { gives, method, teachers, viewers } from './method.ts'
import { filled, hash, line, mac, room, text, whole } from './parts.ts'

const name = line(64)
const timetableLine = v.object({
  room,
  days: v.pipe(
    v.array(v.picklist(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'])),
    v.minLength(1, asIssue('days-missing')),
    v.maxLength(7),
  ),
  from: v.pipe(v.string(), v.regex(/^([01][0-9]|2[0-3]):[0-5][0-9]$/, asIssue('clock-wrong'))),
  until: v.pipe(v.string(), v.regex(/^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$/, asIssue('clock-wrong'))),
  class: v.exactOptional(filled(32)),
})

export const schoolMethods = {
  requests: method({
    does: 'what pupils asked for',
    roles: teachers,
    access: 'read',
    takes: {},
    gives: gives<Requests>(),
  }),
  request_decide: method({
    does: 'takes or refuses a request',
    roles: teachers,
    access: 'write',
    takes: {
      name: line(253),
      decision: v.picklist(['taken', 'refused']),
      /** A word to go with it into the journal; at most 200 characters. */
      word: v.exactOptional(line(200)),
      /** With `taken`: also add the site to the draft. */
      add: v.exactOptional(v.boolean()),
    },
    gives: gives<RequestDecided>(),
  }),
  /** Drops what this PC asked for, and what it asks until midnight. `pc` as in `RequestedSite.pcs`. */
  request_ignore: method({
    does: "drops a PC's requests until midnight",
    roles: teachers,
    access: 'write',
    takes: { pc: filled(64) },
    gives: gives<{ readonly dropped: number }>(),
  }),
  /** Looks at so many days, 7 if not given, 31 at most. */
  needs: method({
    does: 'names that listed sites seem to need',
    roles: teachers,
    access: 'read',
    takes: { days: v.exactOptional(whole(1, 31)) },
    gives: gives<Needs & { readonly ignored: readonly IgnoredNeed[] }>(),
  }),
  /** For all who look; the newest 1000 are kept. `ignored: false` brings it back. */
  need_ignore: method({
    does: 'a name is suggested no more to anybody, or again',
    roles: teachers,
    access: 'write',
    takes: { site: filled(253), name: filled(253), ignored: v.boolean() },
    gives: gives<{ readonly ignored: readonly IgnoredNeed[] }>(),
  }),
  pcs: method({
    does: 'PCs that were seen or have a name',
    roles: teachers,
    access: 'read',
    takes: {},
    gives: gives<{ readonly pcs: readonly Pc[] }>(),
  }),
  /** Only the PCs that are given change; at most 300 at once. */
  pcs_save: method({
    does: 'names PCs',
    roles: teachers,
    access: 'write',
    takes: {
      pcs: v.pipe(v.array(v.object({ mac, name, room: v.exactOptional(line(32)) })), v.maxLength(300)),
    },
    gives: gives<{ readonly changed: number }>(),
  }),
  exempt_save: method({
    does: 'exempts a machine from the filter, or ends that',
    roles: ['admin'],
    access: 'write',
    takes: {
      mac,
      exempt: v.boolean(),
      name: v.exactOptional(name),
      /** When given, the address must match too. */
      ips: v.exactOptional(v.pipe(v.array(line(64)), v.maxLength(8))),
    },
    gives: gives<Nothing>(),
  }),
  rooms: method({
    does: "rooms, and the router's networks",
    roles: viewers,
    access: 'read',
    takes: {},
    gives: gives<Rooms>(),
  }),
  timetable: method({
    does: 'when rooms are open, and who has a lesson',
    roles: teachers,
    access: 'read',
    takes: {},
    gives: gives<Timetable>(),
  }),
  timetable_save: method({
    does: 'writes the timetable',
    roles: teachers,
    access: 'write',
    takes: { lines: v.pipe(v.array(timetableLine), v.maxLength(500)), base: hash },
    gives: gives<{ readonly sha256: string }>(),
  }),
  seats: method({
    does: 'who sits where in a class',
    roles: teachers,
    access: 'read',
    takes: { class: v.exactOptional(filled(32)) },
    gives: gives<Seats>(),
  }),
  /** Either `rows`, or `text` as it was copied from a spreadsheet. No rows: the class goes. */
  seats_save: method({
    does: 'writes the seats of a class',
    roles: teachers,
    access: 'write',
    takes: {
      class: filled(32),
      base: hash,
      rows: v.exactOptional(v.pipe(v.array(v.object({ pc: filled(64), pupil: line(120) })), v.maxLength(200))),
      text: v.exactOptional(text(32_768)),
    },
    gives: gives<Seats>(),
  }),
  users: method({
    does: 'logins',
    roles: ['admin', 'director'],
    access: 'read',
    takes: {},
    gives: gives<{ readonly users: readonly User[] }>(),
  }),
  /** `waits`: it becomes a director's when a director confirms it; until then it is what it was. */
  user_set: method({
    does: "makes or changes a login; a director's waits for `user_confirm`",
    roles: ['admin'],
    access: 'write',
    takes: {
      /** `a` to `z`, digits, `-` and `_`; at most 32; begins with a letter. */
      name: v.pipe(v.string(), v.regex(/^[a-z][a-z0-9_-]{0,31}$/, asIssue('login-name-wrong'))),
      /** Needed for a new login; absent: it stays as it is. That of a director's login only a director or root sets. */
      password: v.exactOptional(text(200)),
      role: v.picklist(['admin', 'teacher', 'director', 'psychologist']),
    },
    gives: gives<{ readonly waits: boolean }>(),
  }),
  /** Makes a login that waits a director's, with this password; or sets that of a director's login. */
  user_confirm: method({
    does: "makes a login that waits a director's, with a password; or sets that of a director's login",
    roles: ['director'],
    access: 'write',
    takes: { name: line(32), password: text(200) },
    gives: gives<Nothing>(),
  }),
  user_delete: method({
    does: 'deletes a login',
    roles: ['admin'],
    access: 'write',
    takes: { name: line(32) },
    gives: gives<Nothing>(),
  }),
}
