/** Buttons that cannot be pressed twice, and say what went wrong. */
import ui from 'luci:ui'
import { report } from './failure.ts'
import { giveBackFocus, spotOf } from './focus.ts'

export type ButtonKind = 'neutral' | 'positive' | 'negative' | 'action'

export interface ButtonSpec {
  readonly kind?: ButtonKind
  /** As wide as a thumb wants it. */
  readonly big?: boolean
  /** What tests and styles know it by. */
  readonly name?: string
  readonly title?: string
}

/** While `press` runs the button is disabled, and has the focus again afterwards; what it throws is told above the page. */
export function button(text: string, press: () => unknown, spec: ButtonSpec = {}): HTMLElement {
  const { kind = 'neutral', big = false, name, title } = spec
  const handler = ui.createHandlerFn(undefined, async () => {
    const spot = spotOf(control)
    try {
      await press()
    } catch (error) {
      report(error)
    }
    giveBackFocus(spot)
  })
  const attributes = { type: 'button', class: `btn cbi-button cbi-button-${kind}${big ? ' aq-big' : ''}` }
  const control = E('button', { ...attributes, 'data-name': name, title, click: handler }, [text])
  return control
}
