/** A form above the page that stays until what it holds is saved: what somebody typed is never lost to an error. */
import dom from 'luci:dom'
import { type ButtonKind, button } from './button.ts'
import { failurePanel } from './failure.ts'
import { closeModal, openModal } from './modal.ts'

export interface FormSpec {
  readonly title: string
  readonly content: LuciChild[]
  /** The text of the button that saves. */
  readonly confirm: string
  readonly kind?: ButtonKind
  /** What stands in the way; nothing when it is saved, and the form goes. */
  save(): Promise<LuciChild[] | undefined>
}

export function openForm({ title, content, confirm, kind = 'positive', save }: FormSpec): void {
  const news = E('div', { class: 'aq-news', role: 'alert', 'data-name': 'form-news' }, [])
  const attempt = async () => {
    dom.content(news, [])
    try {
      const obstacles = await save()
      if (obstacles === undefined) closeModal()
      else dom.content(news, obstacles)
    } catch (error) {
      dom.content(news, [failurePanel(error)])
    }
  }
  const buttons = [
    button(_('Cancel'), closeModal, { name: 'cancel' }),
    button(confirm, attempt, { kind, name: 'save' }),
  ]
  openModal(title, [...content, news, E('div', { class: 'right aq-buttons' }, buttons)])
}
