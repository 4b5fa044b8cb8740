/** Pupils of a class: consents, and accounts under them. */
import dom from 'luci:dom'
import type { SocialPupil } from '../../../luci-bridge/contract.ts'
import { badge } from '../badge.ts'
import { button } from '../button.ts'
import { ask } from '../dialog.ts'
import { report } from '../failure.ts'
import { input, select } from '../field.ts'
import { openForm } from '../form-dialog.ts'
import { type Column, table } from '../table.ts'
import type { View } from '../tabs.ts'
import { date } from '../when.ts'
import { callAccount, callAdd, callConsent, callGet, callRemove, callSave, callWithdraw } from './social-calls.ts'
import { linesOf, textArea } from './text-area.ts'

type Refresh = () => Promise<void>

function consentForm({ id, label }: SocialPupil, today: string, refresh: Refresh): void {
  const day = input({ name: 'date', label: _('Day of the signed form'), type: 'date', value: today })
  openForm({
    title: _('Consent: %s').format(label),
    content: [day.node],
    confirm: _('Save'),
    async save() {
      await callConsent({ id, date: day.value() })
      await refresh()
      return undefined
    },
  })
}

function accountForm({ id, label, account = '' }: SocialPupil, refresh: Refresh): void {
  const field = input({ name: 'account', label: _('Account'), value: account, placeholder: 'vk.com/id123' })
  openForm({
    title: _('Account: %s').format(label),
    content: [field.node],
    confirm: _('Save'),
    async save() {
      await callAccount({ id, account: field.value() })
      await refresh()
      return undefined
    },
  })
}

function pupilForm(pupil: SocialPupil, refresh: Refresh): void {
  const name = input({ name: 'class', label: _('Class'), value: pupil.class })
  const label = input({ name: 'label', label: _('Pupil'), value: pupil.label })
  openForm({
    title: pupil.label,
    content: [E('div', { class: 'aq-form' }, [name.node, label.node])],
    confirm: _('Save'),
    async save() {
      await callSave({ id: pupil.id, class: name.value(), label: label.value() })
      await refresh()
      return undefined
    },
  })
}

function pupilsForm(refresh: (name: string) => Promise<void>): void {
  const name = input({ name: 'class', label: _('Class'), placeholder: '7 «А»' })
  const labels = textArea({ name: 'labels', label: _('Pupils, one a line'), rows: 10 })
  openForm({
    title: _('Add pupils'),
    content: [E('div', { class: 'aq-form' }, [name.node, labels.node])],
    confirm: _('Add'),
    async save() {
      await callAdd({ class: name.value(), labels: linesOf(labels) })
      await refresh(name.value())
      return undefined
    },
  })
}

function actions(pupil: SocialPupil, today: string, refresh: Refresh): LuciChild[] {
  const { id, label, consent } = pupil
  const sure = async (title: string, text: string, confirm: string, work: () => Promise<unknown>) => {
    if (!(await ask({ title, content: [E('p', {}, [text])], confirm, kind: 'negative' }))) return
    await work()
    await refresh()
  }
  const withdraw = () =>
    sure(
      _('Consent taken back: %s').format(label),
      _('The account and all results about it are erased at once.'),
      _('Erase'),
      () => callWithdraw({ id, date: today }),
    )
  const remove = () =>
    sure(_('Remove %s?').format(label), _('Everything about the pupil is erased.'), _('Erase'), () =>
      callRemove({ id }),
    )
  return [
    ...(consent === undefined
      ? [button(_('Consent received'), () => consentForm(pupil, today, refresh), { kind: 'positive', name: 'consent' })]
      : [
          button(_('Account'), () => accountForm(pupil, refresh), { name: 'account' }),
          ' ',
          button(_('Consent taken back'), withdraw, { kind: 'negative', name: 'withdraw' }),
        ]),
    ' ',
    button(_('Change'), () => pupilForm(pupil, refresh), { name: 'change' }),
    ' ',
    button(_('Remove'), remove, { kind: 'negative', name: 'remove' }),
  ]
}

function consentCell({ consent, withdrawn }: SocialPupil): HTMLElement {
  if (consent !== undefined) return badge(date(consent), 'good')
  return withdrawn === undefined
    ? badge(_('none'), 'quiet')
    : badge(_('taken back %s').format(date(withdrawn)), 'warning')
}

const columns = (today: string, refresh: Refresh): Column<SocialPupil>[] => [
  { title: _('Pupil'), cell: ({ label }) => label },
  { title: _('Consent'), cell: consentCell },
  { title: _('Account'), cell: ({ account = '' }) => account },
  { title: '', cell: (pupil) => actions(pupil, today, refresh) },
]

export function pupilsView(classes: readonly string[], today: string): View {
  const body = E('div', {}, [])
  const chooser = E('div', {}, [])
  let chosen = classes[0] ?? ''
  const refresh: Refresh = async () => {
    const { classes: known, pupils } = await callGet({ class: chosen })
    const field = select(
      { name: 'class', label: _('Class'), value: chosen },
      known.map((name) => [name, name] as const),
      () => {
        chosen = field.value()
        return refresh().catch(report)
      },
    )
    dom.content(chooser, known.length === 0 ? [] : [field.node])
    dom.content(body, [table(columns(today, refresh), pupils, _('Nobody is in the register yet.'))])
  }
  const added = (name: string) => {
    chosen = name
    return refresh()
  }
  refresh().catch(report)
  return {
    nodes: [
      E('div', { class: 'aq-buttons' }, [
        button(_('Add pupils'), () => pupilsForm(added), { kind: 'positive', big: true, name: 'add' }),
      ]),
      chooser,
      body,
    ],
    redraw: () => void refresh().catch(report),
  }
}
