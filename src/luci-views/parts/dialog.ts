/** Questions above the page. */
import { type ButtonKind, button } from './button.ts'
import { closeModal, openModal } from './modal.ts'

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
      closeModal()
      resolve(answer)
    }
    const buttons = [
      button(_('Cancel'), () => close(false), { name: 'cancel' }),
      ' ',
      button(confirm, () => close(true), { kind, name: 'confirm' }),
    ]
    openModal(title, [...content, E('div', { class: 'right aq-buttons' }, buttons)])
  })
}

/** Something to read, with one button. */
export function show(title: string, content: LuciChild[]): void {
  const close = button(_('Close'), closeModal, { name: 'close' })
  openModal(title, [...content, E('div', { class: 'right aq-buttons' }, [close])])
}
