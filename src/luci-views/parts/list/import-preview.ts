/** What a list that was read would become, line by line; adds what is new when the teacher says so, and takes it back. */
import dom from 'luci:dom'
import type { ImportedLine, ImportOutcome, ImportRead } from '../../../luci-bridge/contract.ts'
import { button } from '../button.ts'
import { failurePanel } from '../failure.ts'
import { inWords } from '../in-words.ts'
import { type Column, table } from '../table.ts'
import { wireName } from './ascii.ts'
import { encodingWords } from './file-into.ts'
import { callAdd, callUndo, linesOf } from './import-calls.ts'
import { problemLine } from './problems.ts'
import { conflictWords, type ListContext } from './state.ts'

export type Read = NonNullable<ImportRead['read']>

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

interface PreviewHooks {
  /** All that was new stands in the draft now. */
  added(): void
  /** The draft is another than the one that was compared with: reads the same again. */
  again(): Promise<void>
}

export class ImportPreview {
  readonly nodes: HTMLElement[]
  readonly #context: ListContext
  readonly #hooks: PreviewHooks
  readonly #news = E('div', { 'data-name': 'bulk-news', role: 'alert' }, [])
  readonly #preview = E('div', { 'data-name': 'bulk-preview', 'aria-live': 'polite' }, [])

  constructor(context: ListContext, hooks: PreviewHooks) {
    this.#context = context
    this.#hooks = hooks
    this.nodes = [this.#news, this.#preview]
  }

  say(text: string, kind: string, more: LuciChild[] = []): void {
    dom.content(this.#news, [E('p', { class: `alert-message ${kind}` }, [text]), ...more])
  }

  fail(error: unknown): void {
    dom.content(this.#news, [failurePanel(error)])
  }

  clear(): void {
    dom.content(this.#news, [])
    dom.content(this.#preview, [])
  }

  show(read: Read): void {
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
    const encoding = encodingWords(read.encoding)
    dom.content(this.#preview, [
      ...(read.encoding === 'utf-8'
        ? []
        : [E('p', { 'data-name': 'bulk-encoding' }, [_('Understood as %s.').format(encoding)])]),
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
      const { added, sha256 } = await callAdd({ id })
      await this.#context.refresh()
      this.#hooks.added()
      dom.content(this.#preview, [])
      const undo = button(_('Take it back'), () => this.#undo(sha256), { name: 'bulk-undo' })
      this.say(
        N_(added, '%d site was added to the draft.', '%d sites were added to the draft.').format(added),
        'success',
        [E('div', { class: 'aq-buttons' }, [undo])],
      )
    } catch (error) {
      const conflict = await conflictWords(this.#context, error)
      if (conflict === undefined) throw error
      // What was compared with is gone: compare anew, and let the teacher look.
      await this.#hooks.again()
      this.say(conflict, 'warning')
    }
  }

  async #undo(base: string): Promise<void> {
    await callUndo({ base })
    await this.#context.refresh()
    this.say(_('The draft is as it was before.'), 'success')
  }
}

function fill(rows: HTMLElement, lines: readonly ImportedLine[], more: (() => Promise<void>) | undefined): void {
  dom.content(rows, [
    table(columns(), lines, _('Nothing found.')),
    ...(more === undefined ? [] : [button(_('More lines'), more, { name: 'bulk-more' })]),
  ])
}
