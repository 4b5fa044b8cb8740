/** The draft as its text, for those who want it. What is typed stays until it is saved, whoever else saves meanwhile. */
import dom from 'luci:dom'
import type { Problem } from '../../../luci-bridge/contract.ts'
import { button } from '../button.ts'
import { failurePanel } from '../failure.ts'
import { hasErrors } from './calls.ts'
import { problemLine } from './problems.ts'
import { conflictWords, type ListContext } from './state.ts'
import { DOCUMENT_LIMIT, sizeOf, upload } from './upload.ts'

/** Marks the line and brings it into view. */
function goTo(area: HTMLTextAreaElement, { line, column }: Problem): void {
  const lines = area.value.split('\n')
  const start = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0)
  area.focus()
  area.setSelectionRange(
    start + Math.min(column - 1, (lines[line - 1] ?? '').length),
    start + (lines[line - 1] ?? '').length,
  )
  area.scrollTop = (area.scrollHeight * Math.max(0, line - 4)) / Math.max(1, lines.length)
}

function problemNodes(area: HTMLTextAreaElement, problems: readonly Problem[]): HTMLElement[] {
  return problems.slice(0, 100).map((problem) => {
    const node = problemLine(problem, true)
    node.append(
      ' ',
      button(_('Show'), () => goTo(area, problem), { name: 'go' }),
    )
    return node
  })
}

export function textView(context: ListContext): LuciChild[] {
  const mayEdit = context.may('list_save')
  const area = E(
    'textarea',
    {
      name: 'yaml',
      class: 'cbi-input-textarea aq-yaml',
      rows: 24,
      wrap: 'off',
      spellcheck: 'false',
      readonly: mayEdit ? null : '',
    },
    [],
  ) as HTMLTextAreaElement
  area.value = context.list.text
  const problems = E('div', { 'data-name': 'problems' }, problemNodes(area, context.list.problems))
  const news = E('div', { 'data-name': 'text-news', role: 'alert' }, [])
  let read = context.list.text
  const say = (text: string, kind: string) => dom.content(news, [E('p', { class: `alert-message ${kind}` }, [text])])

  async function save(): Promise<void> {
    const size = sizeOf(area.value)
    if (size > DOCUMENT_LIMIT)
      return void say(
        _('This text has %s MB. A list may have %d MB at most: nothing was sent, and your text is still here.').format(
          (size / 1e6).toFixed(1),
          4,
        ),
        'error',
      )
    try {
      const saved = await upload(context.list.sha256, area.value, (part, parts) =>
        say(_('Sending: %d of %d').format(part, parts), 'info'),
      )
      read = area.value
      await context.refresh()
      dom.content(problems, problemNodes(area, saved.problems))
      if (hasErrors(saved.problems))
        say(_('Saved. The draft has mistakes: until they are mended it cannot be sent to the director.'), 'warning')
      else say(_('Saved.'), 'success')
    } catch (error) {
      const conflict = await conflictWords(context, error)
      if (conflict === undefined) return void dom.content(news, [failurePanel(error)])
      dom.content(news, [
        E('p', { class: 'alert-message warning', 'data-name': 'conflict' }, [conflict]),
        E('p', {}, [
          _(
            'Saving again replaces what is there by your text. To keep both, copy your text, take the other one and put yours into it.',
          ),
        ]),
        button(_('Take the other text'), takeOther, { name: 'take-other' }),
      ])
    }
  }

  function takeOther(): void {
    area.value = context.list.text
    read = context.list.text
    dom.content(problems, problemNodes(area, context.list.problems))
    dom.content(news, [])
  }

  context.redraw = () => {
    // What was not touched follows the draft; what was typed stays.
    if (area.value === read) takeOther()
  }
  const hint = _(
    'One entry begins with a dash; its keys stand below one another. Nothing holds before the director has approved it.',
  )
  return [
    E('p', { class: 'aq-muted' }, [hint]),
    problems,
    E('label', { class: 'aq-field aq-wide' }, [E('span', {}, [_('White list (YAML)')]), area]),
    ...(mayEdit
      ? [E('div', { class: 'aq-buttons' }, [button(_('Save the text'), save, { kind: 'positive', name: 'save-text' })])]
      : []),
    news,
  ]
}
