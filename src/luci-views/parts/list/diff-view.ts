/** What changes between two lists, in plain words. */
import type { DiffEntry, DiffField, ListDifference } from '../../../luci-bridge/contract.ts'
import { badge } from '../badge.ts'
import { problemLine } from './problems.ts'
import type { Room } from './state.ts'
import { fieldName } from './words.ts'

const quoted = (values: readonly string[]) => values.map((value) => `“${value}”`).join(', ')

/** A value as people call it: rooms have names, and `false` is a word of the document. */
function shown({ field }: DiffField, values: readonly string[], rooms: readonly Room[]): string[] {
  if (field === 'rooms') return values.map((id) => rooms.find((room) => room.id === id)?.name ?? id)
  if (field === 'open') return values.map(() => _('only while a teacher opens it'))
  if (field === 'inside' || field === 'whole_suffix') return values.map(() => _('yes'))
  if (field === 'subdomains') return values.map((value) => (value === 'false' ? _('stay shut') : _('open as well')))
  return [...values]
}

function fieldLine(kind: DiffEntry['kind'], field: DiffField, rooms: readonly Room[]): HTMLElement {
  const [before, after] = [shown(field, field.before, rooms), shown(field, field.after, rooms)]
  const line = (text: string) => E('li', {}, [`${fieldName(field.field)}: `, text])
  if (kind !== 'changed') return line((kind === 'added' ? after : before).join(', '))
  const isList = ['needs', 'needs_exact', 'except'].includes(field.field)
  const [more, less] = [after.filter((one) => !before.includes(one)), before.filter((one) => !after.includes(one))]
  if (isList) {
    const parts = [
      ...(more.length > 0 ? [_('new: %s').format(more.join(', '))] : []),
      ...(less.length > 0 ? [_('no longer: %s').format(less.join(', '))] : []),
    ]
    return line(parts.join('; '))
  }
  const defaults: Readonly<Record<string, string>> = { rooms: _('all rooms'), ports: '80, 443', open: _('always') }
  const none = defaults[field.field] ?? _('nothing')
  const text = (values: readonly string[]) =>
    values.length === 0 ? none : field.field === 'ports' ? values.join(', ') : quoted(values)
  return line(_('%s before, %s now').format(text(before), text(after)))
}

function kindBadge(kind: DiffEntry['kind']): HTMLElement {
  if (kind === 'added') return badge(_('opens'), 'good')
  return kind === 'removed' ? badge(_('shuts'), 'bad') : badge(_('changes'), 'warning')
}

/** One entry with what of it changes; `mark` says how, `more` stands at its end. */
export function entryNode(
  entry: DiffEntry,
  rooms: readonly Room[],
  mark: HTMLElement = kindBadge(entry.kind),
  more: readonly HTMLElement[] = [],
): HTMLElement {
  const title = entry.title === '' || entry.title === entry.site ? [] : [` — ${entry.title}`]
  const fields = entry.fields.filter(({ field }) => entry.kind === 'changed' || field !== 'title')
  const lines =
    fields.length === 0
      ? []
      : [
          E(
            'ul',
            {},
            fields.map((field) => fieldLine(entry.kind, field, rooms)),
          ),
        ]
  return E('div', { class: 'aq-change', 'data-kind': entry.kind, 'data-site': entry.site }, [
    mark,
    ' ',
    E('strong', {}, [entry.site]),
    ...title,
    ...(entry.ascii === undefined ? [] : [' ', E('code', { class: 'aq-muted' }, [entry.ascii])]),
    ...lines,
    ...more,
  ])
}

/** At most so many entries are drawn; the counts above them tell of all. */
const MOST = 300

export function differenceView(difference: ListDifference, rooms: readonly Room[]): HTMLElement {
  const { added, removed, changed, entries, problems } = difference
  const errors = problems.filter(({ severity }) => severity === 'error')
  if (errors.length > 0)
    return E('div', { 'data-name': 'difference' }, [
      E('p', {}, [_('The draft has mistakes, so nothing can be compared yet:')]),
      ...errors.slice(0, 50).map((problem) => problemLine(problem, true)),
    ])
  if (entries.length === 0) return E('div', { 'data-name': 'difference' }, [E('p', {}, [_('Nothing changes.')])])
  const counts = _('Opens: %d, shuts: %d, changes: %d').format(added, removed, changed)
  const rest =
    entries.length > MOST ? [E('p', {}, [_('%d more are not shown here.').format(entries.length - MOST)])] : []
  return E('div', { 'data-name': 'difference' }, [
    E('p', { class: 'aq-muted', 'data-name': 'difference-counts' }, [counts]),
    ...entries.slice(0, MOST).map((entry) => entryNode(entry, rooms)),
    ...rest,
  ])
}
