/** The module `view`: load, render, and the three buttons below a form. */
import { append, content, create, dom } from './dom.ts'
import { ui } from './ui.ts'
import { translate as _ } from './words.ts'

interface Spec {
  load?(): unknown
  render(data: unknown): unknown
  [handler: string]: unknown
}

type Form = { save(): Promise<unknown>; reset(): Promise<unknown> }

const forms = () => [...document.querySelectorAll('#maincontent .cbi-map')].map((node) => dom.instanceOf(node) as Form)

const standard = {
  handleSave: () => Promise.all(forms().map((form) => form.save())),
  handleReset: () => Promise.all(forms().map((form) => form.reset())),
  async handleSaveApply() {
    await standard.handleSave()
    await ui.changes.apply()
  },
}

function footer(spec: Spec): Node[] {
  if (document.querySelector('#maincontent .cbi-map') === null) return []
  const buttons = (
    [
      ['handleSaveApply', _('Save & Apply'), 'apply'],
      ['handleSave', _('Save'), 'save'],
      ['handleReset', _('Reset'), 'reset'],
    ] as const
  ).flatMap(([name, text, style]) => {
    if (spec[name] === null) return []
    const handler = (spec[name] ?? standard[name]) as (event: unknown) => unknown
    const click = ui.createHandlerFn(spec, handler as (...given: unknown[]) => unknown)
    return [create('button', { class: `btn cbi-button cbi-button-${style}`, click }, [text]), ' ']
  })
  return [create('div', { class: 'cbi-page-actions' }, buttons)]
}

/** The loader makes one and runs it. */
export class View {
  static extend(spec: Spec): typeof View {
    return class extends View {
      override readonly spec = spec
    }
  }
  readonly spec: Spec = { render: () => null }

  async run(): Promise<void> {
    const place = document.getElementById('view')
    if (place === null) return
    content(place, [create('div', { class: 'spinning' }, [_('Loading view…')])])
    const data = await this.spec.load?.()
    content(place, await this.spec.render(data))
    append(place, footer(this.spec))
  }
}
