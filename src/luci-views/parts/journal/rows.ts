/** The journal's table: visits in columns, everything else as a sentence across them. */
import type { JournalRow } from '../../../luci-bridge/contract.ts'
import { badge, verdictBadge } from '../badge.ts'
import { randomMark } from '../random-mac.ts'
import { type Column, tableHead, tableRow } from '../table.ts'
import { dateTime, size } from '../when.ts'
import { isVisit, type RoomNames, rowWords, startOf, text, whyWords } from './words.ts'

const number = (row: JournalRow, key: string) => Number(row[key] ?? 0) || 0

function siteCell(row: JournalRow): LuciChild[] {
  const host = text(row, 'host')
  const site = text(row, 'site') === '*' ? _('many sites') : text(row, 'site')
  const joined = number(row, 'joined')
  const below = host === '' && joined > 0 ? N_(joined, '%d visit in one', '%d visits in one').format(joined) : host
  return [site, ...(below === '' ? [] : [E('div', { class: 'aq-muted' }, [below])])]
}

function verdictCell(row: JournalRow): LuciChild[] {
  const why = text(row, 'why')
  return [
    verdictBadge(text(row, 'verdict')),
    ...(row.background === true ? [' ', badge(_('background'), 'quiet')] : []),
    ...(row.open === true ? [' ', badge(_('goes on'), 'quiet')] : []),
    ...(why === '' ? [] : [E('div', { class: 'aq-muted' }, [whyWords(why)])]),
  ]
}

const columns = (rooms: RoomNames): readonly Column<JournalRow>[] => [
  { title: _('Time'), cell: (row) => dateTime(startOf(row)) },
  {
    title: _('PC'),
    cell: (row) => [
      text(row, 'pc') === '*' ? _('many PCs') : text(row, 'pc') || text(row, 'ip'),
      // A PC without a name stands there by its MAC.
      ...randomMark(text(row, 'pc')).flatMap((mark) => [' ', mark]),
      E('div', { class: 'aq-muted' }, [rooms.get(text(row, 'room')) ?? text(row, 'room')]),
    ],
  },
  { title: _('Site'), cell: siteCell },
  { title: _('Verdict'), cell: verdictCell },
  { title: _('Class'), cell: (row) => text(row, 'lesson') },
  { title: _('Data'), cell: (row) => size(number(row, 'up') + number(row, 'down')), number: true },
]

function otherRow(row: JournalRow, width: number, rooms: RoomNames): HTMLElement {
  const time = E('td', { class: 'td left', 'data-title': _('Time') }, [dateTime(startOf(row))])
  return E('tr', { class: 'tr aq-event' }, [
    time,
    E('td', { class: 'td left', colspan: width - 1 }, [rowWords(row, rooms)]),
  ])
}

export interface JournalTable {
  readonly node: HTMLElement
  /** Oldest first, as the journal gives them: the newest comes to stand on top. */
  addNewer(rows: readonly JournalRow[]): void
  addOlder(rows: readonly JournalRow[]): void
  /** Visits that go on, above all others, in place of those before. */
  setOpen(rows: readonly JournalRow[]): void
  clear(): void
}

/** A page that is left open for a day must not grow for ever. */
const mostRows = 2000

export function journalTable(rooms: RoomNames): JournalTable {
  const all = columns(rooms)
  const body = E('tbody', {}, [])
  const going = E('tbody', { 'data-name': 'open' }, [])
  const heads = all.map(tableHead)
  const empty = E('tr', { class: 'tr placeholder' }, [
    E('td', { class: 'td', colspan: all.length }, [_('No such rows.')]),
  ])
  const node = E('table', { class: 'table aq-table', 'data-name': 'journal' }, [
    E('thead', {}, [E('tr', { class: 'tr table-titles' }, heads)]),
    going,
    body,
  ])
  const draw = (row: JournalRow) => {
    const drawn = isVisit(row) ? tableRow(all, row) : otherRow(row, all.length, rooms)
    if (typeof row.n === 'number') drawn.setAttribute('data-n', String(row.n))
    return drawn
  }
  const isKnown = (row: JournalRow) => typeof row.n === 'number' && body.querySelector(`[data-n="${row.n}"]`) !== null
  const settle = () => {
    if (body.childElementCount > 1 || going.childElementCount > 0) empty.remove()
    else if (body.childElementCount === 0) body.append(empty)
  }
  settle()
  return {
    node,
    addNewer(rows) {
      for (const row of rows) {
        if (isKnown(row)) continue
        const drawn = draw(row)
        drawn.classList.add('aq-new')
        body.prepend(drawn)
      }
      while (body.childElementCount > mostRows) body.lastElementChild?.remove()
      settle()
    },
    addOlder(rows) {
      for (const row of [...rows].reverse()) if (!isKnown(row)) body.append(draw(row))
      settle()
    },
    setOpen(rows) {
      going.replaceChildren(...[...rows].reverse().map(draw))
      settle()
    },
    clear() {
      body.replaceChildren()
      going.replaceChildren()
      settle()
    },
  }
}
