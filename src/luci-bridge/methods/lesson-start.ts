/** Method `lesson_start`: begins the lesson of a class in a room. */
import type { Method } from '../daemon.ts'
import type { Tools } from '../tools.ts'

export const lessonStart =
  ({ lessons }: Pick<Tools, 'lessons'>): Method<'lesson_start'> =>
  async ({ room, class: name }, { user }) => {
    lessons.start(room, name, user)
    return {}
  }
