/** Method `room_set`: pauses a room, or resumes it. */

import { message } from '../../messages/message.ts'
import { failed, type Method } from '../daemon.ts'
import type { Tools } from '../tools.ts'

export const roomSet =
  ({ live, setPaused, event }: Pick<Tools, 'live' | 'setPaused' | 'event'>): Method<'room_set'> =>
  async ({ room, state }, { user }) => {
    const known = live()?.settings.rooms.some(({ id }) => id === room) ?? false
    if (!known) return failed('argument', message('room-unknown', { room }), { argument: 'room' })
    const result = await setPaused(room, state === 'paused')
    event(state === 'paused' ? 'paused' : 'resumed', { room, user })
    return result
  }
