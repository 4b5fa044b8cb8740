/** Method `list_get`: a part of the draft or of an approved version. */

import { message } from '../../messages/message.ts'
import { endOfPart, sitesIn } from '../../whitelist/site-values.ts'
import type { ListPart } from '../contract.ts'
import { failed, type Method } from '../daemon.ts'
import type { Tools } from '../tools.ts'

/** UTF-16 units; with its entries as values and the problems one answer stays well under ubus' 1 MiB. */
const partSize = 96 * 1024
export const shownProblems = 300

export const listGet =
  ({ draft, history }: Pick<Tools, 'draft' | 'history'>): Method<'list_get'> =>
  async ({ version = 0, offset = 0 }) => {
    const found = version === 0 ? draft.now() : history.text(version)
    if (found === undefined)
      return failed('missing', message('version-not-there', { version }), { argument: 'version' })
    const { text, sha256 } = found
    if (offset > text.length) return failed('argument', message('offset-too-far'), { argument: 'offset' })
    const end = endOfPart(text, offset, partSize)
    const parsed = offset > 0 ? undefined : await (version === 0 ? draft.parsed() : history.parsed(version))
    const problems = parsed?.problems ?? []
    const part: ListPart = {
      ...{ version, sha256, text: text.slice(offset, end), total: text.length },
      sites: sitesIn(text, offset, end),
      problems: problems.slice(0, shownProblems),
      draft: draft.state(),
    }
    return end < text.length ? { ...part, next: end } : part
  }
