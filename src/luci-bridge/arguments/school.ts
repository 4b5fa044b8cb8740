/** Schemas for the arguments of the methods about requests, PCs, rooms, hours, seats and logins. */
import * as v from 'valibot'
import { asIssue } from '../../messages/issue.ts'
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

export const schoolSchemas = {
  requests: v.object({}),
  request_decide: v.object({
    name: line(253),
    decision: v.picklist(['taken', 'refused']),
    word: v.exactOptional(line(200)),
    add: v.exactOptional(v.boolean()),
  }),
  request_ignore: v.object({ pc: filled(64) }),
  needs: v.object({ days: v.exactOptional(whole(1, 31)) }),
  need_ignore: v.object({ site: filled(253), name: filled(253), ignored: v.boolean() }),
  pcs: v.object({}),
  pcs_save: v.object({
    pcs: v.pipe(v.array(v.object({ mac, name, room: v.exactOptional(line(32)) })), v.maxLength(300)),
  }),
  exempt_save: v.object({
    mac,
    exempt: v.boolean(),
    name: v.exactOptional(name),
    ips: v.exactOptional(v.pipe(v.array(line(64)), v.maxLength(8))),
  }),
  rooms: v.object({}),
  timetable: v.object({}),
  timetable_save: v.object({ lines: v.pipe(v.array(timetableLine), v.maxLength(500)), base: hash }),
  seats: v.object({ class: v.exactOptional(filled(32)) }),
  seats_save: v.object({
    class: filled(32),
    base: hash,
    rows: v.exactOptional(v.pipe(v.array(v.object({ pc: filled(64), pupil: line(120) })), v.maxLength(200))),
    text: v.exactOptional(text(32_768)),
  }),
  users: v.object({}),
  user_set: v.object({
    name: v.pipe(v.string(), v.regex(/^[a-z][a-z0-9_-]{0,31}$/, asIssue('login-name-wrong'))),
    password: v.exactOptional(text(200)),
    role: v.picklist(['admin', 'teacher', 'director', 'psychologist']),
  }),
  user_confirm: v.object({ name: line(32), password: text(200) }),
  user_delete: v.object({ name: line(32) }),
}
