/** Declares the methods about status, health, rooms and lessons. */
import * as v from 'valibot'
import type { Nothing } from '../contract/answer.ts'
import type { Health, Reloaded, Status } from '../contract/status.ts'
import { everybody, gives, method, teachers } from './method.ts'
import { filled, line } from './parts.ts'

export const statusMethods = {
  status: method({
    does: "what is in force, the draft, rooms, today's counts, who calls",
    roles: everybody,
    access: 'read',
    takes: {},
    gives: gives<Status>(),
  }),
  health: method({
    does: 'every lock and engine, checked one by one',
    roles: everybody,
    access: 'read',
    takes: {},
    gives: gives<Health>(),
  }),
  /** Puts the settings on the disk into force; for `service aqtizim reload`. */
  reload: method({
    does: 'puts `/etc/config/aqtizim` into force, and says what is in the way',
    roles: [],
    access: 'read',
    takes: {},
    gives: gives<Reloaded>(),
  }),
  /** `paused`: whether it is shut now; a room that is opened outside its hours stays so. `cut`: connections ended. */
  room_set: method({
    does: 'opens or pauses a room',
    roles: teachers,
    access: 'write',
    takes: { room: line(32), state: v.picklist(['open', 'paused']) },
    gives: gives<{ readonly cut: number; readonly paused: boolean }>(),
  }),
  /** Ends the lesson that was open there. `class`: at most 32 letters, digits, blanks and some punctuation. */
  lesson_start: method({
    does: 'begins a lesson of a class in a room',
    roles: teachers,
    access: 'write',
    takes: { room: line(32), class: filled(32) },
    gives: gives<Nothing>(),
  }),
  /** `ended`: false where no lesson was open. */
  lesson_end: method({
    does: 'ends the lesson in a room',
    roles: teachers,
    access: 'write',
    takes: { room: line(32) },
    gives: gives<{ readonly ended: boolean }>(),
  }),
}
