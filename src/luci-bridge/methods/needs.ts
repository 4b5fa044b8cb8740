/** Method `needs`: starts a job that finds names which listed sites lack. */

import { message } from '../../messages/message.ts'
import { NeedsSearch } from '../../missing-names/missing-names.ts'
import { failed, type Method } from '../daemon.ts'
import type { Tools } from '../tools.ts'

const dayMs = 86_400_000

/** What the draft opens already is no suggestion; while it has errors, the list in force stands for it. */
export const needs =
  (
    tools: Pick<Tools, 'draft' | 'journal' | 'live' | 'local' | 'machine' | 'breathe' | 'ignoredNeeds'>,
  ): Method<'needs'> =>
  async ({ days = 7 }) => {
    const whitelist = (await tools.draft.parsed()).whitelist ?? tools.live()?.version?.whitelist
    if (whitelist === undefined) return failed('unavailable', message('list-has-errors'))
    const search = new NeedsSearch(whitelist)
    const since = tools.local((tools.machine.now() - (days - 1) * dayMs) / 1000).slice(0, 10)
    for (const found of tools.journal.scan({ since, visits: true }))
      if (typeof found === 'string') await tools.breathe()
      else if (found.row.kind === 'visit') search.add(found.row.row)
    const steps = search.find()
    for (;;) {
      const step = steps.next()
      if (step.done === true) return { ...step.value, ignored: tools.ignoredNeeds.all() }
      await tools.breathe()
    }
  }
