/** The journal of safety briefings: who was told what, and which classes were not told yet. */
import type { BriefingLine, Briefings } from '../../luci-bridge/contract.ts'
import { badge, headline } from '../parts/badge.ts'
import { button } from '../parts/button.ts'
import { input } from '../parts/field.ts'
import { openForm } from '../parts/form-dialog.ts'
import { loadMay, type May } from '../parts/may.ts'
import { page } from '../parts/page.ts'
import { linesOf, textArea } from '../parts/registers/text-area.ts'
import * as rpc from '../parts/rpc.ts'
import { type Column, table } from '../parts/table.ts'
import { said } from '../parts/tongue.ts'
import { date } from '../parts/when.ts'

const callList = rpc.declare('briefing_list')
const callAdd = rpc.declare('briefing_add')
const callStrike = rpc.declare('briefing_strike')
const callSettings = rpc.declare('briefing_settings')

interface Data {
  readonly book: Briefings
  readonly may: May
}

const emptyAsNothing = <Key extends string>(key: Key, text: string) =>
  (text === '' ? {} : { [key]: Number(text) }) as { readonly [K in Key]?: number }

function addForm({ book }: Data, reload: () => Promise<void>): void {
  const day = input({ name: 'date', label: _('Day'), type: 'date', value: book.today })
  const name = input({ name: 'class', label: _('Class'), placeholder: '7 «А»' })
  const boxes = book.topics.map((topic) => {
    const box = E('input', { type: 'checkbox', name: `topic-${topic.id}` }, []) as HTMLInputElement
    return { topic, box, node: E('label', { class: 'aq-check' }, [box, ' ', said(topic)]) }
  })
  const own = input({ name: 'own', label: _('Another topic') })
  const instructor = input({
    name: 'instructor',
    label: _('Who instructed'),
    value: book.lines[book.lines.length - 1]?.instructor ?? '',
  })
  const present = input({ name: 'present', label: _('How many were present'), type: 'number' })
  const of = input({ name: 'of', label: _('Of how many'), type: 'number' })
  const topics = E('div', { class: 'aq-wide' }, [E('p', {}, [_('Topics')]), ...boxes.map(({ node }) => node)])
  openForm({
    title: _('A briefing that was held'),
    content: [
      E('div', { class: 'aq-form' }, [day.node, name.node, topics, own.node, instructor.node, present.node, of.node]),
    ],
    confirm: _('Enter'),
    async save() {
      await callAdd({
        ...{ date: day.value(), class: name.value(), own: own.value(), instructor: instructor.value() },
        topics: boxes.filter(({ box }) => box.checked).map(({ topic }) => topic.id),
        ...{ present: Number(present.value()), ...emptyAsNothing('of', of.value()) },
      })
      await reload()
      return undefined
    },
  })
}

function strikeForm({ id, date: day, class: name }: BriefingLine, reload: () => Promise<void>): void {
  const why = input({ name: 'why', label: _('Why') })
  openForm({
    title: _('Strike out: %s, %s').format(date(day), name),
    content: [E('p', {}, [_('The line stays in the journal, struck out, with the reason.')]), why.node],
    confirm: _('Strike out'),
    kind: 'negative',
    async save() {
      await callStrike({ id, why: why.value() })
      await reload()
      return undefined
    },
  })
}

function settingsForm({ book }: Data, reload: () => Promise<void>): void {
  const classes = textArea({
    name: 'classes',
    label: _('Classes, one a line'),
    value: book.classes.join('\n'),
    rows: 8,
  })
  const terms = book.terms.terms.map(({ number, from, until }) => ({
    from: input({ name: `from-${number}`, label: _('Term %d begins').format(number), type: 'date', value: from }),
    until: input({ name: `until-${number}`, label: _('Term %d ends').format(number), type: 'date', value: until }),
  }))
  const days = () => terms.map(({ from, until }) => ({ from: from.value(), until: until.value() }))
  const before = JSON.stringify(days())
  openForm({
    title: _('Classes and terms'),
    content: [
      E('div', { class: 'aq-form' }, [classes.node, ...terms.flatMap(({ from, until }) => [from.node, until.node])]),
    ],
    confirm: _('Save'),
    async save() {
      const changed = JSON.stringify(days()) !== before
      await callSettings({ classes: linesOf(classes), year: book.terms.year, ...(changed ? { terms: days() } : {}) })
      await reload()
      return undefined
    },
  })
}

