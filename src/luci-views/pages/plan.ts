/** The plan of the year: who does what by when, what is done, and a calendar of it. */
import type { PlanKind, PlanLine, YearPlan } from '../../luci-bridge/contract.ts'
import { badge, headline } from '../parts/badge.ts'
import { button } from '../parts/button.ts'
import { ask } from '../parts/dialog.ts'
import { input, select } from '../parts/field.ts'
import { openForm } from '../parts/form-dialog.ts'
import { inWords } from '../parts/in-words.ts'
import { loadMay, type May } from '../parts/may.ts'
import { page } from '../parts/page.ts'
import { giveFile } from '../parts/registers/give-file.ts'
import * as rpc from '../parts/rpc.ts'
import { type Column, table } from '../parts/table.ts'
import { tongue } from '../parts/tongue.ts'
import { date } from '../parts/when.ts'

const callGet = rpc.declare('plan_get')
const callSave = rpc.declare('plan_save')
const callRemove = rpc.declare('plan_remove')
const callDone = rpc.declare('plan_done')
const callFill = rpc.declare('plan_fill')
const callCalendar = rpc.declare('plan_calendar')

interface Data {
  readonly plan: YearPlan
  readonly may: May
}
type Reload = () => Promise<void>

const kinds = (): readonly (readonly [PlanKind, string])[] => [
  ['other', _('Other')],
  ['parents-meeting', _("Parents' meeting")],
  ['safe-internet', _('Safe Internet event')],
  ['october-check', _('Check of the access history')],
  ['report-ready', _('Monthly report is made')],
  ['report-handed', _('Monthly report is handed in')],
  ['briefing', _('Safety briefing')],
  ['decision', _("The commission's decision")],
]
const kindOf = (text: string): PlanKind => kinds().find(([kind]) => kind === text)?.[0] ?? 'other'

function entryForm(plan: YearPlan, entry: PlanLine | undefined, reload: Reload): void {
  const kind = select({ name: 'kind', label: _('Kind'), value: entry?.kind ?? 'other' }, kinds())
  const was = { title: entry && inWords(entry.title), who: entry && inWords(entry.who) }
  const title = input({ name: 'title', label: _('What'), value: was.title ?? '' })
  const who = input({ name: 'who', label: _('Who'), value: was.who ?? '' })
  const from = input({ name: 'from', label: _('From'), type: 'date', value: entry?.from ?? plan.today })
  const due = input({ name: 'due', label: _('Due'), type: 'date', value: entry?.due ?? plan.today })
  openForm({
    title: entry === undefined ? _('New entry') : _('Change the entry'),
    content: [
      E(
        'div',
        { class: 'aq-form' },
        [kind, title, who, from, due].map(({ node }) => node),
      ),
    ],
    confirm: _('Save'),
    async save() {
      // Words that nobody changed stay as they are, so that they are shown in each reader's language.
      const words = {
        ...(title.value() === was.title ? {} : { title: title.value() }),
        ...(who.value() === was.who ? {} : { who: who.value() }),
      }
      const values = { kind: kindOf(kind.value()), ...words, due: due.value() }
      const id = entry === undefined ? {} : { id: entry.id }
      await callSave({ ...id, ...values, ...(from.value() === '' ? {} : { from: from.value() }) })
      await reload()
      return undefined
    },
  })
}

function doneForm(plan: YearPlan, { id, title, done }: PlanLine, reload: Reload): void {
  const day = input({ name: 'date', label: _('Done on'), type: 'date', value: done?.date ?? plan.today })
  const note = input({ name: 'note', label: _('Note'), value: done?.note ?? '' })
  const file = input({ name: 'file', label: _('Name of the file or folder that shows it'), value: done?.file ?? '' })
  openForm({
    title: inWords(title),
    content: [E('div', { class: 'aq-form' }, [day.node, note.node, file.node])],
    confirm: _('Done'),
    async save() {
      await callDone({ id, date: day.value(), note: note.value(), file: file.value() })
      await reload()
      return undefined
    },
  })
}

