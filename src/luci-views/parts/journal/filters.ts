/** What of the journal is shown. */
import type { JournalFilters, JournalRow, Status } from '../../../luci-bridge/contract.ts'
import { type Field, input, select } from '../field.ts'
import type { Stretch } from './stretch.ts'
import { text } from './words.ts'

export interface FilterBar {
  readonly node: HTMLElement
  read(): JournalFilters
  /** Puts a stretch of time into the fields, and the room where one is named; the rest stays. */
  choose(stretch: Stretch): void
}

const filled = (name: string, value: string) => (value === '' ? {} : { [name]: value })

/** The site may stand in the page's address: the overview links here. */
export function filterBar(status: Status, onEnter: () => unknown): FilterBar {
  const asked = new URLSearchParams(window.location.search)
  const rooms = status.rooms.map(({ id, name }) => [id, name] as const)
  const verdicts = [
    ['', _('all')],
    ['allowed', _('allowed')],
    ['refused', _('refused')],
  ] as const
  const backgrounds = [
    ['hide', _('leave it out')],
    ['all', _('show it too')],
    ['only', _('show it alone')],
  ] as const
  const fields: Readonly<Record<keyof JournalFilters, Field>> = {
    since: input({ name: 'since', label: _('From'), type: 'datetime-local' }),
    until: input({ name: 'until', label: _('Until'), type: 'datetime-local' }),
    room: select({ name: 'room', label: _('Room') }, [['', _('all')], ...rooms]),
    pc: input({ name: 'pc', label: _('PC'), value: asked.get('pc') ?? '' }),
    site: input({ name: 'site', label: _('Site'), value: asked.get('site') ?? '' }),
    verdict: select({ name: 'verdict', label: _('Verdict'), value: asked.get('verdict') ?? '' }, verdicts),
    class: input({ name: 'class', label: _('Class') }),
    background: select({ name: 'background', label: _('What nobody typed') }, backgrounds),
  }
  const keydown = (event: Event) => ((event as KeyboardEvent).key === 'Enter' ? onEnter() : undefined)
  return {
    node: E(
      'div',
      { class: 'aq-filters', keydown },
      Object.values(fields).map((field) => field.node),
    ),
    choose({ since, until, room }) {
      fields.since.set(since)
      fields.until.set(until)
      if (room !== undefined) fields.room.set(room)
    },
    read: () => Object.assign({}, ...Object.entries(fields).map(([name, field]) => filled(name, field.value()))),
  }
}

const isBelow = (name: string, site: string) => name === site || name.endsWith(`.${site}`)

/** Whether a visit that has just ended is one of those asked for: the daemon tells everybody of all. */
export function fits(row: JournalRow, filters: JournalFilters): boolean {
  const { room, pc, site, verdict, class: lesson, background = 'all', since, until } = filters
  const start = text(row, 'start')
  const names = [text(row, 'site'), text(row, 'host')]
  const machines = ['pc', 'mac', 'ip'].map((key) => text(row, key).toLowerCase())
  return (
    (room === undefined || row.room === room) &&
    (pc === undefined || machines.includes(pc.toLowerCase())) &&
    (site === undefined || names.some((name) => isBelow(name, site.toLowerCase()))) &&
    (verdict === undefined || row.verdict === verdict) &&
    (lesson === undefined || row.lesson === lesson) &&
    (background === 'all' || (row.background === true) === (background === 'only')) &&
    (since === undefined || start >= since) &&
    (until === undefined || start < until)
  )
}