const topicsOf = ({ topics, own }: BriefingLine, book: Briefings) =>
  [
    ...topics.map((id) => {
      const found = book.topics.find((topic) => topic.id === id)
      return found === undefined ? id : said(found)
    }),
    ...(own === '' ? [] : [own]),
  ].join('; ')

const lineColumns = ({ book, may }: Data, reload: () => Promise<void>): Column<BriefingLine>[] => [
  { title: _('Day'), cell: (line) => date(line.date) },
  { title: _('Class'), cell: (line) => line.class },
  {
    title: _('Topics'),
    cell: (line) =>
      line.struck === undefined
        ? topicsOf(line, book)
        : [
            E('s', {}, [topicsOf(line, book)]),
            ' ',
            E('span', { class: 'aq-muted' }, [_('struck out: %s').format(line.struck.why)]),
          ],
  },
  { title: _('Present'), cell: ({ present, of }) => (of === undefined ? String(present) : `${present} / ${of}`) },
  { title: _('Who instructed'), cell: ({ instructor }) => instructor },
  {
    title: '',
    cell: (line) =>
      line.struck === undefined && may('briefing_strike')
        ? button(_('Strike out'), () => strikeForm(line, reload), { name: 'strike' })
        : null,
  },
]

const overviewColumns = (): Column<Briefings['overview'][number]>[] => [
  { title: _('Class'), cell: (row) => row.class },
  {
    title: _('Briefed'),
    cell: ({ days }) => (days.length === 0 ? badge(_('not yet'), 'bad') : days.map(date).join(', ')),
  },
  {
    title: _('Harmful content'),
    cell: ({ days, harmful }) =>
      days.length === 0 ? '' : harmful ? badge(_('named'), 'good') : badge(_('not named'), 'warning'),
  },
]

function top({ term, overview }: Briefings): HTMLElement {
  const missing = overview.filter(({ days }) => days.length === 0).length
  if (overview.length === 0)
    return headline(_('Write down the classes, and the page says which were not briefed.'), 'quiet')
  if (missing === 0) return headline(_('All classes were briefed in term %d.').format(term), 'good')
  const text = N_(missing, '%d class was not briefed in term %d yet.', '%d classes were not briefed in term %d yet.')
  return headline(text.format(missing, term), 'warning')
}

export default page<Data>({
  title: () => _('Safety briefings'),
  async load() {
    const [book, may] = await Promise.all([callList({}), loadMay()])
    return { book, may }
  },
  render(data, reload) {
    const { book, may } = data
    const buttons = [
      ...(may('briefing_add')
        ? [button(_('Enter a briefing'), () => addForm(data, reload), { kind: 'positive', big: true, name: 'add' })]
        : []),
      ...(may('briefing_settings')
        ? [button(_('Classes and terms'), () => settingsForm(data, reload), { big: true, name: 'settings' })]
        : []),
    ]
    const { source, assumed } = book.terms
    const origin = assumed ? _('of the last known year; compare with the order for this one') : said(source)
    return [
      top(book),
      E('div', { class: 'aq-buttons' }, buttons),
      table(overviewColumns(), book.overview, _('No class is known yet.')),
      E('p', { class: 'aq-muted' }, [_('Days of the terms: %s').format(origin)]),
      E('h3', {}, [_('The journal')]),
      table(lineColumns(data, reload), [...book.lines].reverse(), _('Nothing was entered yet.')),
    ]
  },
})
