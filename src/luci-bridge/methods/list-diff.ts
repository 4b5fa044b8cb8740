/** Method `list_diff`: compares the draft with the list in force. */
import { domainToUnicode } from 'node:url'
import { message } from '../../messages/message.ts'
import { type Difference, diff, fieldValues } from '../../whitelist/diff.ts'
import { FIELDS } from '../../whitelist/fields.ts'
import { type Site, siteName, type Whitelist } from '../../whitelist/whitelist.ts'
import type { DiffEntry, DiffField, Failed, Problem } from '../contract.ts'
import { failed, type Method } from '../daemon.ts'
import type { Tools } from '../tools.ts'
import { shownProblems } from './list-get.ts'

const entriesAtOnce = 500

type DiffTools = Pick<Tools, 'draft' | 'history' | 'live'>

export const listDiff =
  (tools: DiffTools): Method<'list_diff'> =>
  async ({ from, to = 0, offset = 0 }) => {
    const before = await read(tools, from ?? 'in force')
    const after = await (to === 0 ? readDraft(tools) : read(tools, to))
    for (const [argument, side] of [
      ['from', before],
      ['to', after],
    ] as const)
      if ('error' in side) return failed(side.code, side.message, { argument })
    if ('error' in before || 'error' in after) return failed('missing', message('version-unknown'))
    const next = to === 0 ? { nextVersion: tools.history.nextVersion() } : {}
    const about = { from: before.version, to: after.version, sha256: after.sha256, ...next }
    const nothing = { entries: [], added: 0, removed: 0, changed: 0 }
    if (before.whitelist === undefined || after.whitelist === undefined)
      return { ...about, ...nothing, problems: after.problems.slice(0, shownProblems) }
    const difference = diff(before.whitelist, after.whitelist)
    const entries = entriesOf(difference)
    const end = offset + entriesAtOnce
    return {
      ...about,
      entries: entries.slice(offset, end),
      ...{ added: difference.added.length, removed: difference.removed.length, changed: difference.changed.length },
      ...(end < entries.length ? { next: end } : {}),
      problems: [],
    }
  }

interface Side {
  readonly version: number
  readonly sha256: string
  readonly whitelist: Whitelist | undefined
  readonly problems: readonly Problem[]
}

const nothing: Side = { version: 0, sha256: '', whitelist: { sites: [] }, problems: [] }

async function readDraft({ draft }: DiffTools): Promise<Side> {
  return { version: 0, sha256: draft.now().sha256, ...(await draft.parsed()) }
}

async function read({ history, live }: DiffTools, version: number | 'in force'): Promise<Side | Failed> {
  const inForce = live()?.version
  const wanted = version === 'in force' ? (inForce?.version ?? 0) : version
  if (wanted === 0) return nothing
  if (wanted === inForce?.version)
    return { version: wanted, sha256: inForce.meta.sha256, whitelist: inForce.whitelist, problems: [] }
  const found = await history.parsed(wanted)
  return found === undefined
    ? failed('missing', message('version-not-there', { version: wanted }))
    : { version: wanted, ...found }
}

function entriesOf({ added, removed, changed }: Difference): DiffEntry[] {
  const placed = [
    ...added.map((site) => ({ line: site.line, entry: entryOf('added', site, undefined, site) })),
    ...changed.map(({ before, after }) => ({ line: after.line, entry: entryOf('changed', after, before, after) })),
  ]
  placed.sort((a, b) => a.line - b.line)
  return [...placed.map(({ entry }) => entry), ...removed.map((site) => entryOf('removed', site, site, undefined))]
}

/** A change of one entry, as pages show it. */
export function entryOf(
  kind: DiffEntry['kind'],
  site: Site,
  before: Site | undefined,
  after: Site | undefined,
): DiffEntry {
  const ascii = siteName(site)
  const readable = site.kind === 'domain' ? domainToUnicode(ascii) || ascii : ascii
  const [old, now] = [before && fieldValues(before), after && fieldValues(after)]
  const fields: DiffField[] = FIELDS.map((field) => ({ field, before: old?.[field] ?? [], after: now?.[field] ?? [] }))
  return {
    ...{ kind, site: readable, title: site.title ?? '' },
    ...(readable === ascii ? {} : { ascii }),
    fields: fields.filter((field) => field.before.join('\n') !== field.after.join('\n')),
  }
}
