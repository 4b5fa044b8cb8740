/** Method `list_check`: reads a list and returns its mistakes. */
import type { Method } from '../daemon.ts'
import type { Tools } from '../tools.ts'
import { shownProblems } from './list-get.ts'

export const listCheck =
  ({ draft }: Pick<Tools, 'draft'>): Method<'list_check'> =>
  async ({ text }) => {
    const { whitelist, problems } = await draft.read(text)
    return { problems: problems.slice(0, shownProblems), sites: whitelist?.sites.length ?? 0 }
  }
