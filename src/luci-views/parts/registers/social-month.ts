/** A month of the psychologist's: the scan's results, what was done, and the report. */
import dom from 'luci:dom'
import type {
  ReportPromptness,
  ScanProblem,
  SocialClassNumbers,
  SocialMonth,
  SocialWork,
  SocialWorkKind,
} from '../../../luci-bridge/contract.ts'
import { badge, type Tone } from '../badge.ts'
import { button } from '../button.ts'
import { preview } from '../documents/preview.ts'
import { report } from '../failure.ts'
import { input, select } from '../field.ts'
import { openForm } from '../form-dialog.ts'
import { inWords } from '../in-words.ts'
import { type Column, table } from '../table.ts'
import type { View } from '../tabs.ts'
import { tongue } from '../tongue.ts'
import { date } from '../when.ts'
import { giveFile } from './give-file.ts'
import { callHanded, callMonth, callPaper, callReady, callScan, callWorkAdd, callWorkRemove } from './social-calls.ts'

const workKinds = (): readonly (readonly [SocialWorkKind, string])[] => [
  ['talk', _('talk with a pupil')],
  ['parents', _('work with parents')],
  ['group', _('work with a group')],
  ['referral', _('referral to a specialist')],
  ['other', _('other work')],
]
const workText = (what: string) => workKinds().find(([kind]) => kind === what)?.[1] ?? what

function promptness(state: ReportPromptness, day: string | undefined): HTMLElement {
  const texts: Record<ReportPromptness, readonly [string, Tone]> = {
    'in-time': [_('in time'), 'good'],
    late: [_('late'), 'warning'],
    missing: [_('overdue'), 'bad'],
    'not-due': [_('not due yet'), 'quiet'],
  }
  const [text, tone] = texts[state]
  return badge(day === undefined ? text : `${date(day)}, ${text}`, tone)
}

const partOctets = 33_000

/** In parts: a POST takes 64 KiB. */
async function sendScan(month: string, file: File, encoding: string) {
  const bytes = new Uint8Array(await file.arrayBuffer())
  const parts = Math.max(1, Math.ceil(bytes.length / partOctets))
  const chosen = encoding === 'kz-1048' ? ({ encoding: 'kz-1048' } as const) : {}
  let upload: string | undefined
  for (let part = 0; ; part++) {
    const piece = bytes.subarray(part * partOctets, (part + 1) * partOctets)
    const data = btoa(Array.from(piece, (octet) => String.fromCharCode(octet)).join(''))
    const more = upload === undefined ? {} : { upload }
    const answer = await callScan({ month, part, parts, data, ...more, ...chosen })
    if (part === parts - 1) return answer
    upload = answer.upload
  }
}

const problemColumns = (): Column<ScanProblem>[] => [
  { title: _('Row'), number: true, cell: ({ row }) => row },
  { title: _('Column'), number: true, cell: ({ column }) => column },
  {
    title: _('Problem'),
    cell: ({ message, severity }) => E('span', { class: severity === 'error' ? 'aq-bad' : '' }, [inWords(message)]),
  },
]

function scanForm(month: string, refresh: () => Promise<void>): void {
  const file = E(
    'input',
    { type: 'file', name: 'file', accept: '.csv,.txt,.tsv', 'aria-label': _('File') },
    [],
  ) as HTMLInputElement
  const encoding = select({ name: 'encoding', label: _('Letters of an old file') }, [
    ['windows-1251', 'Windows-1251'],
    ['kz-1048', 'KZ-1048'],
  ])
  openForm({
    title: _('Results of the scan, month %s').format(month),
    content: [
      E('p', {}, [
        _(
          'A table as CSV with a column for the account and one for the category. It takes the place of what was there for this month.',
        ),
      ]),
      E('div', { class: 'aq-form' }, [file, encoding.node]),
    ],
    confirm: _('Take in'),
    async save() {
      const [chosen] = file.files ?? []
      if (chosen === undefined) return [E('p', { class: 'aq-bad' }, [_('Choose a file.')])]
      const { taken, problems = [] } = await sendScan(month, chosen, encoding.value())
      await refresh()
      if (taken && problems.length === 0) return undefined
      const text = taken ? _('Taken in, but for these rows:') : _('Nothing was changed: the table has mistakes.')
      return [E('p', { 'data-name': 'scan-news' }, [text]), table(problemColumns(), problems, '')]
    },
  })
}

function workForm(today: string, refresh: () => Promise<void>): void {
  const day = input({ name: 'date', label: _('Day'), type: 'date', value: today })
  const what = select({ name: 'what', label: _('Kind') }, workKinds())
  const count = input({ name: 'count', label: _('How many people'), type: 'number', value: '1' })
  const note = input({ name: 'note', label: _('Note') })
  openForm({
    title: _('What was done'),
    content: [
      E(
        'div',
        { class: 'aq-form' },
        [day, what, count, note].map(({ node }) => node),
      ),
    ],
    confirm: _('Save'),
    async save() {
      const kind = workKinds().find(([name]) => name === what.value())?.[0] ?? 'other'
      await callWorkAdd({ date: day.value(), what: kind, count: Number(count.value()), note: note.value() })
      await refresh()
      return undefined
    },
  })
}

