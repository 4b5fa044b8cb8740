/** Many sites at once: a paste or a file is shown line by line, and nothing is added before the teacher says so. */
import dom from 'luci:dom'
import type { ImportedLine, ImportOutcome, ImportRead } from '../../../luci-bridge/contract.ts'
import { button } from '../button.ts'
import { failurePanel } from '../failure.ts'
import { inWords } from '../in-words.ts'
import { textArea } from '../registers/text-area.ts'
import { type Column, table } from '../table.ts'
import type { View } from '../tabs.ts'
import { wireName } from './ascii.ts'
import { callAdd, callUndo, linesOf, sendList } from './import-calls.ts'
import { problemLine } from './problems.ts'
import { conflictWords, type ListContext } from './state.ts'

/** Bytes that the router takes: docs/whitelist.md. */
const LIMIT = 4 * 1024 * 1024

type Read = NonNullable<ImportRead['read']>

function outcomeWords(outcome: ImportOutcome): string {
  switch (outcome) {
    case 'new':
      return _('New')
    case 'merged':
      return _('Merged')
    case 'present':
      return _('Listed already')
    case 'unread':
      return _('Not read')
  }
}

const outcomes: readonly ImportOutcome[] = ['new', 'merged', 'present', 'unread']

const columns = (): Column<ImportedLine>[] => [
  { title: _('Line'), cell: ({ line, column }) => `${line}:${column}`, number: true },
  { title: _('What stands there'), cell: ({ written }) => written },
  { title: _('What it becomes'), cell: ({ outcome }) => outcomeWords(outcome) },
  {
    title: _('Site'),
    cell: ({ site, why, problem }) => [
      ...(site === undefined ? [] : [E('strong', {}, [site]), ...wireName(site)]),
      ...(why === undefined ? [] : [E('div', { 'data-code': why.code }, [inWords(why)])]),
      ...(problem === undefined ? [] : [problemLine(problem)]),
    ],
  },
]

