/** The hours in which rooms are open, and which class has its lesson then. */
import dom from 'luci:dom'
import type { DayName, TimetableLine } from '../../../luci-bridge/contract.ts'
import { button } from '../button.ts'
import { failurePanel } from '../failure.ts'
import * as rpc from '../rpc.ts'
import { type Column, table } from '../table.ts'
import type { View } from '../tabs.ts'
import type { PcContext } from './context.ts'

const callTimetable = rpc.declare('timetable')
const callSave = rpc.declare('timetable_save')

const week: readonly DayName[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']

function dayText(day: DayName): string {
  switch (day) {
    case 'mon':
      return _('Mo')
    case 'tue':
      return _('Tu')
    case 'wed':
      return _('We')
    case 'thu':
      return _('Th')
    case 'fri':
      return _('Fr')
    case 'sat':
      return _('Sa')
    case 'sun':
      return _('Su')
  }
}

interface Row {
  readonly line: TimetableLine
  readonly cells: {
    readonly room: HTMLElement
    readonly days: HTMLElement
    readonly from: HTMLElement
    readonly until: HTMLElement
    readonly class: HTMLElement
  }
  read(): TimetableLine
}

function makeRow(line: TimetableLine, { rooms, may }: PcContext): Row {
  const disabled = may('timetable_save') ? null : ''
  const options = rooms.map(({ id, name }) =>
    E('option', { value: id, selected: id === line.room ? '' : null }, [name]),
  )
  const room = E(
    'select',
    { name: 'room', class: 'cbi-input-select', disabled, 'aria-label': _('Room') },
    options,
  ) as HTMLSelectElement
  const boxes = week.map((day) => ({
    day,
    box: E('input', {
      type: 'checkbox',
      name: `day-${day}`,
      disabled,
      checked: line.days.includes(day) ? '' : null,
    }) as HTMLInputElement,
  }))
  const text = (name: string, type: string, value: string, label: string) =>
    E('input', { name, type, value, disabled, class: 'cbi-input-text', 'aria-label': label }) as HTMLInputElement
  const from = text('from', 'text', line.from, _('From'))
  const until = text('until', 'text', line.until, _('Until'))
  const name = text('class', 'text', line.class ?? '', _('Class'))
  const days = E(
    'div',
    { class: 'aq-days' },
    boxes.map(({ day, box }) => E('label', {}, [box, dayText(day)])),
  )
  return {
    line,
    cells: { room, days, from, until, class: name },
    read: () => ({
      room: room.value,
      days: boxes.filter(({ box }) => box.checked).map(({ day }) => day),
      from: padded(from.value.trim()),
      until: padded(until.value.trim()),
      ...(name.value.trim() === '' ? {} : { class: name.value.trim() }),
    }),
  }
}

/** `8:00` and `8.00` are what people write. */
const padded = (time: string) =>
  time.replace(
    /^(\d{1,2})[.:](\d\d)$/,
    (_all, hours: string, minutes: string) => `${hours.padStart(2, '0')}:${minutes}`,
  )

function wrong(line: TimetableLine): string | undefined {
  if (line.days.length === 0) return _('A line names no day.')
  if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(line.from)) return _('“%s” is not a time: write it as 08:00.').format(line.from)
  if (!/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/.test(line.until))
    return _('“%s” is not a time: write it as 08:00.').format(line.until)
  return undefined
}

class TimetableView implements View {
  readonly nodes: LuciChild[]
  readonly #context: PcContext
  readonly #isOffered: boolean
  readonly #body = E('div', {}, [E('p', { class: 'aq-loading' }, [_('Loading …')])])
  readonly #news = E('div', { 'data-name': 'timetable-news', role: 'alert' }, [])
  #rows: readonly Row[] = []
  #base = ''

  constructor(context: PcContext) {
    this.#context = context
    this.#isOffered = context.may('timetable_save')
    const words = _('A room with hours is shut outside them. A room without any is open at any time.')
    this.nodes = [E('p', {}, [words]), this.#news, this.#body]
    void this.#load()
  }

  async #load(): Promise<void> {
    try {
      const { lines, sha256 } = await callTimetable({})
      this.#base = sha256
      this.#show(lines.map((line) => makeRow(line, this.#context)))
    } catch (error) {
      dom.content(this.#body, [failurePanel(error)])
    }
  }

  #show(rows: readonly Row[]): void {
    this.#rows = rows
    const columns: Column<Row>[] = [
      { title: _('Room'), cell: ({ cells }) => cells.room },
      { title: _('Days'), cell: ({ cells }) => cells.days },
      { title: _('From'), cell: ({ cells }) => cells.from },
      { title: _('Until'), cell: ({ cells }) => cells.until },
      { title: _('Class'), cell: ({ cells }) => cells.class },
    ]
    const drop = (row: Row) => this.#show(this.#rows.filter((one) => one !== row))
    const remove = (row: Row) => button(_('Remove'), () => drop(row), { name: 'remove-line' })
    if (this.#isOffered) columns.push({ title: '', cell: remove })
    const buttons = [
      button(_('Add a line'), () => this.#add(), { name: 'add-line' }),
      button(_('Save the timetable'), () => this.#save(), { kind: 'positive', name: 'save-timetable' }),
    ]
    const empty = _('No hours are set: the rooms are open at any time.')
    dom.content(this.#body, [
      E('div', { class: 'aq-timetable' }, [table(columns, rows, empty)]),
      ...(this.#isOffered ? [E('div', { class: 'aq-buttons' }, buttons)] : []),
    ])
  }

  #add(): void {
    const first = { room: this.#context.rooms[0]?.id ?? '', days: week.slice(0, 5), from: '08:00', until: '08:45' }
    const line = this.#rows[this.#rows.length - 1]?.read() ?? first
    this.#show([...this.#rows, makeRow(line, this.#context)])
  }

  #say(text: string, kind: string): void {
    dom.content(this.#news, [E('p', { class: `alert-message ${kind}` }, [text])])
  }

  async #save(): Promise<void> {
    const lines = this.#rows.map((row) => row.read())
    const mistake = lines.map(wrong).find((one) => one !== undefined)
    if (mistake !== undefined) return this.#say(mistake, 'warning')
    try {
      this.#base = (await callSave({ lines, base: this.#base })).sha256
      this.#say(_('Saved.'), 'success')
    } catch (error) {
      if (rpc.failureOf(error).failed?.code !== 'conflict') return void dom.content(this.#news, [failurePanel(error)])
      this.#base = (await callTimetable({})).sha256
      this.#say(
        _('Somebody changed the timetable meanwhile. Yours is still here: saving again replaces the other one.'),
        'warning',
      )
    }
  }
}

export const timetableView = (context: PcContext): View => new TimetableView(context)
