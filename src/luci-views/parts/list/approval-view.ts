/** The director's view: what changes, the whole list as it will be printed, and the decision. */
import dom from 'luci:dom'
import type { ListDifference, ListSite } from '../../../luci-bridge/contract.ts'
import { button } from '../button.ts'
import { ask } from '../dialog.ts'
import { failurePanel, tell } from '../failure.ts'
import { input } from '../field.ts'
import { openForm } from '../form-dialog.ts'
import * as rpc from '../rpc.ts'
import { table } from '../table.ts'
import { loadDifference, nameOf } from './calls.ts'
import { differenceView } from './diff-view.ts'
import { problemLines } from './problems.ts'
import { conflictWords, type ListContext } from './state.ts'

const callApprove = rpc.declare({
  object: 'aqtizim',
  method: 'approve',
  params: ['sha256', 'by', 'post', 'order', 'date', 'signature'],
})
const callReturn = rpc.declare({ object: 'aqtizim', method: 'list_return', params: ['base', 'note'] })

/** As it is printed: numbered, in the order of the document. */
export function printedList(sites: readonly ListSite[], context: ListContext): HTMLElement {
  const rows = sites.map((site, index) => ({ site, number: index + 1 }))
  const roomNames = (ids: readonly string[] = []) =>
    ids.map((id) => context.rooms.find((room) => room.id === id)?.name ?? id).join(', ')
  return table(
    [
      { title: '№', cell: ({ number }) => String(number) },
      { title: _('Site'), cell: ({ site }) => nameOf(site) },
      { title: _('Title'), cell: ({ site }) => site.title ?? '' },
      { title: _('Subject'), cell: ({ site }) => site.subject ?? '' },
      { title: _('Rooms'), cell: ({ site }) => roomNames(site.rooms) || _('all') },
    ],
    rows,
    _('The list is empty: nothing opens.'),
  )
}

/** A signature file is a few lines; more than this is another file. */
const LONGEST_SIGNATURE = 2000

function signatureField() {
  const control = E('input', { type: 'file', name: 'signature' }) as HTMLInputElement
  const command = E('code', {}, ['usign -S -m list.yaml -s director.sec -x list.sig'])
  return {
    node: E('label', { class: 'aq-field aq-wide' }, [
      E('span', {}, [_('The director’s signature file'), ' (', command, ')']),
      control,
    ]),
    /** Undefined where no file was chosen or it is no signature. */
    async text(): Promise<string | undefined> {
      const file = control.files?.[0]
      return file === undefined || file.size > LONGEST_SIGNATURE ? undefined : file.text()
    },
  }
}

/** The draft as a file, for whoever signs it on another machine. */
function downloadDraft({ list }: ListContext): void {
  const link = E('a', {
    href: URL.createObjectURL(new Blob([list.text], { type: 'application/yaml' })),
    download: 'list.yaml',
  })
  link.click()
  URL.revokeObjectURL(link.getAttribute('href') ?? '')
}

function approveForm(context: ListContext, { sha256 }: ListDifference, done: () => void): HTMLElement {
  const news = E('div', { 'data-name': 'approval-news', role: 'alert' }, [])
  const by = input({ name: 'by', label: _('Director'), value: context.inForce.by ?? '' })
  const post = input({ name: 'post', label: _('Post'), value: context.inForce.post ?? _('Director') })
  const order = input({ name: 'order', label: _('Number of the order') })
  const date = input({ name: 'date', label: _('Date of the order'), type: 'date', value: context.now.slice(0, 10) })
  const signature = context.requireSignature ? signatureField() : undefined
  const say = (...lines: string[]) =>
    dom.content(
      news,
      lines.map((line) => E('p', { class: 'alert-message warning' }, [line])),
    )

  async function approve(): Promise<void> {
    if (by.value() === '') return void say(_('Write the name of the director.'))
    if (date.value() === '') return void say(_('Write the date of the order.'))
    const signed = await signature?.text()
    if (signature !== undefined && signed === undefined)
      return void say(_('Choose the signature file. It has a few lines of text.'))
    const content = [E('p', {}, [_('The list holds at once, in all rooms. Sites that it no longer has are cut off.')])]
    if (!(await ask({ title: _('Approve this list?'), content, confirm: _('Approve') }))) return
    const words = { by: by.value(), post: post.value(), order: order.value(), date: date.value() }
    await decide({ sha256, ...words, ...(signed === undefined ? {} : { signature: signed }) })
  }

  async function decide(args: Parameters<typeof callApprove>[0]): Promise<void> {
    try {
      const approved = await callApprove(args)
      if (approved.version > 0) {
        tell(_('Version %d holds now. Connections cut: %d.').format(approved.version, approved.cut))
        for (const sentence of approved.refused) tell(sentence)
        await context.refresh()
        return done()
      }
      dom.content(news, [
        E('p', { class: 'alert-message error' }, [_('Nothing was approved.'), ' ', ...approved.refused]),
        ...problemLines(approved.problems),
      ])
    } catch (error) {
      const conflict = await conflictWords(context, error)
      dom.content(
        news,
        conflict === undefined ? [failurePanel(error)] : [E('p', { class: 'alert-message warning' }, [conflict])],
      )
    }
  }

  const fields = E('div', { class: 'aq-filters' }, [by.node, post.node, order.node, date.node])
  const buttons = [
    button(_('Approve'), approve, { kind: 'positive', name: 'approve', big: true }),
    button(_('Send back …'), () => sendBack(context, sha256, done), { kind: 'neutral', name: 'return', big: true }),
    ...(signature === undefined
      ? []
      : [button(_('Save the list as a file to sign'), () => downloadDraft(context), { name: 'download' })]),
  ]
  return E('div', { class: 'aq-card' }, [
    fields,
    ...(signature === undefined ? [] : [signature.node]),
    E('div', { class: 'aq-buttons' }, buttons),
    news,
  ])
}

function sendBack(context: ListContext, base: string, done: () => void): void {
  const note = E(
    'textarea',
    { name: 'note', rows: 4, maxlength: 1000, class: 'cbi-input-textarea' },
    [],
  ) as HTMLTextAreaElement
  openForm({
    title: _('Send back to the teachers'),
    content: [E('label', { class: 'aq-field aq-wide' }, [E('span', {}, [_('What should be another way')]), note])],
    confirm: _('Send back'),
    async save() {
      if (note.value.trim() === '') return [E('p', {}, [_('Write a note, so that the teachers know what to do.')])]
      await callReturn({ base, note: note.value.trim() })
      await context.refresh()
      done()
      return undefined
    },
  })
}

/** Also for teachers, without the decision. */
export function approvalView(context: ListContext): LuciChild[] {
  const body = E('div', {}, [E('p', {}, [_('Loading …')])])
  const draw = async () => {
    try {
      const difference = await loadDifference()
      const hasErrors = difference.problems.some(({ severity }) => severity === 'error')
      const canDecide = context.may('approve') && !hasErrors && context.list.draft.differs
      const whole = E('details', { 'data-name': 'whole-list', open: context.may('approve') ? '' : null }, [
        E('summary', {}, [_('The whole list as it will be printed (%d)').format(context.list.sites.length)]),
        printedList(context.list.sites, context),
      ])
      dom.content(body, [
        E('h3', {}, [_('What changes')]),
        differenceView(difference, context.rooms),
        ...(canDecide ? [E('h3', {}, [_('Decision')]), approveForm(context, difference, () => void draw())] : []),
        whole,
      ])
    } catch (error) {
      dom.content(body, [failurePanel(error)])
    }
  }
  context.redraw = () => void draw()
  void draw()
  return [body]
}