class ImportView implements View {
  readonly nodes: LuciChild[]
  readonly #context: ListContext
  readonly #text = textArea({
    name: 'bulk-text',
    label: _('Paste addresses, a column of a sheet, or a list of another filter'),
    rows: 8,
    placeholder: 'https://bilimland.kz/kk/…\nkundelik.kz\n…',
  })
  readonly #file = E('input', { type: 'file', name: 'bulk-file' }, []) as HTMLInputElement
  readonly #news = E('div', { 'data-name': 'bulk-news', role: 'alert' }, [])
  readonly #preview = E('div', { 'data-name': 'bulk-preview', 'aria-live': 'polite' }, [])

  constructor(context: ListContext) {
    this.#context = context
    const read = button(_('Show what it becomes'), () => this.#read(), { kind: 'action', name: 'bulk-read' })
    const hint = _(
      'Anything will do: addresses out of a browser, a chat or Word; cells out of Excel, or the sheet saved as CSV; a file in hosts, AdBlock, AdGuard, Pi-hole or dnsmasq form. Nothing is added before you have seen what each line becomes.',
    )
    this.#file.addEventListener('change', () => this.#text.set(''))
    this.nodes = [
      E('p', { class: 'aq-muted' }, [hint]),
      this.#text.node,
      E('label', { class: 'aq-field' }, [E('span', {}, [_('… or a file')]), this.#file]),
      E('div', { class: 'aq-buttons' }, [read]),
      this.#news,
      this.#preview,
    ]
  }

  #say(text: string, kind: string, more: LuciChild[] = []): void {
    dom.content(this.#news, [E('p', { class: `alert-message ${kind}` }, [text]), ...more])
  }

  /** What is typed counts; a file where nothing is. */
  async #bytes(): Promise<{ bytes: Uint8Array; encoding: 'utf-8' | undefined } | undefined> {
    const text = this.#text.value()
    if (text !== '') return { bytes: new TextEncoder().encode(text), encoding: 'utf-8' }
    const [file] = this.#file.files ?? []
    if (file === undefined) return undefined
    // More than the router takes would only be sent in vain; it says so of the first bytes beyond its limit.
    return { bytes: new Uint8Array(await file.slice(0, LIMIT + 1).arrayBuffer()), encoding: undefined }
  }

  async #read(): Promise<void> {
    dom.content(this.#preview, [])
    const given = await this.#bytes()
    if (given === undefined) return this.#say(_('Paste something, or choose a file.'), 'warning')
    if (given.bytes.length > LIMIT)
      return this.#say(_('The file is too long: at most %d MB can be read.').format(4), 'error')
    dom.content(this.#news, [])
    try {
      const { read, fault } = await sendList(given.bytes, given.encoding, (part, parts) =>
        this.#say(_('Sending: %d of %d').format(part, parts), 'info'),
      )
      dom.content(this.#news, [])
      if (fault !== undefined) return this.#say(inWords(fault), 'error')
      if (read !== undefined) this.#show(read)
    } catch (error) {
      dom.content(this.#news, [failurePanel(error)])
    }
  }

  #show(read: Read): void {
    const { counts, notes, id } = read
    const rows = E('div', {}, [])
    const choose = (outcome: ImportOutcome | '') => this.#draw(rows, id, outcome)
    const chosen = (['', ...outcomes] as const).filter((outcome) => outcome === '' || counts[outcome] > 0)
    const all = outcomes.reduce((sum, outcome) => sum + counts[outcome], 0)
    const buttons = chosen.map((outcome) =>
      button(
        outcome === '' ? `${_('All lines')}: ${all}` : `${outcomeWords(outcome)}: ${counts[outcome]}`,
        () => choose(outcome),
        { name: `bulk-show-${outcome || 'all'}` },
      ),
    )
    const add = button(
      N_(counts.new, 'Add %d site to the draft', 'Add %d sites to the draft').format(counts.new),
      () => this.#add(read),
      { kind: 'positive', name: 'bulk-add', big: true },
    )
    dom.content(this.#preview, [
      ...notes.map((note) => E('p', { class: 'alert-message warning', 'data-code': note.code }, [inWords(note)])),
      E('div', { class: 'aq-buttons', 'data-name': 'bulk-counts' }, buttons),
      rows,
      E('div', { class: 'aq-buttons' }, counts.new > 0 ? [add] : [_('There is nothing new in it.')]),
    ])
    fill(
      rows,
      read.lines,
      read.next === undefined ? undefined : () => this.#more(rows, id, '', read.next ?? 0, read.lines),
    )
  }

  async #draw(rows: HTMLElement, id: string, outcome: ImportOutcome | ''): Promise<void> {
    await this.#more(rows, id, outcome, 0, [])
  }

  async #more(
    rows: HTMLElement,
    id: string,
    outcome: ImportOutcome | '',
    offset: number,
    before: readonly ImportedLine[],
  ): Promise<void> {
    const { lines, next } = await linesOf(id, outcome, offset)
    const all = [...before, ...lines]
    fill(rows, all, next === undefined ? undefined : () => this.#more(rows, id, outcome, next, all))
  }

  async #add({ id }: Read): Promise<void> {
    try {
      const { added } = await callAdd({ id })
      await this.#context.refresh()
      this.#text.set('')
      this.#file.value = ''
      dom.content(this.#preview, [])
      const undo = button(_('Take it back'), () => this.#undo(), { name: 'bulk-undo' })
      this.#say(
        N_(added, '%d site was added to the draft.', '%d sites were added to the draft.').format(added),
        'success',
        [E('div', { class: 'aq-buttons' }, [undo])],
      )
    } catch (error) {
      const conflict = await conflictWords(this.#context, error)
      if (conflict === undefined) throw error
      // What was compared with is gone: compare anew, and let the teacher look.
      await this.#read()
      this.#say(conflict, 'warning')
    }
  }

  async #undo(): Promise<void> {
    await callUndo({})
    await this.#context.refresh()
    this.#say(_('The draft is as it was before.'), 'success')
  }
}

function fill(rows: HTMLElement, lines: readonly ImportedLine[], more: (() => Promise<void>) | undefined): void {
  dom.content(rows, [
    table(columns(), lines, _('Nothing found.')),
    ...(more === undefined ? [] : [button(_('More lines'), more, { name: 'bulk-more' })]),
  ])
}

export const importView = (context: ListContext): View => new ImportView(context)
