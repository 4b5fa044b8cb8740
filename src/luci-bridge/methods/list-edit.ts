/** Method `list_edit`: adds, changes and removes single entries of the draft. */

import { message } from '../../messages/message.ts'
import { checkAddress } from '../../whitelist/address.ts'
import { addSite, changeSite, type Edited, removeSite, type SiteChanges } from '../../whitelist/edit.ts'
import { normaliseName } from '../../whitelist/names.ts'
import { cutPasted } from '../../whitelist/pasted.ts'
import { lastSite } from '../../whitelist/site-values.ts'
import type { Cut, ListChange, ListSite, Problem, SiteValues } from '../contract.ts'
import { failed, type Method } from '../daemon.ts'
import type { Tools } from '../tools.ts'
import { shownProblems } from './list-get.ts'

type EditTools = Pick<Tools, 'draft'>

export const listEdit =
  (tools: EditTools): Method<'list_edit'> =>
  async ({ base, edit }, { user }) => {
    const { draft } = tools
    const conflict = draft.conflict(base)
    if (conflict !== undefined) return conflict
    const { text } = draft.now()
    const { edited, name, cut } = applyEdit(tools, text, edit)
    const more = cut.length > 0 ? { cut } : {}
    const unsaved = { saved: false, sha256: base, ...more }
    if (!edited.changed) {
      if (edit.kind === 'add') return failed('refused', message('draft-text-has-errors'))
      if (find(text, edit.name) === undefined)
        return failed('missing', message('draft-no-entry'), { argument: 'edit.name' })
      return { ...unsaved, problems: [] }
    }
    // Read in turns, of which each may be somebody else's.
    const { problems: before } = await draft.parsed()
    const after = await draft.read(edited.text)
    const meanwhile = draft.conflict(base)
    if (meanwhile !== undefined) return meanwhile
    const news = newProblems(before, after.problems)
    const isWorse = news.some(
      ({ severity, code }) => severity === 'error' || (edit.kind === 'add' && code === 'duplicate'),
    )
    if (isWorse) return { ...unsaved, problems: news.slice(0, shownProblems) }
    const fault = draft.write(edited.text, user, after)
    if (fault !== undefined) return fault
    const site = edit.kind === 'remove' ? undefined : find(edited.text, name)
    return {
      ...{ saved: true, sha256: draft.now().sha256, problems: after.problems.slice(0, shownProblems) },
      ...(site === undefined ? {} : { site }),
      ...more,
    }
  }

function applyEdit(
  { draft }: Pick<Tools, 'draft'>,
  text: string,
  edit: ListChange,
): { readonly edited: Edited; readonly name: string; readonly cut: readonly Cut[] } {
  const options = { ...draft.options(), reads: () => ({ whitelist: undefined, problems: [] }) }
  if (edit.kind === 'remove') return { edited: removeSite(text, edit.name, options), name: edit.name, cut: [] }
  const { values, cut } = cutPasted(edit.values)
  const name = values.domain ?? values.address
  if (edit.kind === 'add') return { edited: addSite(text, filled(values), options), name: name ?? '', cut }
  return { edited: changeSite(text, edit.name, changesOf(values), options), name: name ?? edit.name, cut }
}

/** A form sends empty fields along. Sub-domains belong to a site unless said otherwise. */
function isDefault(key: string, value: unknown): boolean {
  if (typeof value === 'boolean') return value === (key === 'subdomains')
  return value === '' || (Array.isArray(value) && value.length === 0)
}

function filled(values: SiteValues): SiteValues {
  return Object.fromEntries(Object.entries(values).filter(([key, value]) => !isDefault(key, value)))
}

function changesOf(values: SiteValues): SiteChanges {
  const changes = Object.entries(values).map(([key, value]) => [key, isDefault(key, value) ? null : value])
  return Object.fromEntries(changes)
}

/** Problems that were not there before, wherever they stand now. */
function newProblems(before: readonly Problem[], after: readonly Problem[]): Problem[] {
  const known = new Map<string, number>()
  const keyOf = ({ code, severity, message }: Problem) => JSON.stringify([code, severity, message])
  for (const problem of before) known.set(keyOf(problem), (known.get(keyOf(problem)) ?? 0) + 1)
  return after.filter((problem) => {
    const left = known.get(keyOf(problem)) ?? 0
    known.set(keyOf(problem), left - 1)
    return left <= 0
  })
}

const canonical = (name: string) => normaliseName(name) ?? checkAddress(name).network?.text ?? name

/** The last entry of that name: an added one stands at the end. */
function find(text: string, name: string): ListSite | undefined {
  const wanted = canonical(name)
  return lastSite(text, ({ domain, address }) => canonical(domain ?? address ?? '') === wanted)
}
