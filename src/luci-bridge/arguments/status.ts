/** Schemas for the arguments of status, health, rooms and lessons. */
import * as v from 'valibot'
import { filled, line } from './parts.ts'

export const statusSchemas = {
  status: v.object({}),
  health: v.object({}),
  reload: v.object({}),
  room_set: v.object({ room: line(32), state: v.picklist(['open', 'paused']) }),
  lesson_start: v.object({ room: line(32), class: filled(32) }),
  lesson_end: v.object({ room: line(32) }),
}
