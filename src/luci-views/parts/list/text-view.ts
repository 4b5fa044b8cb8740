/** The draft as its text, for those who want it. What is typed stays until it is saved, whoever else saves meanwhile. */
import dom from 'luci:dom'
import type { Problem } from '../../../luci-bridge/contract.ts'
import { button } from '../button.ts'
import { failurePanel } from '../failure.ts'
import type { View } from '../tabs.ts'
import { hasErrors } from './calls.ts'
import { sizeOf } from './cut-parts.ts'
import { fileInto } from './file-into.ts'
import { problemLine } from './problems.ts'
import { conflictWords, type ListContext } from './state.ts'
import { DOCUMENT_LIMIT, inMb, upload } from './upload.ts'

/** Marks the line and brings it into view. */
function goTo(area: HTMLTextAreaElement, { line, column }: Problem): void {
  const lines = area.value.split('\n')
  const start = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0)
  const length = (lines[line - 1] ?? '').length
  area.focus()
  area.setSelectionRange(start + Math.min(column - 1, length), start + length)
  area.scrollTop = (area.scrollHeight * Math.max(0, line - 4)) / Math.max(1, lines.length)
}

/** More of them nobody reads. */
const MOST = 100

class TextView implements View {
  readonly nodes: LuciChild[]
  readonly #context: ListContext
  readonly #area: HTMLTextAreaElement
  readonly #problems = E('div', { 'data-name': 'problems' }, [])
  readonly #news = E('div', { 'data-name': 'text-news', role: 'alert' }, [])
  /** The text as the router has it, as far as we know. */
  #read = ''

  constructor(context: ListContext) {
    this.#context = context
    const mayEdit = context.may('list_save')
    const attributes = { name: 'yaml', class: 'cbi-input-textarea aq-yaml', rows: 24, wrap: 'off', spellcheck: 'false' }
    this.#area = E('textarea', { ...attributes, readonly: mayEdit ? null : '' }, []) as HTMLTextAreaElement
    this.#take()
    const save = button(_('Save the text'), () => this.#save(), { kind: 'positive', name: 'save-text' })
    const hint = _(
      'One entry begins with a dash; its keys stand below one another. Nothing holds before the director has approved it.',
    )
    const fromFile = fileInto(this.#area, (text) => {
      this.#area.value = text
      this.#say(_('The text of the file stands here: nothing is saved yet.'), 'info')
    })
    this.nodes = [
      E('p', { class: 'aq-muted' }, [hint]),
      this.#problems,
      ...(mayEdit ? [fromFile] : []),
      E('label', { class: 'aq-field aq-wide' }, [E('span', {}, [_('White list (YAML)')]), this.#area]),
      ...(mayEdit ? [E('div', { class: 'aq-buttons' }, [save])] : []),
      this.#news,
    ]
  }

  /** What was not touched follows the draft; what was typed stays. */
  redraw(): void {
    if (this.#area.value === this.#read) this.#take()
  }

  #take(): void {
    this.#area.value = this.#context.list.text
    // The field turns line ends into its own.
    this.#read = this.#area.value
    this.#show(this.#context.list.problems)
    dom.content(this.#news, [])
  }

  #show(problems: readonly Problem[]): void {
    const nodes = problems.slice(0, MOST).map((problem) => {
      const node = problemLine(problem, true)
      node.append(
        ' ',
        button(_('Show'), () => goTo(this.#area, problem), { name: 'go' }),
      )
      return node
    })
    dom.content(this.#problems, nodes)
  }

  #say(text: string, kind: string): void {
    dom.content(this.#news, [E('p', { class: `alert-message ${kind}` }, [text])])
  }

  async #save(): Promise<void> {
    const text = this.#area.value
    const size = sizeOf(text)
    if (size > DOCUMENT_LIMIT) {
      const words = _(
        'This text has %s MB. A list may have %d MB at most: nothing was sent, and your text is still here.',
      )
      return this.#say(words.format((size / 1e6).toFixed(1), inMb(DOCUMENT_LIMIT)), 'error')
    }
    const progress = (part: number, parts: number) => this.#say(_('Sending: %d of %d').format(part, parts), 'info')
    try {
      const { problems } = await upload(this.#context.list.sha256, text, progress)
      this.#read = text
      await this.#context.refresh()
      this.#show(problems)
      if (hasErrors(problems))
        this.#say(
          _('Saved. The draft has mistakes: until they are mended it cannot be sent to the director.'),
          'warning',
        )
      else this.#say(_('Saved.'), 'success')
    } catch (error) {
      await this.#explain(error)
    }
  }

  async #explain(error: unknown): Promise<void> {
    const conflict = await conflictWords(this.#context, error)
    if (conflict === undefined) return void dom.content(this.#news, [failurePanel(error)])
    const advice = _(
      'Saving again replaces what is there by your text. To keep both, copy your text, take the other one and put yours into it.',
    )
    dom.content(this.#news, [
      E('p', { class: 'alert-message warning', 'data-name': 'conflict' }, [conflict]),
      E('p', {}, [advice]),
      button(_('Take the other text'), () => this.#take(), { name: 'take-other' }),
    ])
  }
}

export const textView = (context: ListContext): View => new TextView(context)