function state({ done, due }: PlanLine, today: string): LuciChild[] {
  if (done !== undefined) {
    const rest = [done.note, done.file].filter((text) => text !== '').join('; ')
    return [badge(_('done %s').format(date(done.date)), 'good'), ...(rest === '' ? [] : [' ', rest])]
  }
  if (due < today) return [badge(_('overdue'), 'bad')]
  return [due === today ? badge(_('due today'), 'warning') : badge(_('open'), 'quiet')]
}

function actions(entry: PlanLine, { plan, may }: Data, reload: Reload): LuciChild[] {
  const undo = async () => {
    await callDone({ id: entry.id })
    await reload()
  }
  const remove = async () => {
    const content = [E('p', {}, [inWords(entry.title)])]
    if (!(await ask({ title: _('Take it off the plan?'), content, confirm: _('Take off'), kind: 'negative' }))) return
    await callRemove({ id: entry.id })
    await reload()
  }
  return [
    ...(!may('plan_done')
      ? []
      : entry.done === undefined
        ? [button(_('Done'), () => doneForm(plan, entry, reload), { kind: 'positive', name: 'done' })]
        : [button(_('Not done after all'), undo, { name: 'undo' })]),
    ...(may('plan_save') ? [' ', button(_('Change'), () => entryForm(plan, entry, reload), { name: 'change' })] : []),
    ...(may('plan_remove') ? [' ', button(_('Take off'), remove, { kind: 'negative', name: 'remove' })] : []),
  ]
}

const columns = (data: Data, reload: Reload): Column<PlanLine>[] => [
  { title: _('What'), cell: ({ title }) => inWords(title) },
  { title: _('When'), cell: ({ from, due }) => (from === due ? date(due) : `${date(from)} – ${date(due)}`) },
  { title: _('Who'), cell: ({ who }) => inWords(who) },
  { title: _('State'), cell: (entry) => state(entry, data.plan.today) },
  { title: '', cell: (entry) => actions(entry, data, reload) },
]

function top({ entries, today }: YearPlan): HTMLElement {
  const overdue = entries.filter(({ done, due }) => done === undefined && due < today).length
  if (entries.length === 0) return headline(_('There is no plan for this school year yet.'), 'warning')
  if (overdue === 0) return headline(_('Nothing is overdue.'), 'good')
  return headline(N_(overdue, '%d entry is overdue.', '%d entries are overdue.').format(overdue), 'bad')
}

export default page<Data, number>({
  title: () => _('Plan of the year'),
  async load(year) {
    const [plan, may] = await Promise.all([callGet(year === undefined ? {} : { year }), loadMay()])
    return { plan, may }
  },
  render(data, reload) {
    const { plan, may } = data
    const turn = (to: number) => () => reload(to)
    const fill = async () => {
      await callFill({ year: plan.year })
      await reload()
    }
    const calendar = async () => giveFile(await callCalendar({ year: plan.year, language: tongue() }))
    return [
      E('div', { class: 'aq-buttons' }, [
        button(`‹ ${plan.year - 1}`, turn(plan.year - 1), { name: 'before' }),
        E('strong', { 'data-name': 'year' }, [`${plan.year}–${plan.year + 1}`]),
        button(`${plan.year + 1} ›`, turn(plan.year + 1), { name: 'after' }),
      ]),
      top(plan),
      E('div', { class: 'aq-buttons' }, [
        ...(may('plan_fill')
          ? [button(_('Add what every year has'), fill, { kind: 'positive', big: true, name: 'fill' })]
          : []),
        ...(may('plan_save')
          ? [button(_('New entry'), () => entryForm(plan, undefined, reload), { big: true, name: 'add' })]
          : []),
        button(_('Calendar (.ics)'), calendar, { big: true, name: 'calendar' }),
      ]),
      table(columns(data, reload), plan.entries, _('No entries.')),
    ]
  },
})
