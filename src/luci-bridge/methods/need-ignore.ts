/** Method `need_ignore`: suggests a missing name no more. */
import type { Method } from '../daemon.ts'
import type { Tools } from '../tools.ts'

export const needIgnore =
  ({ ignoredNeeds }: Pick<Tools, 'ignoredNeeds'>): Method<'need_ignore'> =>
  async ({ site, name, ignored }, { user }) => {
    ignoredNeeds.set({ site, name }, user, ignored)
    return { ignored: ignoredNeeds.all() }
  }
