/** Questions above the page. */
import ui from 'luci:ui'
import { type ButtonKind, button } from './button.ts'

export interface Question {
  readonly title: string
  readonly content: LuciChild[]
  /** The text of the button that goes on. */
  readonly confirm: string
  readonly kind?: ButtonKind
}

/** Settles when one of both buttons was pressed. Shows what `content` holds: fields in it keep what was typed. */
export function ask({ title, content, confirm, kind = 'positive' }: Question): Promise<boolean> {
  return new Promise((resolve) => {
    const close = (answer: boolean) => {
      ui.hideModal()
      resolve(answer)
    }
    const buttons = [
      button(_('Cancel'), () => close(false), { name: 'cancel' }),
      ' ',
      button(confirm, () => close(true), { kind, name: 'confirm' }),
    ]
    ui.showModal([title], [...content, E('div', { class: 'right aq-buttons' }, buttons)], 'aqtizim')
  })
}

/** Something to read, with one button. */
export function show(title: string, content: LuciChild[]): void {
  const close = button(_('Close'), () => ui.hideModal(), { name: 'close' })
  ui.showModal([title], [...content, E('div', { class: 'right aq-buttons' }, [close])], 'aqtizim')
}
