/** Method `lesson_end`: ends the lesson in a room. */
import type { Method } from '../daemon.ts'
import type { Tools } from '../tools.ts'

export const lessonEnd =
  ({ lessons }: Pick<Tools, 'lessons'>): Method<'lesson_end'> =>
  async ({ room }, { user }) => ({ ended: lessons.end(room, user) })
