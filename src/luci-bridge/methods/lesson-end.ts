import type { Method } from '../daemon.ts'
import type { Tools } from '../tools.ts'

export const lessonEnd =
  ({ lessons }: Pick<Tools, 'lessons'>): Method<'lesson_end'> =>
  async ({ room }, { user }) => ({ ended: lessons.end(room, user) })
