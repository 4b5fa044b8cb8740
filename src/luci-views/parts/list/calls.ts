/** The calls about the white list, and the whole of a list out of its parts. */
import type {
  DiffEntry,
  DraftState,
  ListDifference,
  ListPart,
  ListSite,
  Problem,
} from '../../../luci-bridge/contract.ts'
import * as rpc from '../rpc.ts'

export { nameOf } from './site-name.ts'

export const callEdit = rpc.declare('list_edit')
const callGet = rpc.declare('list_get')
const callDiff = rpc.declare('list_diff')

export interface LoadedList {
  readonly sha256: string
  readonly text: string
  readonly sites: readonly ListSite[]
  readonly problems: readonly Problem[]
  readonly draft: DraftState
}

/** How often somebody may edit while we read before we give up. */
const ATTEMPTS = 4

/** 0 is the draft. Begins anew when the draft becomes another in between. */
export async function loadList(version = 0): Promise<LoadedList> {
  for (let attempt = 1; ; attempt++) {
    const first = await callGet({ version })
    const parts: ListPart[] = [first]
    let next = first.next
    while (next !== undefined) {
      const part = await callGet({ version, offset: next })
      if (part.sha256 !== first.sha256) break
      parts.push(part)
      next = part.next
    }
    if (next !== undefined && attempt < ATTEMPTS) continue
    const { sha256, problems, draft } = first
    return {
      sha256,
      problems,
      draft,
      text: parts.map(({ text }) => text).join(''),
      sites: parts.flatMap(({ sites }) => sites),
    }
  }
}

/** Difference with all its pages; without versions: from what is in force to the draft. */
export async function loadDifference(of: { from?: number; to?: number } = {}): Promise<ListDifference> {
  const first = await callDiff(of)
  const entries: DiffEntry[] = [...first.entries]
  let next = first.next
  while (next !== undefined) {
    const page = await callDiff({ ...of, offset: next })
    if (page.sha256 !== first.sha256) break
    entries.push(...page.entries)
    next = page.next
  }
  return { ...first, entries }
}

export const hasErrors = (problems: readonly Problem[]): boolean =>
  problems.some(({ severity }) => severity === 'error')
