/** Method `list_check`: reads a list and returns its mistakes. */
import { parse } from '../../whitelist/parse.ts'
import type { Method } from '../daemon.ts'
import type { Tools } from '../tools.ts'
import { shownProblems } from './list-get.ts'

export const listCheck =
  ({ live }: Pick<Tools, 'live'>): Method<'list_check'> =>
  async ({ text }) => {
    const rooms = live()?.settings.rooms.map(({ id }) => id) ?? []
    const { whitelist, problems } = parse(text, { rooms })
    return { problems: problems.slice(0, shownProblems), sites: whitelist?.sites.length ?? 0 }
  }