function dayForm(
  title: string,
  today: string,
  save: (day: string, to: string) => Promise<unknown>,
  withTo = false,
): void {
  const day = input({ name: 'date', label: _('Day'), type: 'date', value: today })
  const to = input({ name: 'to', label: _('To whom') })
  openForm({
    title,
    content: [E('div', { class: 'aq-form' }, withTo ? [day.node, to.node] : [day.node])],
    confirm: _('Save'),
    async save() {
      await save(day.value(), to.value())
      return undefined
    },
  })
}

const classColumns = (): Column<SocialClassNumbers>[] => [
  { title: _('Class'), cell: (row) => row.class },
  { title: _('Pupils'), number: true, cell: ({ pupils }) => pupils },
  { title: _('Consents'), number: true, cell: ({ consents }) => consents },
  { title: _('Accounts'), number: true, cell: ({ accounts }) => accounts },
  {
    title: _('Results of the scan'),
    cell: ({ categories }) =>
      Object.keys(categories)
        .map((name) => `${name}: ${categories[name] ?? 0}`)
        .join(', '),
  },
]

const workColumns = (refresh: () => Promise<void>): Column<SocialWork>[] => [
  { title: _('Day'), cell: (entry) => date(entry.date) },
  { title: _('Kind'), cell: ({ what }) => workText(what) },
  { title: _('People'), number: true, cell: ({ count }) => count },
  { title: _('Note'), cell: ({ note }) => note },
  {
    title: '',
    cell: ({ id }) => {
      const remove = async () => {
        await callWorkRemove({ id })
        await refresh()
      }
      return button(_('Take away'), remove, { kind: 'negative' })
    },
  },
]

function content(data: SocialMonth, refresh: () => Promise<void>): LuciChild[] {
  const { classes, entries, attempts, scanned, ready, handed, readyState, handedState } = data
  // Without a journal nobody knows.
  const seen = attempts === undefined ? '—' : attempts.map(({ network, visits }) => `${network}: ${visits}`).join(', ')
  return [
    E('p', { 'data-name': 'dates' }, [
      ...[_('Report made (by the 25th):'), ' ', promptness(readyState, ready), ' '],
      ...[_('Handed in (by the 26th):'), ' ', promptness(handedState, handed)],
    ]),
    table(classColumns(), classes, _('Nobody is in the register yet.')),
    ...(scanned ? [] : [E('p', { class: 'aq-muted' }, [_('No results of the scan were taken in for this month.')])]),
    E('p', {}, [_('Attempts at social networks in the labs, totals only:'), ' ', seen === '' ? _('none') : seen]),
    E('h4', {}, [_('What was done')]),
    table(workColumns(refresh), entries, _('Nothing was entered yet.')),
  ]
}

/** The month whose report is due next: from the 26th it is the next one's. */
function monthOf(today: string): string {
  const [year = 2026, month = 1, day = 1] = today.split('-').map(Number)
  return new Date(Date.UTC(year, month - 1 + (day > 25 ? 1 : 0), 1)).toISOString().slice(0, 7)
}

export function monthView(today: string): View {
  const body = E('div', {}, [])
  const view = preview()
  const month = input({ name: 'month', label: _('Month'), type: 'month', value: monthOf(today) })
  const refresh = async (): Promise<void> => {
    dom.content(body, content(await callMonth({ month: month.value() }), refresh))
  }
  month.node.addEventListener('change', () => refresh().catch(report))
  const ready = () =>
    dayForm(_('The report is made'), today, async (day) => {
      await callReady({ month: month.value(), date: day })
      await refresh()
    })
  const save = async (day: string, to: string) => {
    await callHanded({ month: month.value(), date: day, to })
    await refresh()
  }
  const show = async () => {
    const paper = await callPaper({ month: month.value(), language: tongue(), format: 'html' })
    view.show(paper.name, { state: { state: 'done', done: 1, of: 1 }, parts: [paper.text] })
  }
  const word = async () =>
    giveFile(await callPaper({ month: month.value(), language: tongue(), format: 'docx' }), 'base64')
  refresh().catch(report)
  return {
    nodes: [
      month.node,
      E('div', { class: 'aq-buttons' }, [
        button(_('Results of the scan'), () => scanForm(month.value(), refresh), { name: 'scan' }),
        button(_('What was done'), () => workForm(today, refresh), { name: 'work' }),
        button(_('The report is made'), ready, { kind: 'positive', name: 'ready' }),
        button(_('Handed in'), () => dayForm(_('Handed in'), today, save, true), { kind: 'positive', name: 'handed' }),
        button(_('Show and print'), show, { name: 'show' }),
        button(_('Save for Word'), word, { name: 'word' }),
      ]),
      body,
      view.node,
    ],
    redraw: () => void refresh().catch(report),
  }
}
