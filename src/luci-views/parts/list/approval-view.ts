/** The director's view: what changes, the whole list as it will be printed, and the decision. */
import dom from 'luci:dom'
import type { ListDifference, ListSite } from '../../../luci-bridge/contract.ts'
import { button } from '../button.ts'
import { ask } from '../dialog.ts'
import { failurePanel, tell } from '../failure.ts'
import { input } from '../field.ts'
import { openForm } from '../form-dialog.ts'
import { inWords } from '../in-words.ts'
import * as rpc from '../rpc.ts'
import { table } from '../table.ts'
import type { View } from '../tabs.ts'
import { wireName } from './ascii.ts'
import { loadDifference, nameOf } from './calls.ts'
import { differenceView } from './diff-view.ts'
import { problemLines } from './problems.ts'
import { conflictWords, type ListContext } from './state.ts'

const callApprove = rpc.declare('approve')
const callReturn = rpc.declare('list_return')

/** As it is printed: numbered, in the order of the document. */
export function printedList(sites: readonly ListSite[], context: ListContext): HTMLElement {
  const rows = sites.map((site, index) => ({ site, number: index + 1 }))
  const roomNames = (ids: readonly string[] = []) =>
    ids.map((id) => context.rooms.find((room) => room.id === id)?.name ?? id).join(', ')
  return table(
    [
      { title: '№', cell: ({ number }) => String(number) },
      { title: _('Site'), cell: ({ site }) => [nameOf(site), ...wireName(nameOf(site))] },
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

/** The draft as the director signs it on another machine: with the number that it will have, so that the signature is good for no other. */
function downloadDraft({ list }: ListContext, version: number): void {
  const link = E('a', {
    href: URL.createObjectURL(new Blob([`# aqtizim version ${version}\n`, list.text], { type: 'application/yaml' })),
    download: 'list.yaml',
  })
  link.click()
  URL.revokeObjectURL(link.getAttribute('href') ?? '')
}

class ApproveForm {
  readonly node: HTMLElement
  readonly #context: ListContext
  readonly #sha256: string
  readonly #done: () => void
  readonly #news = E('div', { 'data-name': 'approval-news', role: 'alert' }, [])
  readonly #by
  readonly #post
  readonly #order = input({ name: 'order', label: _('Number of the order') })
  readonly #date
  readonly #signature

  /** The difference is what the director has before the eyes. */
  constructor(context: ListContext, { sha256, nextVersion = 0 }: ListDifference, done: () => void) {
    this.#context = context
    this.#sha256 = sha256
    this.#done = done
    const { inForce, now, requireSignature } = context
    this.#by = input({ name: 'by', label: _('Director'), value: inForce.by ?? '' })
    this.#post = input({ name: 'post', label: _('Post'), value: inForce.post ?? _('Director') })
    this.#date = input({ name: 'date', label: _('Date of the order'), type: 'date', value: now.slice(0, 10) })
    this.#signature = requireSignature ? signatureField() : undefined
    const buttons = [
      button(_('Approve'), () => this.#approve(), { kind: 'positive', name: 'approve', big: true }),
      button(_('Send back …'), () => sendBack(context, sha256, done), { name: 'return', big: true }),
    ]
    if (requireSignature)
      buttons.push(
        button(_('Save the list as a file to sign'), () => downloadDraft(context, nextVersion), { name: 'download' }),
      )
    this.node = E('div', { class: 'aq-card' }, [
      E('div', { class: 'aq-filters' }, [this.#by.node, this.#post.node, this.#order.node, this.#date.node]),
      ...(this.#signature === undefined ? [] : [this.#signature.node]),
      E('div', { class: 'aq-buttons' }, buttons),
      this.#news,
    ])
  }

  #say(line: string): void {
    dom.content(this.#news, [E('p', { class: 'alert-message warning' }, [line])])
  }

  async #approve(): Promise<void> {
    const words = {
      by: this.#by.value(),
      post: this.#post.value(),
      order: this.#order.value(),
      date: this.#date.value(),
    }
    if (words.by === '') return this.#say(_('Write the name of the director.'))
    if (words.date === '') return this.#say(_('Write the date of the order.'))
    const signature = await this.#signature?.text()
    if (this.#signature !== undefined && signature === undefined)
      return this.#say(_('Choose the signature file. It has a few lines of text.'))
    const content = [E('p', {}, [_('The list holds at once, in all rooms. Sites that it no longer has are cut off.')])]
    if (!(await ask({ title: _('Approve this list?'), content, confirm: _('Approve') }))) return
    await this.#decide({ sha256: this.#sha256, ...words, ...(signature === undefined ? {} : { signature }) })
  }

  async #decide(args: Parameters<typeof callApprove>[0]): Promise<void> {
    try {
      const { version, cut, reasons, problems } = await callApprove(args)
      if (version === 0) {
        const why = E('p', { class: 'alert-message error' }, [
          _('Nothing was approved.'),
          ' ',
          reasons.map(inWords).join(' '),
        ])
        return void dom.content(this.#news, [why, ...problemLines(problems)])
      }
      tell(_('Version %d holds now. Connections cut: %d.').format(version, cut))
      for (const reason of reasons) tell(inWords(reason))
      await this.#context.refresh()
      this.#done()
    } catch (error) {
      const conflict = await conflictWords(this.#context, error)
      if (conflict === undefined) dom.content(this.#news, [failurePanel(error)])
      else this.#say(conflict)
    }
  }
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

/** More changes than this push the decision out of sight. */
const LONG = 12

function decisionPart(context: ListContext, difference: ListDifference, done: () => void): HTMLElement[] {
  const words = _('The teachers have not sent this draft yet: they may still be working on it.')
  const decision =
    context.list.draft.sent === undefined
      ? E('p', { class: 'alert-message warning', 'data-name': 'not-sent' }, [words])
      : new ApproveForm(context, difference, done).node
  return [E('h3', {}, [_('Decision')]), decision]
}

/** Also for teachers, without the decision. */
export function approvalView(context: ListContext): View {
  const body = E('div', {}, [E('p', { class: 'aq-loading' }, [_('Loading …')])])
  const draw = async () => {
    try {
      const difference = await loadDifference()
      const hasErrors = difference.problems.some(({ severity }) => severity === 'error')
      const canDecide = context.may('approve') && !hasErrors && context.list.draft.differs
      const whole = E('details', { 'data-name': 'whole-list', open: context.may('approve') ? '' : null }, [
        E('summary', {}, [_('The whole list as it will be printed (%d)').format(context.list.sites.length)]),
        printedList(context.list.sites, context),
      ])
      const decision = canDecide ? decisionPart(context, difference, () => void draw()) : []
      const [heading] = decision
      const isLong = heading !== undefined && difference.entries.length > LONG
      const jump = () => heading?.scrollIntoView({ behavior: 'smooth' })
      dom.content(body, [
        E('h3', {}, [_('What changes')]),
        ...(isLong ? [button(_('To the decision'), jump, { name: 'to-decision' })] : []),
        differenceView(difference, context.rooms),
        ...decision,
        whole,
      ])
    } catch (error) {
      dom.content(body, [failurePanel(error)])
    }
  }
  void draw()
  return { nodes: [body], redraw: () => void draw() }
}
