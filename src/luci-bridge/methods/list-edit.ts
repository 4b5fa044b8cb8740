/** Method `list_edit`: adds, changes and removes single entries of the draft. */

import { message } from '../../messages/message.ts'
import { addSite, canonical, changeSite, type Edited, removeSite } from '../../whitelist/edit.ts'
import { cutPasted } from '../../whitelist/pasted.ts'
import type { SiteChanges } from '../../whitelist/site-input.ts'
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
    const applied = applyEdit(tools, text, edit)
    if (applied === undefined) return noEntry()
    const { edited, name, cut } = applied
    const more = cut.length > 0 ? { cut } : {}
    const unsaved = { saved: false, sha256: base, ...more }
    if (!edited.changed) {
      if (edit.kind === 'add') return failed('refused', message('draft-text-has-errors'))
      if (name === undefined || find(text, name) === undefined) return noEntry()
      return { ...unsaved, problems: [] }
    }
    // Read in turns: between two of them another call may run.
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
    const site = edit.kind === 'add' || edit.kind === 'change' ? find(edited.text, name ?? '') : undefined
    return {
      ...{ saved: true, sha256: draft.now().sha256, problems: after.problems.slice(0, shownProblems) },
      ...(site === undefined ? {} : { site }),
      ...more,
    }
  }

interface Applied {
  readonly edited: Edited
  /** Of the entry that it is about; of several, one of them. */
  readonly name: string | undefined
  readonly cut: readonly Cut[]
}

const noEntry = () => failed('missing', message('draft-no-entry'), { argument: 'edit.name' })

/** Undefined where it is about entries of which one is not there. */
function applyEdit({ draft }: Pick<Tools, 'draft'>, text: string, edit: ListChange): Applied | undefined {
  const options = { ...draft.options(), reads: () => ({ whitelist: undefined, problems: [] }) }
  if (edit.kind === 'remove') return { edited: removeSite(text, edit.name, options), name: edit.name, cut: [] }
  if (edit.kind === 'remove-many') return ofMany(text, edit.names, (before, name) => removeSite(before, name, options))
  const { values, cut } = cutPasted(edit.values)
  const { domain, address, ...common } = values
  if (edit.kind === 'change-many') {
    const changes = changesOf(common)
    return ofMany(text, edit.names, (before, name) => changeSite(before, name, changes, options))
  }
  const name = domain ?? address
  if (edit.kind === 'add') return { edited: addSite(text, filled(values), options), name: name ?? '', cut }
  return { edited: changeSite(text, edit.name, changesOf(values), options), name: name ?? edit.name, cut }
}

/** One after the other, all in one text. An entry that has the values already stays as it is. */
function ofMany(
  text: string,
  names: readonly string[],
  step: (text: string, name: string) => Edited,
): Applied | undefined {
  let edited: Edited = { text, problems: [], whitelist: undefined, changed: false }
  for (const name of names) {
    const next = step(edited.text, name)
    if (!next.changed && find(edited.text, name) === undefined) return undefined
    edited = { ...next, changed: edited.changed || next.changed }
  }
  return { edited, name: names[0], cut: [] }
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

/** The last entry of that name: an added one stands at the end. */
function find(text: string, name: string): ListSite | undefined {
  const wanted = canonical(name)
  return lastSite(text, ({ domain, address }) => canonical(domain ?? address ?? '') === wanted)
}
