/** Minutes of the commission: written here, printed under Papers, their decisions put into the plan. */
import type { Contract } from '../../luci-bridge/contract.ts'
import { badge } from '../parts/badge.ts'
import { button } from '../parts/button.ts'
import { ask } from '../parts/dialog.ts'
import { tell } from '../parts/failure.ts'
import { openForm } from '../parts/form-dialog.ts'
import { loadMay, type May } from '../parts/may.ts'
import { page } from '../parts/page.ts'
import { minutesForm } from '../parts/registers/minutes-form.ts'
import * as rpc from '../parts/rpc.ts'
import { type Column, table } from '../parts/table.ts'
import { date } from '../parts/when.ts'

const callList = rpc.declare('minutes_list')
const callGet = rpc.declare('minutes_get')
const callSave = rpc.declare('minutes_save')
const callRemove = rpc.declare('minutes_remove')
const callSign = rpc.declare('minutes_sign')
const callPlan = rpc.declare('minutes_plan')

type Book = Contract['minutes_list']['result']
type Line = Book['minutes'][number]
interface Data {
  readonly book: Book
  readonly may: May
}
type Reload = () => Promise<void>

async function edit({ book }: Data, id: string | undefined, reload: Reload): Promise<void> {
  const before = id === undefined ? undefined : await callGet({ id })
  const form = minutesForm(before, book.next, book.today)
  openForm({
    title: before === undefined ? _('New minutes') : _('Minutes No. %s').format(before.number),
    content: [form.node],
    confirm: _('Save'),
    async save() {
      await callSave(form.value())
      await reload()
      return undefined
    },
  })
}

async function sure(title: string, text: string, confirm: string, work: () => Promise<unknown>): Promise<boolean> {
  if (!(await ask({ title, content: [E('p', {}, [text])], confirm, kind: 'negative' }))) return false
  await work()
  return true
}

function actions(line: Line, data: Data, reload: Reload): LuciChild[] {
  const { id, signed } = line
  const { may } = data
  const plan = async () => {
    const { added } = await callPlan({ id })
    tell(N_(added, '%d decision is in the plan now.', '%d decisions are in the plan now.').format(added))
  }
  const sign = async () => {
    const text = _('Signed minutes are changed no more.')
    if (await sure(_('Were they signed on paper?'), text, _('Signed'), () => callSign({ id }))) await reload()
  }
  const remove = async () => {
    const text = _('The draft goes for good.')
    if (await sure(_('Take the draft away?'), text, _('Take away'), () => callRemove({ id }))) await reload()
  }
  return [
    ...(!signed && may('minutes_save')
      ? [button(_('Change'), () => edit(data, id, reload), { name: 'change' }), ' ']
      : []),
    ...(may('minutes_plan') ? [button(_('Decisions into the plan'), plan, { name: 'plan' }), ' '] : []),
    ...(!signed && may('minutes_sign') ? [button(_('Signed'), sign, { kind: 'positive', name: 'sign' }), ' '] : []),
    ...(!signed && may('minutes_remove') ? [button(_('Take away'), remove, { kind: 'negative', name: 'remove' })] : []),
  ]
}

const columns = (data: Data, reload: Reload): Column<Line>[] => [
  { title: _('No.'), cell: ({ number }) => number },
  { title: _('Day'), cell: (line) => date(line.date) },
  { title: _('Agenda'), cell: ({ questions }) => E('ol', {}, [...questions.map((text) => E('li', {}, [text]))]) },
  {
    title: _('State'),
    cell: ({ signed }) => (signed ? badge(_('signed'), 'good') : badge(_('draft'), 'quiet')),
  },
  { title: '', cell: (line) => actions(line, data, reload) },
]

export default page<Data>({
  title: () => _('Minutes of the commission'),
  async load() {
    const [book, may] = await Promise.all([callList({}), loadMay()])
    return { book, may }
  },
  render(data, reload) {
    const add = () => edit(data, undefined, reload)
    return [
      E('p', { class: 'aq-muted' }, [_('Minutes are printed on the page Papers.')]),
      ...(data.may('minutes_save')
        ? [
            E('div', { class: 'aq-buttons' }, [
              button(_('New minutes'), add, { kind: 'positive', big: true, name: 'add' }),
            ]),
          ]
        : []),
      table(columns(data, reload), data.book.minutes, _('There are no minutes yet.')),
    ]
  },
})
